import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const asked = (headers: Readonly<Record<string, string>>) =>
  retryAfterMs({ get: (name) => headers[name] }, Date.parse('2026-11-20T10:00:00Z'));

describe('how long a server asks to be left alone', () => {
  it('may be told in seconds, in milliseconds, or by a date', () => {
    expect(asked({ 'retry-after': '2' })).toBe(2_000);
    expect(asked({ 'retry-after': '2', 'retry-after-ms': '1500.5' })).toBe(1_500.5);
    expect(asked({ 'retry-after': 'Fri, 20 Nov 2026 10:00:09 GMT' })).toBe(9_000);
    expect(asked({ 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT' })).toBe(0);
  });

  it('may not be told', () => {
    expect(asked({})).toBeUndefined();
    expect(asked({ 'retry-after': 'soon', 'retry-after-ms': '-5' })).toBeUndefined();
  });
});
