import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openUser } from '../http/session.fixture.ts';
import { block, frameServer, head, until, whole } from './frames.fixture.ts';
import {
  ACK,
  CONTINUATION,
  DATA,
  ENABLE_PUSH,
  END_HEADERS,
  END_STREAM,
  frameText,
  GOAWAY,
  HEADERS,
  INITIAL_WINDOW_SIZE,
  MAX_FRAME_SIZE,
  PADDED,
  PING,
  PRIORITY,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  settings,
  WINDOW_UPDATE,
  windowUpdate,
} from './frames.ts';

const OK = { ':status': '200' };
const WIDEST = 2 ** 31 - 1;

/** What a GET fails with whose server answers so, on the first connection; on the next it does as it should. */
async function failure(...frames: readonly string[]) {
  const { baseUrl, heard } = await frameServer((say, stream, connection) =>
    connection === 1 ? say(...frames) : say(whole(stream)),
  );
  const { http } = openUser({ baseUrl, network: { http2: 'h2c' }, timeoutMs: 5_000 });
  const { error } = await http.get('/');
  return { http, heard, error: `${error?.code}: ${error?.message.replace(baseUrl.origin, 'The server')}` };
}

describe('a server that breaks the rules of the connection', () => {
  it.each([
    ['a frame that is too long', frameText(PING, 0, 0, '0'.repeat(20_000)), 'a frame of 20000 bytes'],
    ['settings that are not whole', frameText(SETTINGS, 0, 0, '12345'), 'settings that are not whole'],
    ['consent to settings that says more', frameText(SETTINGS, ACK, 0, '123456'), 'settings that are not whole'],
    ['settings of a stream', frameText(SETTINGS, 0, 1, ''), 'something on stream 1 that is about the whole'],
    ['a window beyond bounds', settings([[INITIAL_WINDOW_SIZE, WIDEST + 1]]), 'a window of 2147483648 bytes'],
    ['frames that are too small', settings([[MAX_FRAME_SIZE, 100]]), 'frames of 100 bytes'],
    ['leave to push', settings([[ENABLE_PUSH, 1]]), 'to push'],
    ['a push', frameText(PUSH_PROMISE, END_HEADERS, 1, '\0\0\0\x02\x88'), 'what nobody had allowed'],
    ['a ping of another size', frameText(PING, 0, 0, '1234'), 'a size that its kind does not have'],
    ['a ping of a stream', frameText(PING, 0, 1, '12345678'), 'something on stream 1'],
    ['a priority of another size', frameText(PRIORITY, 0, 1, '1'), 'a size that its kind does not have'],
    ['a reset of another size', frameText(RST_STREAM, 0, 1, '1'), 'a size that its kind does not have'],
    ['a farewell of another size', frameText(GOAWAY, 0, 0, '1234'), 'a size that its kind does not have'],
    ['a reset of a stream that is not open', frameText(RST_STREAM, 0, 7, '1234'), 'something on stream 7'],
    ['headers on a stream that is not open', head(3, OK), 'something on stream 3'],
    ['headers on a stream of its own', head(2, OK), 'something on stream 2'],
    ['headers on no stream', head(0, OK), 'something on stream 0'],
    ['a body on no stream', frameText(DATA, 0, 0, 'a'), 'something on stream 0'],
    ['a window that is wider by nothing', windowUpdate(0, 0), 'a window by nothing'],
    ['a window that is too wide', windowUpdate(0, WIDEST), 'beyond all bounds'],
    ['a stream’s window that is too wide', windowUpdate(1, WIDEST), 'beyond all bounds'],
    [
      'windows that all become too wide',
      windowUpdate(1, WIDEST - 65_535) + settings([[INITIAL_WINDOW_SIZE, WIDEST]]),
      'beyond all bounds',
    ],
    ['a window of another size', frameText(WINDOW_UPDATE, 0, 0, '12345'), 'a size that its kind does not have'],
    ['a continuation of nothing', frameText(CONTINUATION, END_HEADERS, 1, ''), 'the continuation of headers that'],
    [
      'something else amid headers',
      head(1, OK, 0) + frameText(PING, 0, 0, '12345678'),
      'before its headers were whole',
    ],
    ['a body amid headers', head(1, OK, 0) + frameText(DATA, 0, 1, 'a'), 'before its headers were whole'],
    ['more padding than headers', frameText(HEADERS, END_HEADERS | PADDED, 1, '\x09\x88'), 'more padding'],
    ['no header block', frameText(HEADERS, END_HEADERS, 1, '\xff\xff'), 'a header block that cannot be decoded'],
  ])('%s ends it, and is told', async (_, frames, what) => {
    const { http, heard, error } = await failure(frames);
    expect(error).toMatch(/^malformed: The server (?:sent|pushed|widened) /);
    expect(error).toContain(what);
    expect((await http.get('/')).text()).toBe('fine');
    expect(heard.filter(({ type }) => type === GOAWAY)).toHaveLength(1);
  });

  it('headers without end are too large', async () => {
    const more = Array.from({ length: 6 }, () => frameText(CONTINUATION, 0, 1, '0'.repeat(16_000)));
    expect((await failure(head(1, OK, 0), ...more)).error).toBe(
      'too-large: The server sent headers of more than 64 KB.',
    );
  });

  it('headers in frames of nothing are, too', async () => {
    const more = Array.from({ length: 8_000 }, () => frameText(CONTINUATION, 0, 1, ''));
    expect((await failure(head(1, OK, 0), ...more)).error).toBe(
      'too-large: The server sent headers of more than 64 KB.',
    );
  });
});

describe('an answer that is none', () => {
  it.each(
    [
      ['without a status', head(1, { a: 'b' }), 'it begins with the status 0'],
      ['with a status below all', head(1, { ':status': '099' }), 'it begins with the status 99'],
      ['that changes the protocol', head(1, { ':status': '101' }), 'it begins with the status 101'],
      ['that ends as it is announced', head(1, { ':status': '100' }, END_HEADERS | END_STREAM), 'the status 100'],
      ['with a header that is not allowed', head(1, { ...OK, Connection: 'close' }), 'HTTP/2 does not allow'],
      ['whose body comes first', frameText(DATA, 0, 1, 'a'), 'its body comes before its head'],
      ['that ends without a head', frameText(DATA, END_STREAM, 1, ''), 'its body comes before its head'],
      ['that comes twice', head(1, OK) + head(1, OK), 'it has a second head'],
      ['with a status behind', head(1, OK) + head(1, OK, END_HEADERS | END_STREAM), 'it has a second head'],
      [
        'shorter than its length',
        head(1, { ...OK, 'content-length': '9' }) + frameText(DATA, END_STREAM, 1, 'short'),
        'its body has 5 bytes, of which its head says that they are 9',
      ],
      [
        'longer than its length',
        head(1, { ...OK, 'content-length': '1' }, END_HEADERS) + frameText(DATA, END_STREAM, 1, 'long'),
        'its body has 4 bytes',
      ],
    ].filter(([, , what]) => what !== '') as [string, string, string][],
  )('is told of: one %s', async (_, frames, what) => {
    const { heard, error } = await failure(frames);
    expect(error).toMatch(/^malformed: The server sent what is no answer of HTTP\/2: /);
    expect(error).toContain(what);
    await until(() => heard.some(({ type }) => type === RST_STREAM));
    expect(heard.map(({ type }) => type)).not.toContain(GOAWAY);
  });

  it('is one with two lengths', async () => {
    const both = block({ ...OK, 'content-length': '1' }) + block({ 'content-length': '2' });
    const { error } = await failure(frameText(HEADERS, END_HEADERS, 1, both));
    expect(error).toContain('it says two lengths of its body');
  });
});

describe('whatever a server sends', () => {
  it('each request ends with an answer or with a word about what was wrong', async () => {
    const LAST = frameText(PING, 0, 0, 'too short');
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => String.fromCharCode(...bytes)),
      fc.constantFrom('', '\x88', block(OK), block({ ...OK, 'content-length': '3' }), '\0\0\0\x01', '\0\0\0\0\0\0\0\0'),
    );
    const flags = fc.constantFrom(0, END_STREAM, END_HEADERS, END_HEADERS | END_STREAM, PADDED, 0xff);
    const frame = fc.tuple(fc.nat(10), flags, fc.constantFrom(0, 1, 1, 1, 2, 3), payload);
    const property = fc.asyncProperty(fc.array(frame, { maxLength: 6 }), async (frames) => {
      const { error } = await failure(...frames.map((each) => frameText(...each)), LAST);
      expect(error).toMatch(/^(?:undefined|(?:malformed|reset|too-large): The server .*\.$)/);
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
