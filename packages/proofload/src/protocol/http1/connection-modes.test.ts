import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from './certificates.fixture.ts';
import { type ExchangeError, encodeHead } from './client.ts';
import { clientOf, httpServer, LIMITS, listen, rawServer, request } from './servers.fixture.ts';

const GET = request('GET', '/');

describe('connections', () => {
  it('may be new for each request', async () => {
    const ports: (number | undefined)[] = [];
    const origin = await httpServer((incoming, response) => {
      ports.push(incoming.socket.remotePort);
      response.end('ok');
    });
    const client = clientOf(origin, { reuse: false });
    for (let count = 0; count < 4; count += 1) {
      const response = await client.exchange(GET, LIMITS);
      expect(response.reused).toBe(false);
      expect(response.connectMs).toBeGreaterThan(0);
    }
    expect(new Set(ports).size).toBe(4);
  });

  it('may be shared by many users', async () => {
    const ports = new Set<number | undefined>();
    const origin = await httpServer((incoming, response) => {
      ports.add(incoming.socket.remotePort);
      setImmediate(() => response.end('ok'));
    });
    const pool = clientOf(origin, { connections: 4 });
    const user = async () => {
      for (let count = 0; count < 5; count += 1) expect((await pool.exchange(GET, LIMITS)).status).toBe(200);
    };
    await Promise.all(Array.from({ length: 40 }, user));
    expect(ports.size).toBe(4);
  });

  it('are left to the server to close when it says that it will', async () => {
    let closedFirst: string | undefined;
    const origin = await rawServer((socket) => {
      socket.on('end', () => {
        closedFirst ??= 'client';
      });
      socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      setTimeout(() => {
        closedFirst ??= 'server';
        socket.end();
      }, 20);
    });
    const client = clientOf(origin, { connections: 1 });
    expect((await client.exchange(GET, LIMITS)).status).toBe(200);
    expect((await client.exchange(GET, LIMITS)).reused).toBe(false);
    expect(closedFirst).not.toBe('client');
  });

  it.runIf(process.platform === 'linux')('come from each of the source addresses in turn', async () => {
    const origin = await httpServer((incoming, response) => response.end(incoming.socket.remoteAddress));
    const client = clientOf(origin, { reuse: false, sourceAddresses: ['127.0.0.2', '::1', '127.0.0.3'] });
    const from: string[] = [];
    for (let count = 0; count < 4; count += 1) from.push((await client.exchange(GET, LIMITS)).bodyText());
    expect(from).toEqual(['127.0.0.2', '127.0.0.3', '127.0.0.2', '127.0.0.3']);
  });

  it('cannot come from an address of another machine', async () => {
    const origin = await httpServer((_, response) => response.end());
    const client = clientOf(origin, { sourceAddresses: ['203.0.113.9'] });
    await expect(client.exchange(GET, LIMITS)).rejects.toMatchObject({
      code: 'socket',
      message: expect.stringContaining('203.0.113.9 is not an address of this machine'),
    });
  });
});

describe('a proxy', () => {
  /** A proxy that notes what it is asked for. */
  async function proxyServer(answer?: string) {
    const asked: string[] = [];
    const proxy = createHttpServer();
    proxy.on('connect', (incoming, socket: Socket) => {
      asked.push(`${incoming.url} ${incoming.headers['proxy-authorization'] ?? ''}`.trim());
      if (answer !== undefined) {
        socket.end(answer);
        return;
      }
      const [host, port] = (incoming.url ?? '').split(':');
      const target = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy());
    });
    return { proxy: await listen(proxy), asked };
  }

  it('is tunnelled through, once for each connection', async () => {
    const origin = await httpServer((_, response) => response.end('far'));
    const { proxy, asked } = await proxyServer();
    proxy.username = 'me';
    proxy.password = 'p%40ss';
    const client = clientOf(origin, { proxy });
    for (let count = 0; count < 3; count += 1) {
      const response = await client.exchange(GET, LIMITS);
      expect(response.bodyText()).toBe('far');
      expect(response.reused).toBe(count > 0);
    }
    expect(asked).toEqual([`${origin.host} Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  });

  it('is tunnelled through with TLS, which is the target’s', async () => {
    const authority = makeCertificate({ name: 'Authority' });
    const { cert, key } = makeCertificate({ name: 'server', hosts: ['localhost'], issuer: authority });
    const https = await listen(createHttpsServer({ cert, key }, (_, response) => response.end('x'.repeat(200_000))));
    const { proxy, asked } = await proxyServer();
    const client = clientOf(new URL(`https://localhost:${https.port}`), { proxy, tls: { ca: authority.cert } });
    for (let count = 0; count < 3; count += 1) {
      const response = await client.exchange(GET, LIMITS);
      expect(response.bodyBytes).toBe(200_000);
      expect(response.tlsMs > 0).toBe(count === 0);
    }
    expect(asked).toEqual([`localhost:${https.port}`]);
  });

  it.each([
    ['HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 3\r\n\r\nno!', 'status 407; give a user name'],
    ['HTTP/1.1 502 Bad Gateway\r\n\r\n', 'status 502'],
    ['nonsense', 'something else than HTTP'],
    ['HTTP/1.1 200 OK\r\n\r\nsurprise', 'bytes of its own'],
    ['', 'closed the connection while it was being opened'],
  ])('that answers %j is told', async (answer, words) => {
    const { proxy } = await proxyServer(answer);
    const client = clientOf(new URL('http://target.test'), { proxy });
    const error: ExchangeError = await client.exchange(GET, LIMITS).catch((reason) => reason);
    expect(['proxy', 'reset']).toContain(error.code);
    expect(error.message).toContain(words);
  });
});

describe('an upgrade', () => {
  const head = encodeHead(
    'GET',
    '/chat',
    'test',
    [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'echo'],
    ],
    undefined,
  );
  const UPGRADE = { method: 'GET', head, body: undefined, upgrades: true };

  it('hands the socket over, with what has come on it', async () => {
    const server = createHttpServer();
    server.on('upgrade', (_, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello');
      socket.pipe(socket);
    });
    const client = clientOf(await listen(server));
    const response = await client.exchange(UPGRADE, LIMITS);
    expect([response.status, response.headers.get('upgrade')]).toEqual([101, 'echo']);
    const socket = response.socket!;
    const heard = await new Promise<string>((resolve, reject) => {
      let text = '';
      socket.on('error', reject);
      socket.on('data', (bytes: Buffer) => {
        text += bytes.toString();
        if (text.endsWith('!')) resolve(text);
      });
      socket.resume();
      socket.write(' you!');
    });
    expect(heard).toBe('hello you!');
    socket.destroy();
  });

  it('that is refused is an answer like any other', async () => {
    const origin = await httpServer((_, response) => response.writeHead(426).end('no'));
    const client = clientOf(origin);
    const response = await client.exchange(UPGRADE, LIMITS);
    expect([response.status, response.bodyText(), response.socket]).toEqual([426, 'no', undefined]);
    expect((await client.exchange(GET, LIMITS)).reused).toBe(true);
    expect((await client.exchange(UPGRADE, LIMITS)).reused).toBe(false);
  });
});
