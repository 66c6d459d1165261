/**
 * What can be known of a service's delays from outside, at best: bare sockets, a loop that never sleeps, one read an
 * answer. Whatever it reports above what the service held is the way there and back and the machine's own.
 *
 * Arguments: URL, requests a second (a Poisson process), seconds. Prints percentiles of the latency from the intended
 * start, in ms.
 */
import { connect } from 'node:net';

const [address, rateText, secondsText] = process.argv.slice(2);
const url = new URL(address);
const rate = Number(rateText);
const total = rate * Number(secondsText);
const request = `GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`;

const latencies = [];
const free = [];
let sent = 0;
let dueMs = performance.now() + 100;

function open() {
  const line = { socket: connect({ host: url.hostname, port: Number(url.port), noDelay: true }), intendedMs: 0 };
  line.socket.on('data', () => {
    latencies.push(performance.now() - line.intendedMs);
    free.push(line);
    if (latencies.length === total) finish();
  });
  return line;
}

function turn() {
  while (sent < total && dueMs <= performance.now()) {
    const line = free.pop() ?? open();
    line.intendedMs = dueMs;
    line.socket.write(request);
    sent += 1;
    dueMs -= (Math.log1p(-Math.random()) * 1_000) / rate;
  }
  if (latencies.length < total) setImmediate(turn);
}

function finish() {
  latencies.sort((a, b) => a - b);
  const at = (p) => latencies[Math.min(total - 1, Math.ceil(p * total) - 1)];
  console.log(JSON.stringify({ p50: at(0.5), p95: at(0.95), p99: at(0.99), p999: at(0.999) }));
  process.exit();
}

turn();
