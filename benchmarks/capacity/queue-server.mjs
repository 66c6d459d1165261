/**
 * A service of which the capacity is known: `servers` places, each of which is taken by a request for exactly
 * `serviceMs`; requests wait their turn, first come first served. When a place becomes free is reckoned, not measured,
 * so that a timer that rings late costs no capacity: it is servers / serviceMs.
 *
 *   node queue-server.mjs PORT SERVERS SERVICE_MS
 */
import { createServer } from 'node:http';

const [port = 0, servers = 4, serviceMs = 20] = process.argv.slice(2).map(Number);
const freeAt = new Array(servers).fill(0);

createServer((_, response) => {
  const nowMs = performance.now();
  let next = 0;
  for (let place = 1; place < servers; place += 1) if (freeAt[place] < freeAt[next]) next = place;
  freeAt[next] = Math.max(nowMs, freeAt[next]) + serviceMs;
  setTimeout(() => response.end('done'), freeAt[next] - nowMs);
}).listen(port, '127.0.0.1');
