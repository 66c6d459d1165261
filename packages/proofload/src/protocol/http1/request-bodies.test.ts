import { createServer } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { type ExchangeError, encodeHead, type RawRequest } from './client.ts';
import { clientOf, httpServer, LIMITS, listen, rawServer, request } from './servers.fixture.ts';

const GET = request('GET', '/');

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    await new Promise((resolve) => setImmediate(resolve));
    yield Buffer.from(text);
  }
}

function upload(chunks: AsyncIterable<Uint8Array>, length: number | undefined): RawRequest {
  const coding: [string, string][] = length === undefined ? [['transfer-encoding', 'chunked']] : [];
  const head = encodeHead('POST', '/', 'test', coding, length);
  return { method: 'POST', head, body: undefined, upload: { chunks, length } };
}

/** A server of Node.js that answers with what it was sent. */
const echo = () =>
  httpServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part) => parts.push(part));
    incoming.on('end', () => response.end(Buffer.concat(parts)));
  });

describe('a body that is made while it is sent', () => {
  it('goes out in chunks, or with its length', async () => {
    const client = clientOf(await echo());
    const chunked = await client.exchange(upload(pieces('one ', '', 'two ', 'three'), undefined), LIMITS);
    expect(chunked.bodyText()).toBe('one two three');
    const fixed = await client.exchange(upload(pieces('one ', 'two'), 7), LIMITS);
    expect(fixed).toMatchObject({ reused: true });
    expect(fixed.bodyText()).toBe('one two');
    expect(fixed.bytesOut).toBe(upload(pieces(), 7).head.length + 7);
    expect((await client.exchange(GET, LIMITS)).reused).toBe(true);
  });

  it('may be larger than memory would hold, since it waits for the connection', async () => {
    let received = 0;
    const origin = await httpServer((incoming, response) => {
      incoming.on('data', (part: Buffer) => {
        received += part.length;
      });
      incoming.on('end', () => response.end());
    });
    const part = Buffer.alloc(1 << 20);
    let most = 0;
    let made = 0;
    async function* many() {
      for (; made < 48 << 20; made += part.length) {
        most = Math.max(most, made - received);
        yield part;
      }
    }
    await clientOf(origin).exchange(upload(many(), undefined), LIMITS);
    expect(received).toBe(48 << 20);
    expect(most).toBeLessThan(40 << 20);
  });

  it.each([
    ['fails', failing(), 9, 'the disk is gone'],
    ['gives too little', pieces('one'), 9, 'fewer bytes than its announced length of 9'],
    ['gives too much', pieces('one', 'two', 'three'), 9, 'more bytes than its announced length of 9'],
  ])('whose source %s fails the exchange', async (_, chunks, length, words) => {
    const error: ExchangeError = await clientOf(await echo())
      .exchange(upload(chunks, length), LIMITS)
      .catch((reason) => reason);
    expect(error).toMatchObject({ code: 'upload', message: expect.stringContaining(words) });
  });

  it('is broken off when the answer comes first, and its connection is not used again', async () => {
    const origin = await rawServer((socket) => socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n'));
    let isReturned = false;
    async function* endless() {
      try {
        for (;;) {
          await new Promise((resolve) => setTimeout(resolve, 2));
          yield Buffer.alloc(100);
        }
      } finally {
        isReturned = true;
      }
    }
    const client = clientOf(origin);
    expect((await client.exchange(upload(endless(), undefined), LIMITS)).status).toBe(413);
    expect((await client.exchange(GET, LIMITS)).reused).toBe(false);
    await vi.waitUntil(() => isReturned);
  });
});

async function* failing(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('one');
  throw new Error('the disk is gone');
}

describe('Expect: 100-continue', () => {
  const body = 'the body';
  const head = encodeHead('POST', '/', 'test', [['expect', '100-continue']], body.length);
  const EXPECTING: RawRequest = { method: 'POST', head, body, expectsContinue: true };

  it('sends the body when the server consents', async () => {
    const server = createServer();
    let wasHeld = false;
    server.on('checkContinue', (incoming, response) => {
      wasHeld = incoming.read() === null;
      response.writeContinue();
      incoming.on('data', (data) => response.end(`got ${data}`));
    });
    const client = clientOf(await listen(server));
    for (let count = 0; count < 2; count += 1) {
      const response = await client.exchange(EXPECTING, LIMITS);
      expect(response.bodyText()).toBe('got the body');
      expect(response.bytesOut).toBe(head.length + body.length);
      expect(response.reused).toBe(count > 0);
    }
    expect(wasHeld).toBe(true);
  });

  it('never sends it when the server refuses, and does not use the connection again', async () => {
    const origin = await rawServer((socket) => socket.write('HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n'));
    const client = clientOf(origin);
    const response = await client.exchange(EXPECTING, LIMITS);
    expect([response.status, response.bytesOut]).toEqual([417, head.length]);
    expect((await client.exchange(GET, LIMITS)).reused).toBe(false);
  });

  it('sends it after a second to a server that says nothing', async () => {
    const origin = await rawServer((socket) => {
      socket.on('data', (data) => {
        if (data.toString().endsWith(body)) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      });
    });
    expect((await clientOf(origin).exchange(EXPECTING, LIMITS)).status).toBe(200);
  });

  it('holds an upload back as well', async () => {
    const server = createServer();
    server.on('checkContinue', (incoming, response) => {
      response.writeContinue();
      incoming.on('data', (data) => response.end(data));
    });
    const { upload: source } = upload(pieces('streamed'), 8);
    const expecting = { ...EXPECTING, body: undefined, upload: source! };
    expect((await clientOf(await listen(server)).exchange(expecting, LIMITS)).bodyText()).toBe('streamed');
  });
});
