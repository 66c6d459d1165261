/**
 * A service that knows how long it held each answer, and does nothing else, so that it can be asked more often than the
 * reference service could answer.
 *
 *   arrival of the bytes ── LogNormal(ln 20 ms, 0.5) ──▶ the answer is written
 *
 * `GET /held` is held, `GET /truth` tells quantiles of what really passed. Prints its address.
 */
import { createServer } from 'node:net';
import { normalSample, seededRandom } from 'proofload/stats';

const MEDIAN_MS = 20;
const SIGMA = 0.5;
/** Longer than any delay, so that a slot holds only what is due in this round. */
const SLOTS = 8_192;
const SLOT_MS = 0.1;
const LONGEST_MS = (SLOTS - 1) * SLOT_MS;

const answerOf = (text) =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
const ANSWER = Buffer.from(answerOf('{"status":"ok"}'));

const random = seededRandom(1);
const held = [];
const wheel = Array.from({ length: SLOTS }, () => []);
const startMs = performance.now();
let slot = 0;

function hold(socket) {
  const arrivedMs = performance.now();
  const delayMs = Math.min(LONGEST_MS, MEDIAN_MS * Math.exp(SIGMA * normalSample(random)));
  const due = Math.max(slot + 1, Math.ceil((arrivedMs + delayMs - startMs) / SLOT_MS));
  wheel[due % SLOTS].push({ socket, arrivedMs });
}

function turn() {
  const until = Math.floor((performance.now() - startMs) / SLOT_MS);
  for (; slot <= until; slot += 1) {
    const due = wheel[slot % SLOTS];
    if (due.length === 0) continue;
    wheel[slot % SLOTS] = [];
    for (const { socket, arrivedMs } of due) {
      held.push(performance.now() - arrivedMs);
      socket.write(ANSWER);
    }
  }
}

function truth() {
  const sorted = Float64Array.from(held).sort();
  const at = (p) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), p999: at(0.999) };
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  // Clients ask one question at a time, in one packet.
  socket.on('data', (bytes) => {
    if (bytes.toString('latin1', 0, 9) === 'GET /held') hold(socket);
    else socket.write(answerOf(JSON.stringify(truth())));
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
setInterval(turn, 1);
