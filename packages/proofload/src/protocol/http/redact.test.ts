import { describe, expect, it } from 'vitest';
import { redactText } from './redact.ts';

describe('a redacted text', () => {
  it.each([
    ['/login?user=me&token=abc&page=2', '/login?user=me&token=[redacted]&page=2'],
    ['/x?api_key=abc', '/x?api_key=[redacted]'],
    ['/x?key=abc', '/x?key=[redacted]'],
    ['http://me:pw@a.test/x', 'http://[redacted]@a.test/x'],
    ['{"password": "a \\"b\\"", "user": "me"}', '{"password": "[redacted]", "user": "me"}'],
    ['{"access_token":"cut of', '{"access_token":"[redacted]"'],
    ['Authorization: Bearer abc.def', 'Authorization: [redacted]'],
    ['Set-Cookie: id=7; Path=/', 'Set-Cookie: [redacted]; Path=/'],
    ['it said Bearer abcdefgh', 'it said Bearer [redacted]'],
    ['eyJhbGciOiJI.eyJzdWIiOiI.sig', '[redacted]'],
  ])('%s loses its credential', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it('keeps what is none', () => {
    const text = '{"title": "The key to the city", "monkey": "banana", "page": 2}';
    expect(redactText(text)).toBe(text);
  });
});
