/**
 * Whether a leak is told from memory that is only used: the reference service as it is, with its leak fault, and with a
 * cache that fills up; and a bound on memory against a baseline.
 *
 *   npm run benchmark -- leaks [--seconds 80]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';
import { numberOption } from '../proofload.mjs';
import { table } from '../table.mjs';

const COMMAND = join(root, 'packages', 'proofload', 'bin', 'proofload.js');
const SERVICE = join(root, 'packages', 'reference-service', 'bin', 'service.js');
const PORT = 18_493;

const BOOKS = `http.get(http.path\`/books/\${1 + (vu.turn % 900)}\`)`;
const IMAGES = `http.get(http.path\`/api/v1/images/item?seed=\${Math.floor(vu.random() * 2000)}\`)`;
const LEAK_BYTES = 4096;

/** What is run, with what is to be found of the resident memory and of the heap. */
const SITUATIONS = [
  { name: 'as it is', task: BOOKS, flags: '', rate: 100, leaks: false },
  {
    name: `leaves ${LEAK_BYTES} B a request`,
    task: BOOKS,
    flags: `--fault leak=${LEAK_BYTES}`,
    rate: 100,
    leaks: true,
  },
  {
    name: 'a cache of 400 images fills up',
    task: IMAGES,
    flags: '--set cache.entries=400 --set images.medianMs=20 --set images.coldShare=0 --set images.servers=64',
    rate: 25,
    leaks: false,
  },
];

const suiteOf = ({ task, flags, rate, seconds, requirements }) => `
import { defineSuite, user } from 'proofload';
const reader = user('Reader', { tasks: { get: ({ http, vu }) => ${task} } });
export default defineSuite({
  name: 'leaks', users: [reader], load: { rate: '${rate}/s', runTime: '${seconds}s' },
  target: { url: 'http://127.0.0.1:${PORT}', command: ${JSON.stringify(`exec ${process.execPath} ${SERVICE} --port ${PORT} --faults ${flags}`)}, ready: '/health' },
  resources: {
    service: { process: 'target' },
    heap: { prometheus: '/metrics', metrics: { heap: 'nodejs_heap_size_used_bytes' } },
  },
  requirements: ${JSON.stringify(requirements)},
});
`;

/** @param {readonly string[]} args */
export async function run(args = []) {
  const seconds = numberOption(args, '--seconds', 80);
  const folder = mkdtempSync(join(tmpdir(), 'proofload-leaks-'));
  let wrong = 0;
  try {
    const rows = [];
    for (const situation of SITUATIONS) {
      const requirements = {
        'resource:service': { memory: '<2GB', leak: 'none' },
        'resource:heap': { leak: 'none' },
      };
      const record = await runOnce(folder, suiteOf({ ...situation, seconds, requirements }));
      const [limit, resident, heap] = ['service memory', 'service leak', 'heap leak'].map((wanted) =>
        record.verdict.requirements.find(({ key, metric }) => `${key.replace('resource:', '')} ${metric}` === wanted),
      );
      const isRight = resident.status === (situation.leaks ? 'failed' : 'passed') && limit.status === 'passed';
      if (!isRight || heap.status === 'failed') wrong += 1;
      const kept = ({ status, actual }) => (status === 'failed' ? `leak, ${Math.round(actual)} B a request` : status);
      const { min, max } = record.resources.find(({ name, metric }) => name === 'service' && metric === 'memory');
      const megabytes = [min, max].map((bytes) => `${(bytes / 1e6).toFixed(0)}`).join(' to ');
      rows.push([situation.name, `${record.totals.count}`, megabytes, kept(resident), kept(heap)]);
      console.log(rows.at(-1).join('  '));
    }
    const head = ['service', 'requests', 'resident MB', '`leak: none`, resident', '`leak: none`, heap'];
    console.log(`\n${table(head, rows)}\n`);
    const against = await againstBaseline(folder);
    console.log(against.text);
    process.exitCode = wrong + against.wrong > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `memory: '-30% vs baseline'`: holds for a service that has given up what it kept, and not for one that has not. */
async function againstBaseline(folder) {
  const heavy = `--fault leak=${100 * LEAK_BYTES}`;
  const of = (flags, bound) => {
    const requirements = bound === undefined ? {} : { 'resource:service': { memory: bound } };
    return suiteOf({ task: BOOKS, flags, rate: 50, seconds: 15, requirements });
  };
  const { id } = await runOnce(folder, of(heavy));
  const results = [];
  for (const flags of ['', heavy]) {
    const record = await runOnce(folder, of(flags, '-30% vs baseline'), ['--baseline', id, '--fail-on', 'none']);
    const [{ actual, status }] = record.verdict.requirements;
    results.push(`${(100 * actual).toFixed(0)} % (${status})`);
  }
  const [lighter, same] = results;
  const isRight = lighter.includes('passed') && same.includes('failed');
  const text = `memory against a baseline, to be 30 % less: ${lighter} without what the baseline kept, ${same} with it`;
  return { text, wrong: isRight ? 0 : 1 };
}

async function runOnce(folder, suite, flags = []) {
  const file = join(folder, 'leaks.perf.ts');
  writeFileSync(file, suite);
  const args = [COMMAND, 'run', file, '--headless', '--quiet', ...flags];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (![0, 1, 3].includes(code)) throw new Error(`The run ended with code ${code}: ${said}`);
  const runs = join(folder, '.proofload', 'runs');
  return JSON.parse(readFileSync(join(runs, readdirSync(runs).sort().at(-1), 'run.json'), 'utf8'));
}
