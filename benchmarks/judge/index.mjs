/**
 * Whether the judge can be trusted, on simulated runs with fixed seeds: false alarms on equal runs, power on slower ones,
 * coverage of intervals; and change points on a file of histories, if one is given.
 *
 *   npm run benchmark -- judge [--pairs 2000] [--runs 1000] [--series FILE]
 */
import { comparisonPool, equalRuns, equalRunsLooks, slowdowns } from './comparisons.mjs';
import { coverage } from './coverage.mjs';
import { histories } from './histories.mjs';

/** @param {readonly string[]} args `--pairs N --runs N --series FILE` */
export function run(args = []) {
  const option = (name) => {
    const at = args.indexOf(name);
    return at < 0 ? undefined : args[at + 1];
  };
  const pairs = Number(option('--pairs') ?? 2000);
  const runs = Number(option('--runs') ?? 1000);
  const series = option('--series');
  const pool = comparisonPool(1000);
  const print = ({ title, body }) => console.log(`${title}\n\n${body}\n`);
  print(equalRuns({ pairs, pool }));
  print(equalRunsLooks({ pairs, pool }));
  print(slowdowns({ pairs: Math.ceil(pairs / 4), pool }));
  print(coverage({ runs }));
  if (series === undefined)
    console.log('Change points were left out: name a file of marked histories with --series FILE.');
  else print(histories(series));
}
