import { createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExchangeError, Http1Client } from './client.ts';
import { validResponse } from './responses.fixture.ts';
import { clientOf, httpServer, LIMITS, listen, now, rawServer, request } from './servers.fixture.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const GET = request('GET', '/');
const POST = request('POST', '/', 'body');

/** Answers each request, then does something to the connection; `closed` when the client has closed the first. */
async function closingAfter(act: (socket: Socket) => void): Promise<{ origin: URL; closed: Promise<void> }> {
  let onClose: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    onClose = resolve;
  });
  const origin = await rawServer((socket) => {
    socket.on('close', onClose);
    socket.write(OK);
    setTimeout(act, 5, socket);
  });
  return { origin, closed };
}

describe('a server that ends the connection', () => {
  it.each([
    ['without an answer', ''],
    ['in the head', 'HTTP/1.1 200 OK\r\nContent-'],
    ['in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart'],
    ['in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\npart'],
    ['after an informational response', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ])('%s closes early', async (_, text) => {
    const origin = await rawServer((socket) => socket.end(text));
    const failure = clientOf(origin).exchange(GET, LIMITS);
    await expect(failure).rejects.toMatchObject({ code: 'early-close', bytesIn: text.length });
  });

  it('resets it: the error says so, with its times', async () => {
    const origin = await rawServer((socket) => socket.resetAndDestroy());
    const error: ExchangeError = await clientOf(origin)
      .exchange(GET, LIMITS)
      .catch((reason) => reason);
    expect(error.code).toBe('reset');
    expect(error.endMs).toBeGreaterThan(error.startMs);
    expect(error.generatorsFault).toBe(false);
  });

  it('may end a body without a length so', async () => {
    const origin = await rawServer((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nto the end'));
    const client = clientOf(origin);
    for (let count = 0; count < 2; count += 1) {
      const response = await client.exchange(GET, LIMITS);
      expect(response.bodyText()).toBe('to the end');
      expect(response.reused).toBe(false);
    }
  });

  it('refuses it: the error names the address', async () => {
    const server = createServer();
    const origin = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    await expect(clientOf(origin).exchange(GET, LIMITS)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(origin.host),
    });
  });
});

describe('a kept connection that the server has closed', () => {
  /** Answers the first request of a connection and ends it at the second, as when the two cross on the wire. */
  const closesAtSecond = () =>
    rawServer((socket, onConnection) => {
      if (onConnection === 1) socket.write(OK);
      else socket.destroy();
    });

  it('is replaced without a word when the request may be repeated', async () => {
    const client = clientOf(await closesAtSecond());
    expect(await client.exchange(GET, LIMITS)).toMatchObject({ reused: false, retried: false });
    expect(await client.exchange(GET, LIMITS)).toMatchObject({ reused: false, retried: true, status: 200 });
  });

  it('is an error when the request may not', async () => {
    const client = clientOf(await closesAtSecond());
    await client.exchange(POST, LIMITS);
    await expect(client.exchange(POST, LIMITS)).rejects.toMatchObject({ code: 'early-close' });
    expect((await client.exchange(POST, LIMITS)).reused).toBe(false);
  });

  it('is noticed while idle, so that the next request of any method goes on a new one', async () => {
    const { origin, closed } = await closingAfter((socket) => socket.end());
    const client = clientOf(origin);
    await client.exchange(POST, LIMITS);
    await closed;
    expect(await client.exchange(POST, LIMITS)).toMatchObject({ reused: false, retried: false });
  });

  it('takes nothing of a request, which is then sent on another one, whatever its method', async () => {
    const sockets: Socket[] = [];
    const origin = await rawServer((socket) => {
      sockets.push(socket);
      socket.write(OK);
    });
    const client = clientOf(origin);
    await client.exchange(POST, LIMITS);
    // The client cannot have noticed before it writes, since both happen in the same turn of the event loop.
    sockets[0]!.resetAndDestroy();
    expect(await client.exchange(POST, LIMITS)).toMatchObject({ retried: true, status: 200 });
  });

  it('is tried again once only', async () => {
    const origin = await rawServer((socket, _, ofAll) => {
      if (ofAll === 1) socket.write(OK);
      else socket.destroy();
    });
    const client = clientOf(origin);
    await client.exchange(GET, LIMITS);
    await expect(client.exchange(GET, LIMITS)).rejects.toMatchObject({ code: 'early-close' });
  });

  it('is an error when part of the answer had come', async () => {
    const origin = await rawServer((socket, onConnection) => {
      if (onConnection === 1) socket.write(OK);
      else socket.end('HTTP/1.1 2');
    });
    const client = clientOf(origin);
    await client.exchange(GET, LIMITS);
    await expect(client.exchange(GET, LIMITS)).rejects.toMatchObject({ code: 'early-close' });
  });
});

describe('a server that stalls', () => {
  it.each([
    ['before the head', '', 'nothing of the answer had come'],
    ['in the head', 'HTTP/1.1 200 OK\r\nA:', 'only a part of the answer had come'],
    ['in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', 'only a part of the answer had come'],
  ])('%s runs into the time limit', async (_, text, words) => {
    const origin = await rawServer((socket, onConnection) => socket.write(onConnection === 1 ? OK : text));
    const client = clientOf(origin);
    // The connection is open, and the machine has time enough to read what comes on it.
    await client.exchange(GET, LIMITS);
    const error: ExchangeError = await client.exchange(GET, { timeoutMs: 300 }).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining(words) });
    expect(error.endMs - error.startMs).toBeGreaterThanOrEqual(300);
  });

  it('lets the next request go on a new connection', async () => {
    const origin = await rawServer((socket, _, ofAll) => {
      if (ofAll > 1) socket.write(OK);
    });
    const client = clientOf(origin, { connections: 1 });
    const first = client.exchange(GET, { timeoutMs: 30 });
    const second = client.exchange(GET, LIMITS);
    await expect(first).rejects.toMatchObject({ code: 'timeout' });
    expect(await second).toMatchObject({ status: 200, reused: false });
  });

  it('lets a request that waits for a connection run into its own limit', async () => {
    const origin = await rawServer(() => {});
    const client = clientOf(origin, { connections: 1 });
    const first = client.exchange(GET, { timeoutMs: 200 });
    await expect(client.exchange(GET, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('free connection'),
    });
    await expect(first).rejects.toMatchObject({ code: 'timeout' });
  });
});

describe('a server that sends what nobody asked for', () => {
  it('fails the exchange when it answers twice, and nothing else is lost', async () => {
    const client = clientOf(await rawServer((socket, _, ofAll) => socket.write(ofAll < 3 ? OK + OK : OK)));
    for (let count = 0; count < 2; count += 1) {
      const twice = { code: 'malformed', message: expect.stringContaining('sent more than its answer') };
      await expect(client.exchange(GET, LIMITS)).rejects.toMatchObject(twice);
    }
    expect(await client.exchange(GET, LIMITS)).toMatchObject({ status: 200, reused: false });
  });

  it('loses the connection when it speaks while that is idle', async () => {
    const late = 'HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n';
    const { origin, closed } = await closingAfter((socket) => socket.write(late));
    const client = clientOf(origin);
    await client.exchange(GET, LIMITS);
    await closed;
    expect(await client.exchange(GET, LIMITS)).toMatchObject({ status: 200, reused: false });
  });

  it.each([
    ['a second answer', OK, [['malformed', expect.stringContaining('sent more than its answer')]]],
    ['the word that it closes an idle connection (408)', 'HTTP/1.1 408 Request Timeout\r\n\r\n', []],
  ])('later than its answer, tells the receiver of that answer: %s', async (_, text, faults) => {
    const { origin, closed } = await closingAfter((socket) => socket.write(text));
    const told: unknown[] = [];
    const aftermath = { failed: (code: string, message: string) => told.push([code, message]) };
    await new Promise((answered, failed) => {
      clientOf(origin).dispatch(GET, LIMITS, { aftermath, answered, failed });
    });
    await closed;
    expect(told).toEqual(faults);
  });

  it.each([
    ['garbage', 'SSH-2.0-OpenSSH_9.2\r\n', 'malformed'],
    ['both lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok', 'malformed'],
    ['a wrong chunk size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nlonger\r\n', 'malformed'],
    ['an endless head', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}`, 'too-large'],
  ])('is told about %s at once', async (_, text, code) => {
    const origin = await rawServer((socket) => socket.write(text));
    await expect(clientOf(origin).exchange(GET, LIMITS)).rejects.toMatchObject({ code });
  });
});

describe('a request that is called off', () => {
  it('by its signal ends at once, and so do those that wait', async () => {
    const origin = await rawServer(() => {});
    const client = clientOf(origin, { connections: 1 });
    const controller = new AbortController();
    const limits = { ...LIMITS, signal: controller.signal };
    const failures = [client.exchange(GET, limits), client.exchange(GET, limits)].map((failure) =>
      expect(failure).rejects.toMatchObject({ code: 'aborted' }),
    );
    setTimeout(() => controller.abort(), 10);
    await Promise.all(failures);
    await expect(client.exchange(GET, limits)).rejects.toMatchObject({ code: 'aborted' });
  });

  it('by one signal leaves those with another alone', async () => {
    const origin = await rawServer((socket) => setTimeout(() => socket.write(OK), 30));
    const client = clientOf(origin);
    const [one, two] = [new AbortController(), new AbortController()];
    const first = client.exchange(GET, { ...LIMITS, signal: one.signal });
    const second = client.exchange(GET, { ...LIMITS, signal: two.signal });
    one.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect((await second).status).toBe(200);
  });

  it('by the closing of its client ends at once', async () => {
    const origin = await rawServer(() => {});
    const client = new Http1Client({ origin, now });
    const failure = expect(client.exchange(GET, LIMITS)).rejects.toMatchObject({ code: 'aborted' });
    client.close();
    await failure;
    await expect(client.exchange(GET, LIMITS)).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('any bytes at all', () => {
  it('give an answer or a typed error, on a connection that others can follow', async () => {
    const replies: string[] = [];
    const origin = await rawServer((socket) => {
      const reply = replies.shift() ?? '';
      const cut = Math.floor(reply.length / 2);
      socket.write(reply.slice(0, cut), 'latin1', () => setImmediate(() => socket.end(reply.slice(cut), 'latin1')));
    });
    const client = clientOf(origin);
    const change = fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(validResponse, fc.array(change, { maxLength: 2 }), async (valid, changes) => {
        const bytes = Buffer.from(valid, 'latin1');
        for (const [place, byte] of changes) if (place < bytes.length) bytes[place] = byte;
        replies.splice(0, replies.length, bytes.toString('latin1'));
        const outcome = await client.exchange(POST, LIMITS).then(
          ({ status }) => status,
          (error: ExchangeError) => error.code,
        );
        expect(typeof outcome === 'number' || ['malformed', 'early-close', 'reset'].includes(outcome)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('give what the server of Node.js meant', async () => {
    const origin = await httpServer((incoming, response) => {
      response.writeHead(Number(incoming.url?.slice(1)), { 'X-Path': incoming.url }).end('body');
    });
    const client = clientOf(origin);
    for (const status of [200, 204, 206, 304, 400, 404, 500, 599]) {
      const response = await client.exchange(request('GET', `/${status}`), LIMITS);
      expect(response.status).toBe(status);
      expect(response.headers.get('x-path')).toBe(`/${status}`);
      expect(response.bodyText()).toBe(status === 204 || status === 304 ? '' : 'body');
    }
  });
});
