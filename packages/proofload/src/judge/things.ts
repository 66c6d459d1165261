/** Reading caches and resources: `cache:images` `hitRatio`, `resource:api` `memory`. */
import type { ResourceRecord } from '../record/schema/measurements.ts';
import type { MeasuredRun } from '../record/schema.ts';
import { didYouMean } from '../units/suggest.ts';
import { readCache } from './cache-figures.ts';
import type { Limit, Reading } from './decide.ts';
import type { Thing } from './keys.ts';
import { LEAK_SAMPLES, leakMetricOf, readLeak } from './leak.ts';

/** The figure of a thing, or why there is none. */
export function readThing({ kind, name }: Thing, limit: Limit, run: MeasuredRun): Reading | string {
  if (kind === 'resource') return readResource(name, limit, run);
  const cache = run.caches.find((each) => each.name === name);
  const known = run.caches.map((each) => each.name);
  return cache === undefined ? notThere('cache', name, known) : readCache(cache, limit, run.durationMs);
}

const PLAIN = { operations: [], needed: 1, interval: null } as const;

const UNITS = { bytes: 'size', ratio: 'ratio', number: 'number', ms: 'duration', perSecond: 'rate' } as const;

const NETWORK = /^network(In|Out)$/;
const SHARED_NETWORK =
  ' The system counts traffic by network namespace, and the process shares that of this machine; what the load sent and received is bytesOut and bytesIn of its operations.';

/** `memory` is the largest value, as is every other without a part; `memory.mean` is the mean. */
function readResource(name: string, limit: Limit, { resources, durationMs, totals }: MeasuredRun): Reading | string {
  const own = resources.filter((each) => each.name === name);
  if (own.length === 0) return notThere('resource', name, [...new Set(resources.map((each) => each.name))]);
  if (limit.metric === 'leak') return readLeakOf(name, leakMetricOf(own), totals.count, durationMs);
  const [, metric = limit.metric, part = 'max'] = /^(.+)\.(last|min|mean|max)$/.exec(limit.metric) ?? [];
  const resource = own.find((each) => each.metric === metric);
  if (resource === undefined) {
    const known = own.map((each) => each.metric);
    const why = NETWORK.test(metric) ? SHARED_NETWORK : didYouMean(metric, known);
    return `The resource "${name}" has no ${metric}; it has ${known.join(', ')}.${why}`;
  }
  const actual = resource[part as 'last' | 'min' | 'mean' | 'max'];
  return { ...PLAIN, measuredMs: durationMs, samples: resource.samples, actual, dimension: UNITS[resource.unit] };
}

function readLeakOf(
  name: string,
  memory: ResourceRecord | undefined,
  requests: number,
  measuredMs: number,
): Reading | string {
  if (memory === undefined)
    return `The resource "${name}" has no memory that could leak; sample its process or its heap.`;
  const { samples, bytesPerRequest, finding } = readLeak(memory, requests);
  const common = { ...PLAIN, measuredMs, samples, needed: LEAK_SAMPLES, dimension: 'size' } as const;
  return { ...common, actual: bytesPerRequest, finding };
}

function notThere(kind: string, name: string, known: readonly string[]): string {
  const list = known.length === 0 ? `this run has no ${kind}s` : `the ${kind}s of this run are ${known.join(', ')}`;
  return `There is no ${kind} "${name}"; ${list}.${didYouMean(name, known)}`;
}
