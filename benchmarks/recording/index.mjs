/**
 * What measuring itself takes: time and bytes of a sample, memory of an operation, and memory and disk of an hour of a
 * thousand operations at a request a second each. Nothing is sent: the clock is told to advance.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { V8_SETTINGS } from '../../packages/proofload/dist/engine/tune-v8.js';
import { aimTable } from '../aims.mjs';
import { endProgress, progress } from '../progress.mjs';
import { numberOption } from '../proofload.mjs';
import { table } from '../table.mjs';

const SAMPLE = new URL('./sample.mjs', import.meta.url);
const OPERATION = new URL('./operation.mjs', import.meta.url);
const HOUR = new URL('./hour.mjs', import.meta.url);
/** Room for all that the rounds of `sample.mjs` could allocate. */
const ROOM = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

/** @param {readonly string[]} args `--operations N --minutes N` */
export async function run(args) {
  const operations = numberOption(args, '--operations', 1000);
  const minutes = numberOption(args, '--minutes', 60);
  progress('samples');
  const samples = inProcess(SAMPLE, ['--expose-gc', ...ROOM]);
  progress('operations');
  const operation = inProcess(OPERATION, ['--expose-gc']);
  progress(`${minutes} minutes of ${operations} operations`);
  const hour = inProcess(HOUR, ['--expose-gc'], [`${operations}`, `${minutes * 60}`]);
  endProgress();

  console.log('Samples of one operation within a second, medians of 21 rounds\n');
  console.log(sampleTable(samples));
  console.log('\nMemory of an operation with 1,000 requests, KB\n');
  console.log(table(['in a worker', 'on the main thread'], [[operation.worker, operation.mainThread].map(kilobytes)]));
  console.log(`\n${operations} operations at a request a second each, ${minutes} minutes\n`);
  console.log(hourTable(hour));
  console.log(`\n${aimsOf(samples, operation, hour)}`);
}

/** What a script prints, in a process of its own whose V8 works as that of a worker. */
function inProcess(script, flags, args = []) {
  const words = [...V8_SETTINGS, ...flags, fileURLToPath(script), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} ended with code ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

function sampleTable(samples) {
  const rows = samples.map(({ name, values, nanoseconds, bytes }) => [
    name,
    `${values}`,
    nanoseconds.toFixed(0),
    (nanoseconds / values).toFixed(0),
    bytes.toFixed(1),
  ]);
  return table(['recorded', 'values', 'ns', 'ns/value', 'bytes allocated'], rows);
}

function hourTable({ beforeBytes, peakBytes, heldBytes, diskBytes, cpuMsPerSecond }) {
  const head = ['resident MB before', 'at most', 'held at the end', 'disk MB', 'CPU ms/s'];
  return table(head, [[...[beforeBytes, peakBytes, heldBytes, diskBytes].map(megabytes), cpuMsPerSecond.toFixed(1)]]);
}

function aimsOf(samples, { worker, mainThread }, { peakBytes, diskBytes }) {
  const ofSamples = samples.flatMap(({ name, nanoseconds, bytes }) => [
    { what: `time of ${name}`, measured: nanoseconds, most: 100, unit: ' ns' },
    { what: `allocated by ${name}`, measured: Math.round(bytes * 10) / 10, most: 0, unit: ' B' },
  ]);
  return aimTable([
    ...ofSamples,
    { what: 'memory of an operation', measured: (worker + mainThread) / 1024, most: 64, unit: ' KB' },
    { what: 'resident memory of the run', measured: peakBytes / 1e6, most: 200, unit: ' MB' },
    { what: 'its series on disk', measured: diskBytes / 1e6, most: 200, unit: ' MB' },
  ]);
}

const kilobytes = (bytes) => (bytes / 1024).toFixed(1);
const megabytes = (bytes) => (bytes / 1e6).toFixed(0);
