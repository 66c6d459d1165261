/**
 * `npm run benchmark -- streams [--streams N] [--seconds N] [--seed N]`: more and more streamed answers at once, of 40 tokens a
 * second each, through the whole engine on one core, with the lean model server on another. For each step: whether the run
 * is valid, what was reported beside what was written, what a chunk costs, and how late the client itself was.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { numberOption, proofload } from '../proofload.mjs';
import { table } from '../table.mjs';

const CLIENT_CORE = '0';
const SERVER_CORE = '1';
/** Five seconds of a stream. */
const TOKENS = 200;
/** All streams are begun within so long. */
const RAMP_SECONDS = 4;
const PERCENTILES = ['p50', 'p95', 'p99'];

/** @param {readonly string[]} args `--streams N --seconds N --seed N` */
export async function run(args) {
  const most = numberOption(args, '--streams', 2_000);
  const seconds = numberOption(args, '--seconds', 30);
  const steps = [most / 8, most / 4, most / 2, most].map(Math.round);
  const measured = [];
  for (const streams of steps) {
    process.stderr.write(`\r${streams} streams …   `);
    measured.push(await measure(streams, seconds, numberOption(args, '--seed', 1)));
  }
  process.stderr.write('\r                    \r');
  console.log(`Streams at once of 40 tokens/s, client on one core, server on another, ${seconds} s each\n`);
  console.log(
    table(
      ['streams', 'verdict', 'chunks/s', 'worker busy', 'CPU µs/chunk', 'own delay p50, p99 ms', 'send lag p99 ms'],
      measured.map(cost),
    ),
  );
  console.log('\nReported less written, ms\n');
  console.log(
    table(
      ['streams', ...['ttft', 'itl'].flatMap((name) => PERCENTILES.map((p) => `${name} ${p}`)), 'within 2 % or 1 ms'],
      measured.map(error),
    ),
  );
  console.log(`\n${conclusion(measured)}`);
}

async function measure(streams, seconds, seed) {
  const server = spawn(
    'taskset',
    ['-c', SERVER_CORE, process.execPath, fileURLToPath(new URL('./model-server.mjs', import.meta.url)), `${seed}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const [line] = await once(server.stdout, 'data');
    const url = `${line}`.trim();
    const flags = [
      '-u',
      `${streams}`,
      '-r',
      `${Math.ceil(streams / RAMP_SECONDS)}`,
      '-t',
      `${seconds}s`,
      '--workers',
      '1',
      '--no-health-check',
    ];
    const { record, cpuSeconds } = await proofload(['run', ...flags], { suite: suiteFor(url), core: CLIENT_CORE });
    const truth = await (await fetch(`${url}/truth`)).json();
    return { streams, record, cpuSeconds, truth };
  } finally {
    server.kill();
  }
}

const suiteFor = (url) => `
import { defineSuite, none, user } from 'proofload';
const messages = [{ role: 'user', content: 'Tell me of the river.' }];
const reader = user('Reader', {
  wait: none(),
  tasks: { ask: ({ llm }) => llm.chat({ messages, maxTokens: ${TOKENS} }, { name: 'chat', timeout: '2m' }) },
});
export default defineSuite({ name: 'streams', target: '${url}', users: [reader], llm: { model: 'lean' } });
`;

const chatOf = ({ record }) => record.operations.find(({ name }) => name === 'chat');

function cost(step) {
  const { streams, record, cpuSeconds } = step;
  const { ttft, chunkGap, clientDelay } = chatOf(step).trends;
  const { cpu, sendLag } = record.generator;
  const chunks = ttft.count + chunkGap.count;
  const elapsedSeconds = record.durationMs / 1000;
  return [
    `${streams}`,
    verdictOf(record),
    (chunks / elapsedSeconds).toFixed(0),
    `${(cpu * 100).toFixed(0)} %`,
    ((cpuSeconds * 1e6) / chunks).toFixed(1),
    `${clientDelay.p50.toFixed(2)}, ${clientDelay.p99.toFixed(2)}`,
    sendLag.p99.toFixed(2),
  ];
}

function error(step) {
  const { trends } = chatOf(step);
  const pairs = ['ttft', 'itl'].flatMap((name) => PERCENTILES.map((p) => [trends[name][p], step.truth[name][p]]));
  const isWithin = pairs.every(([reported, told]) => Math.abs(reported - told) <= Math.max(1, 0.02 * told));
  return [`${step.streams}`, ...pairs.map(([reported, told]) => (reported - told).toFixed(2)), isWithin ? 'yes' : 'no'];
}

function verdictOf({ verdict }) {
  const why = verdict.validity.filter(({ level }) => level === 'invalid').map(({ code }) => code);
  return [verdict.status, ...why].join(' ');
}

/** A run without requirements has passed when it is valid. */
function conclusion(measured) {
  const valid = measured.filter(({ record }) => record.verdict.status === 'passed');
  const first = measured.find(({ record }) => record.verdict.status !== 'passed');
  if (first === undefined) return `Valid up to ${valid.at(-1).streams} streams.`;
  const reasons = first.record.verdict.validity
    .filter(({ level }) => level === 'invalid')
    .map(({ message }) => message);
  return `Valid up to ${Math.max(0, ...valid.map(({ streams }) => streams))} streams; at ${first.streams}: ${reasons.join(' ')}`;
}
