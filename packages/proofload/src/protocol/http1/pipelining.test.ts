import { describe, expect, it } from 'vitest';
import type { ExchangeError } from './client.ts';
import { clientOf, LIMITS, rawServer, request } from './servers.fixture.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const GET = request('GET', '/');
const numbered = (number: number) => `HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n${String(number).padStart(3, '0')}`;

describe('pipelining', () => {
  it('sends requests before earlier ones are answered, and gives each its answer', async () => {
    let waiting = 0;
    let most = 0;
    const origin = await rawServer((socket, onConnection) => {
      waiting += 1;
      most = Math.max(most, waiting);
      setTimeout(() => {
        waiting -= 1;
        socket.write(numbered(onConnection));
      }, 20);
    });
    const client = clientOf(origin, { connections: 1, pipelining: 4 });
    const responses = await Promise.all(Array.from({ length: 12 }, () => client.exchange(GET, LIMITS)));
    expect(responses.map((response) => Number(response.bodyText()))).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    expect(most).toBe(4);
  });

  it('understands many answers in one read', async () => {
    const origin = await rawServer((socket, onConnection) => {
      if (onConnection === 1) socket.write(OK);
      if (onConnection === 5) socket.write([2, 3, 4, 5].map(numbered).join(''));
    });
    const client = clientOf(origin, { connections: 1, pipelining: 8 });
    await client.exchange(GET, LIMITS);
    const responses = await Promise.all(Array.from({ length: 4 }, () => client.exchange(GET, LIMITS)));
    expect(responses.map((response) => response.bodyText())).toEqual(['002', '003', '004', '005']);
    expect(responses.every((response) => response.reused)).toBe(true);
  });

  it('is not for requests that may not be repeated', async () => {
    let waiting = 0;
    let most = 0;
    const origin = await rawServer((socket) => {
      waiting += 1;
      most = Math.max(most, waiting);
      setImmediate(() => {
        waiting -= 1;
        socket.write(OK);
      });
    });
    const client = clientOf(origin, { connections: 1, pipelining: 4 });
    await Promise.all(Array.from({ length: 5 }, () => client.exchange(request('POST', '/'), LIMITS)));
    expect(most).toBe(1);
  });

  it('sends again what was behind a request after which the server closed', async () => {
    const origin = await rawServer((socket, _, ofAll) => {
      if (ofAll === 1 || ofAll > 4) socket.write(OK);
      if (ofAll === 4) socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok');
    });
    const client = clientOf(origin, { connections: 1, pipelining: 3 });
    await client.exchange(GET, LIMITS);
    const responses = await Promise.all(Array.from({ length: 3 }, () => client.exchange(GET, LIMITS)));
    expect(responses.map(({ status, retried }) => [status, retried])).toEqual([
      [200, false],
      [200, true],
      [200, true],
    ]);
  });

  it('loses only the request whose answer is malformed', async () => {
    const origin = await rawServer((socket, onConnection, ofAll) => {
      if (ofAll === 1) socket.write(OK);
      else if (ofAll === 4) socket.write('garbage');
      else if (ofAll > 4 && onConnection > 0) socket.write(OK);
    });
    const client = clientOf(origin, { connections: 1, pipelining: 3 });
    await client.exchange(GET, LIMITS);
    const outcomes = await Promise.allSettled(Array.from({ length: 3 }, () => client.exchange(GET, LIMITS)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  it('drops the answer to a request that was called off behind another one', async () => {
    let release: () => void = () => {};
    const origin = await rawServer((socket, onConnection) => {
      if (onConnection === 1) socket.write(OK);
      if (onConnection === 4) release = () => socket.write([2, 3, 4].map(numbered).join(''));
      if (onConnection === 4) setImmediate(() => controller.abort());
    });
    const controller = new AbortController();
    const client = clientOf(origin, { connections: 1, pipelining: 3 });
    await client.exchange(GET, LIMITS);
    const first = client.exchange(GET, LIMITS);
    const second = client.exchange(GET, { ...LIMITS, signal: controller.signal });
    const third = client.exchange(GET, LIMITS);
    const error: ExchangeError = await second.then(
      () => expect.unreachable(),
      (reason) => reason,
    );
    expect(error.code).toBe('aborted');
    release();
    expect([(await first).bodyText(), (await third).bodyText()]).toEqual(['002', '004']);
  });

  it('lets those behind a request that timed out go on a new connection', async () => {
    const origin = await rawServer((socket, _, ofAll) => {
      if (ofAll === 1 || ofAll > 3) socket.write(OK);
    });
    const client = clientOf(origin, { connections: 1, pipelining: 2 });
    await client.exchange(GET, LIMITS);
    const first = client.exchange(GET, { timeoutMs: 50 });
    const second = client.exchange(GET, LIMITS);
    await expect(first).rejects.toMatchObject({ code: 'timeout' });
    expect(await second).toMatchObject({ status: 200, retried: true });
  });
});
