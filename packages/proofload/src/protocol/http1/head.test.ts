import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestHeadError } from './errors.ts';
import { encodeHead } from './head.ts';

describe('the head of a request', () => {
  it('has the request line, the host, the headers and the length, in this order', () => {
    expect(encodeHead('POST', '/a?b=c', 'h:1', [['Accept', '*/*']], 3)).toBe(
      'POST /a?b=c HTTP/1.1\r\nhost: h:1\r\nAccept: */*\r\ncontent-length: 3\r\n\r\n',
    );
  });

  it('takes the host from the headers when they have one', () => {
    expect(encodeHead('GET', '/', 'h', [['Host', 'other']], undefined)).toBe('GET / HTTP/1.1\r\nHost: other\r\n\r\n');
  });

  it('lets bytes above ASCII through in values', () => {
    expect(encodeHead('GET', '/', 'h', [['x', 'caf\xe9\t!']], undefined)).toContain('x: caf\xe9\t!\r\n');
  });

  it.each([
    ['method', () => encodeHead('GE T', '/', 'h', [], undefined), 'not a token'],
    ['method', () => encodeHead('', '/', 'h', [], undefined), 'not a token'],
    ['target', () => encodeHead('GET', '/a b', 'h', [], undefined), 'a space at position 2'],
    ['target', () => encodeHead('GET', '/a\r\nx: y', 'h', [], undefined), 'a carriage return'],
    ['target', () => encodeHead('GET', '/é', 'h', [], undefined), 'U+00E9'],
    ['target', () => encodeHead('GET', '', 'h', [], undefined), 'is empty'],
    ['host', () => encodeHead('GET', '/', 'h\n', [], undefined), 'a line feed'],
    ['header-name', () => encodeHead('GET', '/', 'h', [['a:', 'b']], undefined), 'not a token'],
    ['header-name', () => encodeHead('GET', '/', 'h', [['\u212a', 'b']], undefined), 'not a token'],
    ['header-value', () => encodeHead('GET', '/', 'h', [['a', 'b\0']], undefined), 'a NUL'],
    ['header-value', () => encodeHead('GET', '/', 'h', [['a', 'b\r\nc: d']], undefined), 'a carriage return'],
    ['header-value', () => encodeHead('GET', '/', 'h', [['a', '日']], undefined), 'U+65E5'],
    ['content-length', () => encodeHead('GET', '/', 'h', [['Content-Length', '3']], 4), 'leave the header out'],
    [
      'content-length',
      () => encodeHead('GET', '/', 'h', [['transfer-encoding', 'chunked']], 4),
      'leave the header out',
    ],
    ['content-length', () => encodeHead('GET', '/', 'h', [], -1), 'length of -1'],
  ])('is refused for its %s (%#)', (part, encode, words) => {
    const attempt = () => encode();
    expect(attempt).toThrow(RequestHeadError);
    expect(attempt).toThrow(words);
    expect(attempt).toThrow(expect.objectContaining({ code: 'bad-request-head', part }));
  });

  it('is one head or an error, whatever it is made of', () => {
    const text = fc.string({ unit: 'binary', maxLength: 10 });
    fc.assert(
      fc.property(text, text, text, text, text, (method, target, host, name, value) => {
        let head: string;
        try {
          head = encodeHead(method, target, host, [[name, value]], undefined);
        } catch (error) {
          expect(error).toBeInstanceOf(RequestHeadError);
          return;
        }
        expect(head.split('\r\n').length).toBe(name.toLowerCase() === 'host' ? 4 : 5);
        expect(head.indexOf('\r\n\r\n')).toBe(head.length - 4);
      }),
      { numRuns: 1_000 },
    );
  });
});
