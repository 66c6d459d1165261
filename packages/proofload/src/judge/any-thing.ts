/**
 * Requirements on all things of a kind at once: `'*': { memory: '<2GB', hitRatio: '>85%' }` holds where it does for
 * every resource and every cache that has such a figure, and is told by the one that does worst.
 */
import type { RequirementResult } from '../record/schema/verdict.ts';
import type { MeasuredRun } from '../record/schema.ts';
import { failUnmeasured, type Limit } from './decide.ts';
import type { Thing } from './keys.ts';

const OF_RESOURCES = /^(?:memory|cpu|leak)(?:\.|$)/;
const OF_CACHES = /^(?:hit|miss|stale|coalesced|cold|warm)\.|^(?:hit|miss|stale|coalesced)Ratio$|^evictions$/;

const MISSING: Readonly<Record<Thing['kind'], string>> = {
  resource:
    'no resource of the target is sampled. Name one in the suite, such as resources: { api: { process: 1234 } }, or let Proofload start the target with its command',
  cache: 'no cache is described. Describe one in the suite: caches: { images: { hit: (response) => … } }',
};

/**
 * The kind of things that a requirement on everything is about; undefined where it is about operations.
 *
 * @example
 * kindOfThings({ key: '*', metric: 'memory.mean' }); // 'resource'
 */
export function kindOfThings({ key, metric }: Pick<Limit, 'key' | 'metric'>): Thing['kind'] | undefined {
  if (key !== '*') return undefined;
  if (OF_RESOURCES.test(metric)) return 'resource';
  return OF_CACHES.test(metric) ? 'cache' : undefined;
}

/** Judges the limit for each thing of the kind; the worst result counts. */
export function judgeEveryThing(
  limit: Limit,
  kind: Thing['kind'],
  run: MeasuredRun,
  judge: (limit: Limit) => RequirementResult,
): RequirementResult {
  const names = new Set((kind === 'cache' ? run.caches : run.resources).map(({ name }) => name));
  if (names.size === 0) return failUnmeasured(limit, `There is no ${limit.metric}, since ${MISSING[kind]}.`);
  const results = [...names].map((name) => judge({ ...limit, key: `${kind}:${name}` }));
  const worst = results.reduce((most, each) => (isWorse(each, most, limit) ? each : most));
  return { ...worst, key: limit.key };
}

const FROM_THE_WORST: readonly RequirementResult['status'][] = ['failed', 'inconclusive', 'passed'];

function isWorse(a: RequirementResult, b: RequirementResult, { bound: { operator } }: Limit): boolean {
  const steps = FROM_THE_WORST.indexOf(b.status) - FROM_THE_WORST.indexOf(a.status);
  if (steps !== 0) return steps > 0;
  if (a.actual === null || b.actual === null) return a.actual === null && b.actual !== null;
  return operator.startsWith('>') ? a.actual < b.actual : a.actual > b.actual;
}
