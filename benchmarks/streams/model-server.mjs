/**
 * A model server that does as little as one can: streamed chat answers of prebuilt chunks, a token each, at 40 tokens a
 * second, from one wheel of millisecond slots. It keeps when it wrote what, so that a client can be held against it, and
 * serves thousands of streams on part of a core, so that the client is what is measured.
 *
 *   accepted ── LogNormal(ln 150 ms, 0.3) ──▶ token ── gap ──▶ token … usage, [DONE]
 *
 * The gap of a stream is 25 ms x LogNormal(0, 0.1), the same throughout the stream. `GET /truth` tells the quantiles of
 * what was written, `DELETE /truth` forgets.
 *
 *   node model-server.mjs [SEED]      prints its address
 */
import { createServer } from 'node:net';
import { constants, setPriority } from 'node:os';

const FIRST_MS = 150;
const FIRST_SIGMA = 0.3;
const GAP_MS = 25;
const GAP_SIGMA = 0.1;
/** Longer than any wait, so that a slot holds only what is due in this round. */
const SLOTS = 4096;

const frame = (event) => `data: ${JSON.stringify(event)}\n\n`;
const chunked = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const about = {
  id: 'chatcmpl-0123456789abcdef',
  object: 'chat.completion.chunk',
  created: 1_763_690_000,
  model: 'lean',
};
const delta = (content) => chunked(frame({ ...about, choices: [{ index: 0, delta: content, finish_reason: null }] }));

const TOKENS = [' the', ' river', ' of', ' silence', ' and'].map((content) => Buffer.from(delta({ content })));
const OPENING = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n${delta({ role: 'assistant', content: '' })}`,
);
const closing = (tokens) =>
  `${chunked(
    frame({ ...about, choices: [{ index: 0, delta: {}, finish_reason: 'length' }] }) +
      frame({
        ...about,
        choices: [],
        usage: { prompt_tokens: 12, completion_tokens: tokens, total_tokens: tokens + 12 },
      }) +
      'data: [DONE]\n\n',
  )}0\r\n\r\n`;

let state = Number(process.argv[2] ?? 1);
/** Mulberry32 by Tommy Ettinger, in the public domain. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let bits = Math.imul(state ^ (state >>> 15), 1 | state);
  bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
  return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
}

/** Box and Muller. */
function logNormal(sigma) {
  return Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

let truth = { ttft: [], itl: [], chunks: 0 };
let streams = 0;

function quantiles(values) {
  const sorted = Float64Array.from(values).sort();
  const at = (p) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

try {
  // What else runs on the machine is not to become the model's latency.
  setPriority(constants.priority.PRIORITY_HIGHEST);
} catch {
  // Only some users may; then it is one process among others.
}

const startMs = performance.now();
const wheel = Array.from({ length: SLOTS }, () => []);
let tick = 0;

/** What is due already goes to the next slot, since the one of this millisecond may just be gone through. */
function schedule(stream) {
  wheel[Math.max(tick + 1, Math.ceil(stream.dueMs)) % SLOTS].push(stream);
}

function turn() {
  const nowTick = Math.floor(performance.now() - startMs);
  for (; tick <= nowTick; tick += 1) {
    const due = wheel[tick % SLOTS];
    if (due.length === 0) continue;
    wheel[tick % SLOTS] = [];
    for (const stream of due) write(stream);
  }
}
setInterval(turn, 1);

function write(stream) {
  const { socket, arrivedMs, tokens } = stream;
  if (socket.destroyed) {
    streams -= 1;
    return;
  }
  const nowMs = performance.now();
  if (stream.written === 0) {
    stream.firstMs = nowMs;
    truth.ttft.push(nowMs - arrivedMs);
  }
  socket.write(TOKENS[stream.written % TOKENS.length]);
  stream.written += 1;
  truth.chunks += 1;
  if (stream.written < tokens) {
    stream.dueMs += stream.gapMs;
    schedule(stream);
    return;
  }
  truth.itl.push((nowMs - stream.firstMs) / (tokens - 1));
  socket.write(closing(tokens));
  streams -= 1;
}

function begin(socket, body) {
  const arrivedMs = performance.now();
  const tokens = Number(/"max_(?:completion_)?tokens":(\d+)/.exec(body)?.[1] ?? 100);
  socket.write(OPENING);
  streams += 1;
  const dueMs = arrivedMs - startMs + FIRST_MS * logNormal(FIRST_SIGMA);
  schedule({ socket, arrivedMs, tokens, written: 0, firstMs: 0, dueMs, gapMs: GAP_MS * logNormal(GAP_SIGMA) });
}

function tell(socket, method) {
  if (method === 'DELETE') truth = { ttft: [], itl: [], chunks: 0 };
  const text = JSON.stringify({
    ttft: quantiles(truth.ttft),
    itl: quantiles(truth.itl),
    chunks: truth.chunks,
    streams,
  });
  socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`);
}

const server = createServer({ noDelay: true }, (socket) => {
  let held = '';
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    held += bytes.toString('latin1');
    for (;;) {
      const headEnd = held.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const end = headEnd + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(held.slice(0, headEnd + 2))?.[1] ?? 0);
      if (held.length < end) return;
      const [head, body] = [held.slice(0, headEnd), held.slice(headEnd + 4, end)];
      held = held.slice(end);
      if (head.startsWith('POST')) begin(socket, body);
      else tell(socket, head.slice(0, head.indexOf(' ')));
    }
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
