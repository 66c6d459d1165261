/**
 * What a unit of work costs a client. Contenders are measured in turn, round after round, so that what the machine does
 * meanwhile befalls all of them alike; and each figure is the slope between a short and a long run of the same round,
 * so that start-up is in none of them.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProgress, progress } from './progress.mjs';
import { median } from './table.mjs';

/**
 * @typedef {readonly [short: number, long: number]} Amounts
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {Amounts} [amounts] how much it does in its two runs, in whatever `command` takes; default: those of all
 * @property {string} [cores] what it is bound to, as taskset(1) takes it; default: {@link CLIENT_CORE}
 * @property {(amount: number, folder: string) => readonly string[]} command
 * @property {(output: string, folder: string) => number} units how many requests it says that it made
 *
 * @typedef {object} Cost of one contender in one round
 * @property {number} cpuUs CPU time of all its threads for a unit, in µs
 * @property {number} perSecond units a second
 */

export const CLIENT_CORE = '0';
export const SERVER_CORE = '1';
/** What a contender prints on standard error, in the folder that it is given. */
export const ERRORS_FILE = 'errors.txt';

/**
 * @param {readonly Contender[]} contenders
 * @param {{ rounds: number, amounts: Amounts }} options
 * @returns {Map<string, Cost[]>} by contender, a cost for each round
 */
export function slopes(contenders, { rounds, amounts }) {
  const costs = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const contender of contenders) {
      progress(`round ${round} of ${rounds}: ${contender.name}`);
      costs.get(contender.name).push(slope(contender, contender.amounts ?? amounts));
    }
  }
  endProgress();
  return costs;
}

/** The median over rounds. @param {readonly Cost[]} costs @param {keyof Cost} figure */
export function typical(costs, figure) {
  return median(costs.map((cost) => cost[figure]));
}

/** The median over rounds of a figure's ratio to that of another in the same round. */
export function ratio(costs, others, figure) {
  return median(costs.map((cost, round) => cost[figure] / others[round][figure]));
}

/** @returns {Cost} */
function slope(contender, [short, long]) {
  const brief = measure(contender, short);
  const lengthy = measure(contender, long);
  const units = lengthy.units - brief.units;
  return {
    cpuUs: ((lengthy.cpuSeconds - brief.cpuSeconds) * 1e6) / units,
    perSecond: units / (lengthy.wallSeconds - brief.wallSeconds),
  };
}

/** Runs a contender, and takes the CPU time of all its threads from the shell's own account. */
function measure({ name, cores = CLIENT_CORE, command, units }, amount) {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-benchmark-'));
  try {
    const words = ['taskset', '-c', cores, ...command(amount, folder)];
    const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    const script = `TIMEFORMAT='took %R %U %S'; time ${quoted} 2>${ERRORS_FILE}`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
    const [, wall, user, system] = (/took ([\d.]+) ([\d.]+) ([\d.]+)/.exec(stderr) ?? []).map(Number);
    const made = units(stdout, folder);
    if (!(made > 0)) {
      const errors = readFileSync(join(folder, ERRORS_FILE), 'utf8');
      throw new Error(`${name} told of no request that it made. It printed:\n${stdout}\n${errors}`);
    }
    return { units: made, wallSeconds: wall, cpuSeconds: user + system };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
