/** A port of the loopback interface that nobody listens at. */
import { createServer } from 'node:net';

/**
 * A free port.
 *
 * @param wanted - taken where it is free
 * @throws when there is no free port at all
 */
export async function freePort(wanted = 0): Promise<number> {
  return probe(wanted).catch((error: unknown) => {
    if (wanted === 0) throw error;
    return probe(0);
  });
}

function probe(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
