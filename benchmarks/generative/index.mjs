/**
 * `npm run benchmark -- generative [--part NAME]`: models, jobs and caches beside what the reference service knows to be true,
 * as Markdown. The parts: `models`, `jobs`, `caches`, `censored`.
 */
import { numberOption } from '../proofload.mjs';
import { caches } from './caches.mjs';
import { censored } from './censored.mjs';
import { jobs } from './jobs.mjs';
import { models } from './models.mjs';

/** @param {readonly string[]} args `--part NAME --seconds N --runs N` */
export async function run(args) {
  const seconds = (fallback) => numberOption(args, '--seconds', fallback);
  const runs = (fallback) => numberOption(args, '--runs', fallback);
  const parts = {
    models: () => models(seconds(30)),
    jobs: () => jobs(seconds(20)),
    caches: () => caches(runs(100), seconds(10)),
    censored: () => censored(runs(5), seconds(15)),
  };
  const wanted = args.includes('--part') ? args[args.indexOf('--part') + 1] : undefined;
  if (wanted !== undefined && !Object.hasOwn(parts, wanted)) {
    throw new Error(`There is no part "${wanted}"; there are ${Object.keys(parts).join(', ')}.`);
  }
  for (const [name, part] of Object.entries(parts)) {
    if (wanted === undefined || name === wanted) console.log(`${await part()}\n`);
  }
}
