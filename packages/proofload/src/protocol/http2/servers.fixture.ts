/** Real servers of HTTP/2 on the loopback address for the tests of this folder; each stops when its test has finished. */
import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerOptions,
  type Settings,
} from 'node:http2';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { makeCertificate } from '../http1/certificates.fixture.ts';
import { listen } from '../http1/servers.fixture.ts';

export const authority = makeCertificate({ name: 'Test authority' });
export const leaf = makeCertificate({ name: '127.0.0.1', hosts: ['127.0.0.1'], issuer: authority });

/** Answers one stream. */
type Answer = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

/** A server, and the connections that it has had. */
interface Served {
  readonly baseUrl: URL;
  readonly sessions: ServerHttp2Session[];
  /** What is under them. */
  readonly sockets: Socket[];
}

/** A server without TLS that expects HTTP/2. */
export function plainServer(answer: Answer, settings: Settings = {}, options: ServerOptions = {}): Promise<Served> {
  return serve(createServer({ ...options, settings }), answer, 'http:');
}

export function secureServer(answer: Answer, settings: Settings = {}): Promise<Served> {
  return serve(createSecureServer({ settings, cert: leaf.cert, key: leaf.key }), answer, 'https:');
}

async function serve(server: Http2Server, answer: Answer, protocol: string): Promise<Served> {
  const sessions: ServerHttp2Session[] = [];
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  server.on('session', (session) => {
    sessions.push(session);
    session.on('error', () => {});
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    answer(stream, headers);
  });
  const baseUrl = await listen(server as unknown as Parameters<typeof listen>[0]);
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
  });
  baseUrl.protocol = protocol;
  return { baseUrl, sessions, sockets };
}

/** A response without a body. */
export const empty: Answer = (stream) => stream.respond({ ':status': 204 }, { endStream: true });

/** Answers with the number of the connection on its server, from 1. */
export function connectionNumber(sessions: () => readonly ServerHttp2Session[]): Answer {
  return (stream) => {
    stream.respond({ ':status': 200 });
    stream.end(String(sessions().indexOf(stream.session as ServerHttp2Session) + 1));
  };
}
