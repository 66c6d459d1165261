/**
 * `npm test`: sets up what is missing, holds the style, and runs every test on this Node.js and then on Node.js 24. Goes
 * on after a phase that failed, so that all that is wrong is told at once; the last line sums up.
 * Arguments go on to vitest: `npm test -- packages/proofload/src/units`. With arguments, only this Node.js is used.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programPath } from './programs.mjs';
import { root, setup } from './setup.mjs';

const began = Date.now();
setup({ tests: true });
const node24 = programPath('node24');
const selection = process.argv.slice(2);
const bin = (name, path) => join(root, 'node_modules', name, path);
const tsc = bin('typescript', 'bin/tsc');

/** @typedef {{ title: string, node: string, args: string[], isTest?: boolean }} Phase */

/** @type {Phase[]} */
const CHECKS = [
  { title: 'style', node: process.execPath, args: [bin('@biomejs', 'biome/bin/biome'), 'ci', '.'] },
  ...['proofload', 'reference-service'].map((name) => ({
    title: `types of the tests of ${name}`,
    node: process.execPath,
    args: [tsc, '-p', `packages/${name}/tsconfig.test.json`],
  })),
  { title: 'unused code', node: process.execPath, args: [bin('knip', 'bin/knip.js'), '--no-progress'] },
];

/** @returns {Phase} */
const tests = (node, version) => ({
  title: `tests on Node.js ${version}`,
  node,
  args: [
    bin('vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    `--reporter=${join(root, 'scripts', 'test-report.mjs')}`,
    ...selection,
  ],
  isTest: true,
});

const phases = selection.length === 0 ? [...CHECKS] : [];
phases.push(tests(process.execPath, process.versions.node));
if (selection.length === 0 && node24 !== undefined) phases.push(tests(node24, '24'));

const folder = mkdtempSync(join(tmpdir(), 'proofload-tests-'));
const outcomes = phases.map((phase, index) => run(phase, `${index + 1}/${phases.length}`));
rmSync(folder, { recursive: true, force: true });
summarize(outcomes);
process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;

/** @param {Phase} phase */
function run({ title, node, args, isTest = false }, number) {
  console.log(`\n── ${number} ${title}`);
  const report = join(folder, `${number.replace('/', '-')}.json`);
  const phaseBegan = Date.now();
  const { status } = spawnSync(node, args, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
      ...(isTest && { TEST_REPORT_FILE: report }),
    },
  });
  const outcome = { title, ok: status === 0, seconds: (Date.now() - phaseBegan) / 1000 };
  console.log(`── ${title}: ${outcome.ok ? 'passed' : 'FAILED'} in ${time(outcome.seconds)}`);
  return { ...outcome, report: isTest ? read(report) : undefined };
}

/** @returns {import('./test-report.mjs').PassReport | undefined} nothing where vitest ended before it could tell */
function read(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return undefined;
  }
}

function summarize(done) {
  console.log('\n── summary');
  const width = Math.max(...done.map(({ title }) => title.length));
  for (const { title, ok, seconds, report } of done) {
    const counts = report === undefined ? '' : `  ${countsOf(report)}`;
    console.log(`${ok ? '✓' : '✗'} ${title.padEnd(width)}  ${time(seconds).padStart(8)}${counts}`);
    for (const { name, seconds: took } of report?.slowest ?? []) console.log(`    ${time(took).padStart(8)}  ${name}`);
    for (const line of report?.again ?? []) console.log(`    again: ${line}`);
  }
  const failed = done.filter(({ ok }) => !ok).map(({ title }) => title);
  const took = time((Date.now() - began) / 1000);
  const reports = done.flatMap(({ report }) => report ?? []);
  const total = (what) => reports.reduce((sum, report) => sum + report[what], 0);
  const counts = countsOf({ passed: total('passed'), failed: total('failed'), skipped: total('skipped') });
  const verdict = failed.length === 0 ? 'All passed' : `Failed: ${failed.join(', ')}`;
  console.log(`\n${verdict}. ${counts}, ${took} in all.`);
}

function countsOf({ passed, failed, skipped }) {
  const parts = [`${passed.toLocaleString('en')} tests passed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return parts.join(', ');
}

function time(seconds) {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} m ${String(whole % 60).padStart(2, '0')} s`;
}
