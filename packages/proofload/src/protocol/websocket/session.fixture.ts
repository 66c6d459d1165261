/** A virtual user with a `ws` object, and servers of WebSocket to speak to, for the tests beside. */
import { createServer, type IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { CookieJar } from '../http/cookie-jar.ts';
import { openUser } from '../http/session.fixture.ts';
import type { HttpTargetOptions } from '../http/target.ts';
import { listen } from '../http1/servers.fixture.ts';
import { WebSocketSession } from './session.ts';

type User = ReturnType<typeof openUser>;

/** A virtual user of the server at an address; its sessions end with the test. */
export function openSocketUser(
  options: Partial<HttpTargetOptions> & Pick<HttpTargetOptions, 'baseUrl'>,
): User & { readonly ws: WebSocketSession; readonly cookies: CookieJar } {
  const user = openUser(options);
  const cookies = new CookieJar(Date.now);
  const { link, shared } = user.http;
  const ws = new WebSocketSession({ target: shared, caller: user.caller, cookies, link });
  onTestFinished(() => ws.close());
  return { ...user, ws, cookies };
}

/** A server on the loopback address that stops after the test. */
export async function webSocketServer(
  onConnection: (socket: WebSocket, request: IncomingMessage) => void,
  options: ServerOptions = {},
): Promise<URL> {
  const server = createServer();
  const sockets = new WebSocketServer({ ...options, server });
  sockets.on('connection', (socket, request) => {
    // What is wrong with a client is seen by the client here.
    socket.on('error', () => {});
    onConnection(socket, request);
  });
  return listen(server);
}

/** One that sends back what it gets, and closes on `bye`. */
export function echoServer(options?: ServerOptions): Promise<URL> {
  return webSocketServer((socket) => {
    socket.on('message', (data, isBinary) => {
      if (data.toString() === 'bye') socket.close(1000, 'see you');
      else socket.send(data, { binary: isBinary });
    });
  }, options);
}

/** Waits until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}
