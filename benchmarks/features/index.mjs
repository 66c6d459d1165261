/**
 * What a suite does not use costs it nothing: CPU of a request with each feature by itself, beside a bare one that is made
 * at the same time. Each row is what that feature adds to who uses it; the bare request has none of them, and is what all
 * others pay.
 *
 *   npm run benchmark -- features [--rounds 3] [--seconds 1.5] [--only group,cache]      short: --rounds 1 --seconds 1
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aimTable } from '../aims.mjs';
import { costBeside } from '../beside.mjs';
import { CONNECTIONS, proofloadContender, suiteText } from '../contender.mjs';
import { startNginx } from '../nginx.mjs';
import { endProgress, progress } from '../progress.mjs';
import { numberOption } from '../proofload.mjs';
import { SERVER_CORE } from '../slopes.mjs';
import { median, table } from '../table.mjs';
import { featuresWith } from './features.mjs';
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
  const servers = await Promise.all([1, 2].map(() => startNginx({ core: SERVER_CORE })));
  const [ownUrl, otherUrl] = servers.map(({ url }) => url);
  const features = featuresWith(writeTrace(folder)).filter(({ name }) => only.some((part) => name.includes(part)));
  const costs = new Map(features.map((feature) => [feature, []]));
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const feature of features) {
        progress(`round ${round} of ${rounds}: ${feature.name}`);
        const [own, other] = [sideOf(feature.name, feature, ownUrl), sideOf('without', feature.beside, otherUrl)];
        costs.get(feature).push(await costBeside(own, other, seconds));
      }
    }
  } finally {
    endProgress();
    await Promise.all(servers.map(({ stop }) => stop()));
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`Twice ${CONNECTIONS} connections at once, ${rounds} rounds of ${seconds} s, medians\n`);
  console.log(table(['', 'CPU µs/request', 'without', 'ratio', 'from round to round'], [...costs].map(rowOf)));
  console.log(`\n${aimsOf(costs)}`);
}

function sideOf(name, { load, isTimed, ...parts }, url) {
  return { url, contender: proofloadContender({ name, url, suite: suiteText(parts), load, isTimed }) };
}

function rowOf([{ name }, costs]) {
  const ratios = costs.map(({ ratio }) => ratio);
  const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  const figures = [typical(costs, 'cpuUs').toFixed(1), typical(costs, 'otherUs').toFixed(1), median(ratios).toFixed(2)];
  return [name, ...figures, spread];
}

function aimsOf(costs) {
  const aims = [...costs].filter(([{ isFree, name }]) => isFree || name === 'a group');
  return aimTable(aims.map(([{ name }, own]) => ({ what: name, measured: typical(own, 'ratio'), most: MOST })));
}

function typical(costs, figure) {
  return median(costs.map((cost) => cost[figure]));
}
