import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecretName, REDACTED, redact, redactName, redactText } from './redact.ts';

describe('a redacted text', () => {
  it.each([
    ['https://me:pw@host/x', `https://${REDACTED}@host/x`],
    ['https://host/x?token=abc&page=2', `https://host/x?token=${REDACTED}&page=2`],
    ['{"password": "hunter2", "user": "me"}', `{"password": "${REDACTED}", "user": "me"}`],
    ['{"access_token":"abc', `{"access_token":"${REDACTED}"`],
    ['Authorization: Bearer abcdef', `Authorization: ${REDACTED}`],
    ['curl with Bearer abcdefgh failed', `curl with Bearer ${REDACTED} failed`],
    ['got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc back', `got ${REDACTED} back`],
    ['/x?key=abc&page=2', `/x?key=${REDACTED}&page=2`],
    ['/x?api_key=abc', `/x?api_key=${REDACTED}`],
    ['{"password": "a \\"b\\"", "user": "me"}', `{"password": "${REDACTED}", "user": "me"}`],
    ['Set-Cookie: id=7; Path=/', `Set-Cookie: ${REDACTED}; Path=/`],
    ['X-Signature: sha256=abc', `X-Signature: ${REDACTED}`],
    [String.raw`{"body":"{\"password\":\"hunter2\"}"}`, String.raw`{"body":"{\"password\":\"${REDACTED}\"}"}`],
    [String.raw`\\\"token\\\": \\\"abc`, String.raw`\\\"token\\\": \\\"${REDACTED}`],
    ['key sk-proj-abcdefghijklmnop was refused', `key ${REDACTED} was refused`],
  ])('%s loses its secret', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it('ends with its line, so that a quote too many does not hide what went wrong', () => {
    const text = "password='abc\nError: port 8000 is taken\nit's over";
    expect(redactText(text)).toBe("password='[redacted]'\nError: port 8000 is taken\nit's over");
  });

  it('keeps what is no secret', () => {
    const text =
      '{"title": "The key to the city", "monkey": "banana", "error": "no such book"} at http://127.0.0.1:8000/books?page=2';
    expect(redactText(text)).toBe(text);
  });

  it('holds no trace of the secret, and stays as it is when it is redacted again', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9_-]{8,30}$/);
    fc.assert(
      fc.property(secret, fc.constantFrom('token=', 'password: "', 'Bearer ', '"api_key":"'), (value, before) => {
        const once = redactText(`{${before}${value}, x}`);
        expect(once).not.toContain(value);
        expect(redactText(once)).toBe(once);
      }),
    );
  });
});

describe('a redacted value', () => {
  it('loses headers, options and variables whose names tell a secret, at any depth', () => {
    const plan = {
      headers: { value: { Authorization: 'Basic x', accept: 'text/html', 'X-API-Key': '1' }, source: 'suite' },
      target: { env: { DB_PASSWORD: 'pw', PORT: '1' }, tls: { key: 'PEM', verify: false } },
    };
    expect(redact(plan)).toEqual({
      headers: { value: { Authorization: REDACTED, accept: 'text/html', 'X-API-Key': REDACTED }, source: 'suite' },
      target: { env: { DB_PASSWORD: REDACTED, PORT: '1' }, tls: { key: REDACTED, verify: false } },
    });
  });

  it('is always fit for JSON', () => {
    const cyclic: Record<string, unknown> = { run: () => 1, big: 1n, endless: Number.POSITIVE_INFINITY };
    cyclic.self = cyclic;
    expect(redact(cyclic)).toEqual({ big: '1', endless: 'Infinity' });
  });

  it('takes credentials out of names that are addresses, and leaves all others whole', () => {
    expect(redactName('http://me:pw@host/books')).toBe('http://[redacted]@host/books');
    expect(redactName('GET /books?api_key=abc&q=1')).toBe('GET /books?api_key=[redacted]&q=1');
    for (const name of ['POST /tokens:refresh', 'GET /key=value', 'token: is fresh', 'GET /books/{}']) {
      expect(redactName(name)).toBe(name);
    }
  });

  it('knows the names of secrets and leaves ordinary ones', () => {
    expect(['Set-Cookie', 'client_secret', 'OPENAI_API_KEY', 'auth'].every(isSecretName)).toBe(true);
    expect(['accept', 'author', 'keyboard', 'stages', 'maxUsers'].some(isSecretName)).toBe(false);
  });
});
