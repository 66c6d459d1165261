import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_HEAD_BYTES } from './parser.ts';
import { cutsAnywhere, type Outcome, PLAIN_GET, parseInPieces, validResponse } from './responses.fixture.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const everywhere = (text: string) => Array.from({ length: text.length }, (_, index) => index);

function fault(text: string): Outcome['fault'] {
  const whole = parseInPieces(text);
  const { code, message } = whole.fault!;
  expect(parseInPieces(text, everywhere(text)).fault).toMatchObject({ code, message });
  return whole.fault;
}

describe('a response that keeps to the grammar', () => {
  it('means the same however it is split', () => {
    fc.assert(
      fc.property(validResponse, cutsAnywhere, (text, cuts) => {
        const whole = parseInPieces(text);
        expect(whole.phase).toBe('done');
        expect(parseInPieces(text, cuts)).toEqual(whole);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never throws and always ends when its bytes are changed', () => {
    const change = fc.tuple(fc.nat({ max: 400 }), fc.constantFrom(0, 1, 2), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(
        validResponse,
        fc.array(change, { minLength: 1, maxLength: 4 }),
        cutsAnywhere,
        (valid, changes, cuts) => {
          let text = valid;
          for (const [place, removed, byte] of changes) {
            text = text.slice(0, place) + String.fromCharCode(byte) + text.slice(place + removed);
          }
          expect(['done', 'failed']).toContain(parseInPieces(text, cuts).phase);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('is cut short by an early end, wherever that is', () => {
    const text = `${OK}Content-Length: 5\r\n\r\nhello`;
    for (let length = 0; length < text.length; length += 1) {
      expect(parseInPieces(text.slice(0, length)).fault?.code).toBe('early-close');
    }
    const chunked = `${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx: y\r\n\r\n`;
    for (let length = 0; length < chunked.length; length += 1) {
      expect(parseInPieces(chunked.slice(0, length)).fault?.code).toBe('early-close');
    }
  });
});

describe('the body', () => {
  it('has the announced length', () => {
    const response = parseInPieces(`${OK}Content-Length: 5\r\n\r\nhello`);
    expect(response).toMatchObject({ status: 200, statusText: 'OK', bodyText: 'hello', keepsConnection: true });
  });

  it('leaves what follows it alone', () => {
    expect(parseInPieces(`${OK}Content-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n`).leftOver).toBe(17);
    expect(parseInPieces(`${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP`).leftOver).toBe(4);
  });

  it('is put together from chunks, with extensions and trailers', () => {
    const text = `${OK}Transfer-Encoding: chunked\r\n\r\n5;a=1\r\nhello\r\n6 ;b\r\n world\r\n000\r\nDigest: x\r\n\r\n`;
    const response = parseInPieces(text);
    expect(response).toMatchObject({ body: 'hello world', trailers: [['digest', 'x']], keepsConnection: true });
  });

  it('ends with the connection when it has no length', () => {
    const response = parseInPieces(`${OK}\r\nto the end`);
    expect(response).toMatchObject({ phase: 'done', body: 'to the end', keepsConnection: false });
  });

  it.each([204, 304])('does not exist in a %d, whatever its headers say', (status) => {
    expect(parseInPieces(`HTTP/1.1 ${status} X\r\nContent-Length: 5\r\n\r\n`)).toMatchObject({
      phase: 'done',
      body: '',
    });
  });

  it('does not exist in the answer to HEAD', () => {
    const expectation = { ...PLAIN_GET, isHead: true };
    const response = parseInPieces(`${OK}Content-Length: 5\r\n\r\n`, [], expectation, false);
    expect(response).toMatchObject({ phase: 'done', body: '', keepsConnection: true });
    expect(parseInPieces(`${OK}Transfer-Encoding: chunked\r\n\r\n`, [], expectation, false).phase).toBe('done');
  });

  it('is kept up to the bound and counted beyond it, however it is framed', () => {
    const expectation = { ...PLAIN_GET, maxBodyBytes: 4 };
    const kept = { body: 'hell', bodyBytes: 11, truncated: true };
    expect(parseInPieces(`${OK}Content-Length: 11\r\n\r\nhello world`, [], expectation)).toMatchObject(kept);
    expect(parseInPieces(`${OK}\r\nhello world`, [40], expectation)).toMatchObject(kept);
    const chunked = `${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`;
    expect(parseInPieces(chunked, [], expectation)).toMatchObject({ ...kept, keepsConnection: true });
  });

  it('is read as UTF-8', () => {
    const bytes = Buffer.from('naïve – 日本', 'utf8');
    const text = `${OK}Content-Length: ${bytes.length}\r\n\r\n${bytes.toString('latin1')}`;
    expect(parseInPieces(text).bodyText).toBe('naïve – 日本');
    expect(parseInPieces(text, [70]).bodyText).toBe('naïve – 日本');
  });
});

describe('the connection', () => {
  const length = 'Content-Length: 0\r\n';
  it.each([
    ['HTTP/1.1', '', true],
    ['HTTP/1.1', 'Connection: close\r\n', false],
    ['HTTP/1.1', 'Connection: x, Close\r\n', false],
    ['HTTP/1.0', '', false],
    ['HTTP/1.0', 'Connection: Keep-Alive\r\n', true],
    ['HTTP/1.0', 'Connection: keep-alive, close\r\n', false],
  ])('after %s with "%s" is kept: %s', (version, header, isKept) => {
    expect(parseInPieces(`${version} 200 OK\r\n${header}${length}\r\n`, [], PLAIN_GET, false).keepsConnection).toBe(
      isKept,
    );
  });
});

describe('informational responses', () => {
  it('are passed over', () => {
    const text = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n${OK}Content-Length: 2\r\n\r\nok`;
    expect(parseInPieces(text)).toMatchObject({ status: 200, body: 'ok', headers: [['content-length', '2']] });
  });

  it('switch protocols only when the request asked for it', () => {
    const text = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nbytes';
    expect(fault(text)?.code).toBe('malformed');
    expect(parseInPieces(text, [], { ...PLAIN_GET, isUpgrade: true })).toMatchObject({
      phase: 'upgraded',
      leftOver: 5,
    });
  });

  it('do not stand for an answer', () => {
    expect(fault('HTTP/1.1 100 Continue\r\n\r\n')?.code).toBe('early-close');
  });
});

describe('a malformed response is told by what is wrong with it', () => {
  it.each([
    ['SSH-2.0-OpenSSH_9.2\r\n', 'does not begin with "HTTP/1."'],
    ['HTTP/2 200\r\n\r\n', 'does not begin with "HTTP/1."'],
    ['HTTP/1.1 20x OK\r\n\r\n', 'three-digit status'],
    ['HTTP/1.1 2000 OK\r\n\r\n', 'more than three digits'],
    ['HTTP/1.1 099 OK\r\n\r\n', 'three-digit status'],
    ['HTTP/1.1  200 OK\r\n\r\n', 'three-digit status'],
    ['HTTP/1.1 200 O\rK\r\n\r\n', 'carriage return'],
    [`${OK}A: 1\r\n folded\r\n\r\n`, 'folded'],
    [`${OK}A : 1\r\n\r\n`, 'between its name and the colon'],
    [`${OK}: 1\r\n\r\n`, 'no name and colon'],
    [`${OK}nonsense\r\n\r\n`, 'no name and colon'],
    [`${OK}A: a\0b\r\n\r\n`, 'NUL'],
    [`${OK}A: a\rb\r\n\r\n`, 'carriage return'],
    [`${OK}\rX\r\n`, 'carriage return'],
    [`${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`, 'both a Content-Length and a Transfer-Encoding'],
    [`${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\n`, 'two lengths, 5 and 6'],
    [`${OK}Content-Length: 5, 6\r\n\r\n`, 'two lengths, 5 and 6'],
    [`${OK}Content-Length: -1\r\n\r\n`, 'no number'],
    [`${OK}Content-Length: 5 5\r\n\r\n`, 'no number'],
    [`${OK}Content-Length: 5,\r\n\r\n`, 'no number'],
    [`${OK}Content-Length: \r\n\r\n`, 'no number'],
    [`${OK}Content-Length: 99999999999999999999\r\n\r\n`, 'no number'],
    [`${OK}Transfer-Encoding: gzip, chunked\r\n\r\n`, '"gzip, chunked" is not "chunked"'],
    [`${OK}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`, 'two transfer codings'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`, 'no hexadecimal number'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n\r\n`, 'no hexadecimal number'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n-5\r\n`, 'no hexadecimal number'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n5\nhello`, 'no hexadecimal number'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n5;a\nhello`, 'without a carriage return'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n5\rhello`, 'carriage return in its middle'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n`, 'too many digits'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n`, 'longer than its size'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n bad\r\n\r\n`, 'trailer has no name'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n0\r\nbad\r\n\r\n`, 'no name and colon'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n0\r\na: b\n\r\n`, 'not allowed'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n\rX`, 'without a line feed'],
  ])('%j', (text, words) => {
    expect(fault(text)).toMatchObject({ code: 'malformed', message: expect.stringContaining(words) });
  });

  it.each([
    ['\x15\x03\x03\0\x02\x02\x46', 'it is TLS; write https:// in place of http://'],
    ['\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64', "it is HTTP/2; say http2: 'h2c' in the target"],
  ])('%j, with the beginning of what came', (text, words) => {
    const { fault: found } = parseInPieces(text);
    expect(found).toMatchObject({ code: 'malformed', message: expect.stringContaining(words) });
    expect(JSON.parse(found?.excerpt ?? '')).toBe(text);
  });

  it('a head beyond the limit is too large, in one piece or in many', () => {
    const line = `x: ${'y'.repeat(997)}\r\n`;
    const within = `${OK}${line.repeat(65)}Content-Length: 0\r\n\r\n`;
    expect(parseInPieces(within, [100, 50_000]).status).toBe(200);
    const beyond = `${OK}${line.repeat(66)}\r\n`;
    expect(parseInPieces(beyond).fault?.code).toBe('too-large');
    expect(parseInPieces(beyond, [1_000, 50_000]).fault?.code).toBe('too-large');
    const endless = `${OK}x: ${'y'.repeat(MAX_HEAD_BYTES + 1_000)}`;
    const cuts = Array.from({ length: 700 }, (_, index) => index * 100);
    expect(parseInPieces(endless, cuts, PLAIN_GET, false).fault?.code).toBe('too-large');
  });

  it('a chunk extension or a trailer section beyond the limit is malformed', () => {
    const long = 'y'.repeat(70_000);
    const extension = `${OK}Transfer-Encoding: chunked\r\n\r\n5;${long}`;
    expect(parseInPieces(extension).fault?.message).toContain('64 KB');
    const trailer = `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\nx: ${long}`;
    expect(parseInPieces(trailer).fault?.message).toContain('64 KB');
  });
});
