/** The services that the samples about protocols load: WebSocket and GraphQL, gRPC, and HTTP/2. */
import { createServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { loadPackageDefinition, Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { WebSocketServer } from 'ws';

export interface Service {
  readonly url: string;
  close(): Promise<void>;
}

/** Echoes at `/chat`, and has a cart at `/graphql`. */
export async function chatAndCart(): Promise<Service> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: { cart: { total: 7 } } }));
  });
  const sockets = new WebSocketServer({ server, path: '/chat' });
  sockets.on('connection', (socket) => socket.on('message', (message) => socket.send(String(message))));
  const url = await listen(server);
  return { url, close: () => closed(server, () => server.closeAllConnections()) };
}

/** Answers 200 to every request, over HTTP/2 without TLS. */
export async function overHttp2(): Promise<Service> {
  const server = createHttp2Server((_, response) => response.end('ok'));
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => sessions.add(session));
  const url = await listen(server);
  return {
    url,
    close: () =>
      closed(server, () => {
        for (const session of sessions) session.destroy();
      }),
  };
}

interface NameCall {
  readonly request: { readonly name: string };
}

/** Greets once and three times. @param proto - the file that defines `hello.Greeter` */
export async function greeter(proto: string): Promise<Service> {
  const { hello } = loadPackageDefinition(loadSync(proto)) as unknown as {
    readonly hello: { readonly Greeter: { readonly service: ServiceDefinition } };
  };
  const server = new Server();
  const greetingOf = ({ request }: NameCall) => ({ text: `Hello ${request.name}` });
  server.addService(hello.Greeter.service, {
    greet: (call: NameCall, answer: (error: null, greeting: object) => void) => answer(null, greetingOf(call)),
    greetOften: (call: NameCall & { write(greeting: object): void; end(): void }) => {
      for (let time = 1; time <= 3; time += 1) call.write(greetingOf(call));
      call.end();
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { url: `http://127.0.0.1:${port}`, close: async () => server.forceShutdown() };
}

async function listen(server: HttpServer | Http2Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function closed(server: HttpServer | Http2Server, endConnections: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    endConnections();
  });
}
