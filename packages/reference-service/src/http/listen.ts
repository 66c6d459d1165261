/** Opening and closing Node's HTTP server. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceStartError } from '../options.ts';

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there. Stop it, or choose another port with --port',
  EACCES: 'this needs more rights. Choose a port from 1024 with --port',
  EADDRNOTAVAIL: 'this machine has no such address. Choose another with --host',
  ENOTFOUND: 'there is no host of that name. Choose another with --host',
};

/** Resolves with the port once the server listens. @throws ServiceStartError with a reason for people. */
export function listen(
  listener: RequestListener,
  port: number,
  host: string,
): Promise<{ server: Server; port: number }> {
  // Load generators keep connections open between runs and start thousands at once.
  const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 0, noDelay: true }, listener);
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code === 'EADDRINUSE' ? 'port_in_use' : 'cannot_listen';
      const reason = REASONS[error.code ?? ''] ?? error.message;
      reject(new ServiceStartError(code, `Cannot listen on ${host}:${port}: ${reason}.`, { cause: error }));
    });
    server.listen({ port, host, backlog: 4096 }, () =>
      resolve({ server, port: (server.address() as AddressInfo).port }),
    );
  });
}

/** Stops listening and ends every connection. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
