/**
 * What a suite does not use costs it nothing: CPU of a bare request, and of the same request with each feature by itself,
 * measured right beside runs of the bare one. Each row is what that feature adds to who uses it; the bare request has none
 * of them, and is what all others pay.
 *
 *   npm run benchmark -- features [--rounds 3] [--seconds 1.5] [--only group,cache]      short: --rounds 1 --seconds 1
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aimTable } from '../aims.mjs';
import { costsBeside } from '../beside.mjs';
import { CONNECTIONS, proofloadContender, suiteText } from '../contender.mjs';
import { startNginx } from '../nginx.mjs';
import { endProgress } from '../progress.mjs';
import { numberOption } from '../proofload.mjs';
import { SERVER_CORE } from '../slopes.mjs';
import { median, table } from '../table.mjs';
import { BARE, bare, FEATURES, OPEN, OPEN_FEATURES, openBare } from './features.mjs';
import { writeTrace } from './trace.mjs';

export const programs = ['nginx'];

/** What is no part of a request may cost so much, which is the noise; so may a group of one request. */
const MOST = 1.05;

/** @param {readonly string[]} args */
export async function run(args) {
  const rounds = numberOption(args, '--rounds', 3);
  const seconds = numberOption(args, '--seconds', 1.5);
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1].split(',') : [''];
  const folder = mkdtempSync(join(tmpdir(), 'proofload-trace-'));
  const { url, stop } = await startNginx({ core: SERVER_CORE });
  const contender = (name, { load, isTimed, ...parts }) =>
    proofloadContender({ name, url, suite: suiteText(parts), load, isTimed });
  const wanted = (features) => {
    const chosen = Object.entries(features).filter(([name]) => only.some((part) => name.includes(part)));
    return chosen.map(([name, parts]) => contender(name, parts));
  };
  const groups = [
    [contender(BARE, bare), wanted(FEATURES)],
    [contender(OPEN, openBare), wanted(OPEN_FEATURES(writeTrace(folder)))],
  ];
  const found = new Map();
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const [other, contenders] of groups.filter(([, { length }]) => length > 0)) {
        const text = `round ${round} of ${rounds}: `;
        for (const [name, cost] of await costsBeside(other, contenders, { url, seconds, text })) {
          found.set(name, [...(found.get(name) ?? []), cost]);
        }
      }
    }
  } finally {
    endProgress();
    await stop();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${CONNECTIONS} connections, closed loop, ${rounds} rounds of ${seconds} s, medians\n`);
  console.log(featureTable(found));
  console.log(`\n${aimsOf(found)}`);
}

function featureTable(found) {
  const rows = [...found].map(([name, costs]) => {
    const ratios = costs.map(({ ratio }) => ratio);
    return [
      name,
      Math.round(typical(costs, 'perSecond')).toLocaleString('en'),
      typical(costs, 'cpuUs').toFixed(1),
      median(ratios).toFixed(2),
      `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
    ];
  });
  return table(['', 'requests/s', 'CPU µs/request', 'CPU / without', 'from round to round'], rows);
}

function aimsOf(found) {
  const free = { ...FEATURES, ...OPEN_FEATURES('') };
  const isAimedAt = ([name]) => free[name]?.isFree === true || name === 'a group';
  const aims = [...found].filter(isAimedAt);
  return aimTable(aims.map(([name, costs]) => ({ what: name, measured: typical(costs, 'ratio'), most: MOST })));
}

function typical(costs, figure) {
  return median(costs.map((cost) => cost[figure]));
}
