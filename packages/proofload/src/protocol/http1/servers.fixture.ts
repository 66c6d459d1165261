/** Real servers on the loopback address for the tests of this folder; each stops when its test has finished. */
import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { encodeHead, Http1Client, type Http1ClientOptions, type RawRequest } from './client.ts';

export const now = () => performance.now();

/** Listens on a free port, and closes with all of its connections after the test. */
export async function listen(server: Server | HttpServer, host = '127.0.0.1'): Promise<URL> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
}

export function httpServer(handler: RequestListener): Promise<URL> {
  return listen(createHttpServer({ keepAliveTimeout: 60_000 }, handler));
}

/** A server that sees bytes: `onRequest` is called with the number of requests on the connection and of all. */
export function rawServer(onRequest: (socket: Socket, onConnection: number, ofAll: number) => void): Promise<URL> {
  let ofAll = 0;
  return listen(
    createTcpServer((socket) => {
      let onConnection = 0;
      let seen = '';
      socket.on('data', (data) => {
        seen += data.toString('latin1');
        for (let end = seen.indexOf('\r\n\r\n'); end >= 0; end = seen.indexOf('\r\n\r\n')) {
          seen = seen.slice(end + 4);
          onConnection += 1;
          ofAll += 1;
          onRequest(socket, onConnection, ofAll);
        }
      });
    }),
  );
}

/** A client of that origin that is closed after the test. */
export function clientOf(origin: URL, options: Partial<Http1ClientOptions> = {}): Http1Client {
  const client = new Http1Client({ origin, now, ...options });
  onTestFinished(() => client.close());
  return client;
}

export const LIMITS = { timeoutMs: 20_000 };

/** A request for the path, with a text or bytes as its body. */
export function request(method: string, path: string, body?: string | Uint8Array): RawRequest {
  const length = body === undefined ? undefined : Buffer.byteLength(body);
  return { method, head: encodeHead(method, path, 'test', [], length), body };
}

/** A port on which nothing listens, for servers that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
