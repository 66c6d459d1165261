import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charsetOf, decodeBody, decodeText } from './decode.ts';

const text = 'Grüße, '.repeat(50);
const body = Buffer.from(text);

describe('a content coding', () => {
  it.each<[string, Buffer]>([
    ['gzip', zlib.gzipSync(body)],
    ['X-GZIP', zlib.gzipSync(body)],
    ['deflate', zlib.deflateSync(body)],
    ['deflate', zlib.deflateRawSync(body)],
    ['br', zlib.brotliCompressSync(body)],
    ['identity', body],
    ['', body],
    ['gzip, br', zlib.brotliCompressSync(zlib.gzipSync(body))],
  ])('%s is undone', (coding, encoded) => {
    expect(decodeBody(encoded, coding).toString()).toBe(text);
  });

  it('is nothing for an empty body, as an answer to HEAD has', () => {
    expect(decodeBody(Buffer.alloc(0), 'gzip')).toHaveLength(0);
  });

  it.each(['gzip', 'deflate', 'br'])('of %s that is broken or cut says so', (coding) => {
    const whole = { gzip: zlib.gzipSync(body), deflate: zlib.deflateSync(body), br: zlib.brotliCompressSync(body) }[
      coding
    ];
    expect(() => decodeBody(Buffer.from('<html>'), coding)).toThrow(`is not valid ${coding}`);
    expect(() => decodeBody(whole?.subarray(0, -10) ?? body, coding)).toThrow(`is not valid ${coding}`);
  });

  it('that is not known says which are', () => {
    expect(() => decodeBody(body, 'rot13')).toThrow(/encoded as 'rot13', .* known are gzip, deflate, br/);
    expect(() => decodeBody(body, 'constructor')).toThrow("'constructor'");
  });

  it('round-trips any bytes, in either form of deflate', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom(zlib.deflateSync, zlib.deflateRawSync), (bytes, deflate) => {
        fc.pre(bytes.length > 0);
        expect(decodeBody(deflate(bytes), 'deflate')).toEqual(Buffer.from(bytes));
      }),
    );
  });
});

describe('a charset', () => {
  it.each<[string | undefined, string | undefined]>([
    ['text/html; charset=UTF-8', 'utf-8'],
    ['text/html;charset="iso-8859-1"; x=y', 'iso-8859-1'],
    ['text/html; boundary=charset', undefined],
    ['application/json', undefined],
    [undefined, undefined],
  ])('of %j is %s', (contentType, expected) => {
    expect(charsetOf(contentType)).toBe(expected);
  });

  it('is honoured', () => {
    expect(decodeText(Buffer.from('é', 'latin1'), 'iso-8859-1')).toBe('é');
    expect(decodeText(Buffer.from('é', 'utf16le'), 'utf-16')).toBe('é');
    expect(decodeText(Buffer.from('\ufeffé'), undefined)).toBe('é');
  });

  it('that is not known says so', () => {
    expect(() => decodeText(body, 'klingon')).toThrow("charset 'klingon'");
  });
});
