/**
 * The least that a client on `ws` can do: so many sockets, each sending its next message, as text, when the last has
 * come back. No clock is read, nothing is awaited or recorded.
 *
 *   node bare-loop.mjs URL SECONDS SOCKETS MESSAGE      prints how many came back
 */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';

// As installed for Proofload, which makes its handshakes with it.
const { WebSocket } = createRequire(join(root, 'packages', 'proofload', 'package.json'))('ws');

const [url, seconds, sockets, message] = process.argv.slice(2);
let count = 0;

const open = Array.from({ length: Number(sockets) }, async () => {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  socket.on('message', () => {
    count += 1;
    socket.send(message);
  });
  return socket;
});
for (const socket of await Promise.all(open)) socket.send(message);
setTimeout(() => {
  console.log(count);
  process.exit();
}, Number(seconds) * 1000);
