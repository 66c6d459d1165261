import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Endpoint, ExchangeError } from './client.ts';
import { clientOf, httpServer, LIMITS, listen, now, request } from './servers.fixture.ts';

describe('a client of a server of Node.js', () => {
  it('hands over status, headers, body, sizes and times', async () => {
    const origin = await httpServer((_, response) => {
      response.writeHead(201, 'Made', { 'X-A': 'b', 'Set-Cookie': ['a=1', 'b=2; Path=/'] }).end('{"a":"ü"}');
    });
    const startedMs = now();
    const response = await clientOf(origin).exchange(request('GET', '/'), LIMITS);
    expect(response).toMatchObject({
      status: 201,
      statusText: 'Made',
      reused: false,
      retried: false,
      truncated: false,
    });
    expect(response.headers.get('x-a')).toBe('b');
    expect(response.headers.get('X-A')).toBe('b');
    expect(response.headers.getAll('set-cookie')).toEqual(['a=1', 'b=2; Path=/']);
    expect(response.headers.has('location')).toBe(false);
    expect(response.headers.get('nothing')).toBeUndefined();
    expect(response.bodyText()).toBe('{"a":"ü"}');
    expect(response.body).toEqual(Buffer.from('{"a":"ü"}'));
    expect(response.bytesOut).toBe('GET / HTTP/1.1\r\nhost: test\r\n\r\n'.length);
    expect(response.bytesIn).toBeGreaterThan(response.body.length);
    expect(response.startMs).toBeGreaterThanOrEqual(startedMs);
    expect(response.connectMs).toBeGreaterThan(0);
    expect(response.firstByteMs).toBeGreaterThanOrEqual(response.startMs + response.connectMs);
    expect(response.endMs).toBeGreaterThanOrEqual(response.firstByteMs);
  });

  it('keeps its connection from one request to the next', async () => {
    const ports = new Set<number | undefined>();
    const origin = await httpServer((incoming, response) => {
      ports.add(incoming.socket.remotePort);
      response.end('ok');
    });
    const client = clientOf(origin);
    for (let count = 0; count < 5; count += 1) {
      const response = await client.exchange(request('GET', '/'), LIMITS);
      expect(response.reused).toBe(count > 0);
      expect(response.connectMs > 0).toBe(count === 0);
    }
    expect(ports.size).toBe(1);
  });

  it.each([
    ['a text', 'plain'],
    ['a text beyond ASCII', 'naïve – 日本'],
    ['bytes', new Uint8Array([0, 1, 2, 255, 254])],
    ['a long text', 'x'.repeat(300_000)],
    ['a long text beyond ASCII', 'ß'.repeat(300_000)],
    ['many bytes', new Uint8Array(3_000_000).fill(7)],
  ])('sends %s as a body', async (_, body) => {
    const origin = await httpServer((incoming, response) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part) => parts.push(part));
      incoming.on('end', () => response.end(Buffer.concat(parts)));
    });
    const client = clientOf(origin);
    const sent = Buffer.from(body as string);
    for (let count = 0; count < 2; count += 1) {
      const response = await client.exchange(request('POST', '/', body), LIMITS);
      expect(response.body.equals(sent)).toBe(true);
      expect(response.bytesOut).toBe(request('POST', '/', body).head.length + sent.length);
      expect(response.reused).toBe(count > 0);
    }
  });

  it('opens connections for requests made at the same time, up to its bound, and serves the others in turn', async () => {
    let open = 0;
    let most = 0;
    const origin = await httpServer((incoming, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end(incoming.url);
      }, 5);
    });
    const client = clientOf(origin, { connections: 3 });
    const paths = Array.from({ length: 10 }, (_, index) => `/${index}`);
    const responses = await Promise.all(paths.map((path) => client.exchange(request('GET', path), LIMITS)));
    expect(responses.map((response) => response.bodyText())).toEqual(paths);
    expect(most).toBe(3);
  });

  it('understands chunked bodies, trailers, HEAD and informational responses', async () => {
    const origin = await httpServer((incoming, response) => {
      response.writeContinue();
      response.writeEarlyHints({ link: '</a.css>; rel=preload' });
      response.writeHead(200, incoming.method === 'GET' ? { Trailer: 'X-End' } : {});
      response.write('one ');
      response.write('two');
      if (incoming.method === 'GET') response.addTrailers({ 'X-End': 'yes' });
      response.end();
    });
    const client = clientOf(origin);
    const got = await client.exchange(request('GET', '/'), LIMITS);
    expect(got.bodyText()).toBe('one two');
    expect(got.trailers.get('x-end')).toBe('yes');
    const head = await client.exchange(request('HEAD', '/'), LIMITS);
    expect(head).toMatchObject({ status: 200, bodyBytes: 0, reused: true });
    expect((await client.exchange(request('GET', '/'), LIMITS)).reused).toBe(true);
  });

  it('opens a new connection after "Connection: close"', async () => {
    const origin = await httpServer((_, response) => response.setHeader('Connection', 'close').end('bye'));
    const client = clientOf(origin);
    for (let count = 0; count < 3; count += 1) {
      expect(await client.exchange(request('GET', '/'), LIMITS)).toMatchObject({ reused: false, status: 200 });
    }
  });

  it('keeps a body up to the bound and counts the rest', async () => {
    const part = Buffer.alloc(1 << 20, 'x');
    const origin = await httpServer((incoming, response) => {
      const isChunked = incoming.url === '/chunked';
      if (!isChunked) response.setHeader('Content-Length', part.length * 20);
      for (let count = 0; count < 20; count += 1) response.write(part);
      response.end();
    });
    const client = clientOf(origin);
    for (const path of ['/fixed', '/chunked']) {
      const response = await client.exchange(request('GET', path), { ...LIMITS, maxBodyBytes: 1_000 });
      expect(response).toMatchObject({ bodyBytes: part.length * 20, truncated: true });
      expect(response.body.length).toBe(1_000);
    }
    const whole = await client.exchange(request('GET', '/'), LIMITS);
    expect(whole.truncated).toBe(false);
    expect(whole.body.equals(Buffer.alloc(part.length * 20, 'x'))).toBe(true);
  });

  it('tells a receiver in place of a promise', async () => {
    const origin = await httpServer((_, response) => response.end('ok'));
    const client = clientOf(origin);
    const status = await new Promise((resolve, reject) => {
      client.dispatch(request('GET', '/'), LIMITS, {
        answered: (response) => resolve(response.status),
        failed: reject,
      });
    });
    expect(status).toBe(200);
  });
});

describe('where a client connects to', () => {
  it('may be IPv6', async () => {
    const server = createServer((_, response) => response.end('six'));
    const origin = await listen(server, '::1');
    expect((await clientOf(origin).exchange(request('GET', '/'), LIMITS)).bodyText()).toBe('six');
  });

  it('may be a Unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'proofload-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const socketPath = join(folder, 'api.sock');
    const server = createServer((_, response) => response.end('unix'));
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const client = clientOf(new URL('http://service'), { socketPath });
    expect((await client.exchange(request('GET', '/'), LIMITS)).bodyText()).toBe('unix');
    const missing = clientOf(new URL('http://service'), { socketPath: join(folder, 'none.sock') });
    await expect(missing.exchange(request('GET', '/'), LIMITS)).rejects.toMatchObject({ code: 'refused' });
  });

  it('is looked up once for all clients of an endpoint, however many ask at the same time', async () => {
    const origin = await httpServer((_, response) => response.end('ok'));
    let lookups = 0;
    const endpoint = new Endpoint({
      origin: new URL(`http://service.test:${origin.port}`),
      now,
      lookup: async () => {
        lookups += 1;
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    const clients = Array.from({ length: 5 }, () => clientOf(origin, { endpoint }));
    const responses = await Promise.all(clients.map((client) => client.exchange(request('GET', '/'), LIMITS)));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(lookups).toBe(1);
  });

  it('is the next address when the first refuses, and stays that one', async () => {
    const origin = await httpServer((_, response) => response.end('ok'));
    const addresses = [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ];
    const endpoint = new Endpoint({
      origin: new URL(`http://service.test:${origin.port}`),
      now,
      lookup: async () => addresses,
    });
    const client = clientOf(origin, { endpoint });
    expect((await client.exchange(request('GET', '/'), LIMITS)).status).toBe(200);
    expect(endpoint.addresses.current?.[0]?.address).toBe('127.0.0.1');
  });

  it('is told when the name does not exist', async () => {
    const client = clientOf(new URL('http://no-such-host.invalid'));
    const failure = client.exchange(request('GET', '/'), LIMITS);
    await expect(failure).rejects.toBeInstanceOf(ExchangeError);
    await expect(failure).rejects.toMatchObject({
      code: 'dns',
      message: expect.stringContaining('no-such-host.invalid'),
    });
  });
});
