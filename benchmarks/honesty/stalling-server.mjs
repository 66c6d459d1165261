/** Answers at once, but for 1 s of every 10 s from the first request on: what comes then is answered when it is over. */
import { createServer } from 'node:http';

const PERIOD_MS = 10_000;
const STALL = { from: 5_000, to: 6_000 };
let began;

const server = createServer((_, response) => {
  const now = performance.now();
  began ??= now;
  const phase = (now - began) % PERIOD_MS;
  const wait = phase >= STALL.from && phase < STALL.to ? STALL.to - phase : 0;
  if (wait > 0) setTimeout(() => response.end('ok'), wait);
  else response.end('ok');
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
