/**
 * Whether a resource's memory grows without end: `resource:api` `leak: 'none'`.
 *
 * Garbage collectors make a saw of memory; what stays behind is what is left after a collection. So the run is cut into
 * stretches, and the least value of each stands for it.
 */
import type { ResourceRecord } from '../record/schema/measurements.ts';
import { type Growth, growth } from '../stats/index.ts';
import { formatSize } from '../units/size.ts';

/** What is known of a resource's growth. */
export interface LeakReading {
  /** The metric that was looked at. */
  readonly metric: string;
  /** How many values that took. */
  readonly samples: number;
  /** Bytes that stay behind of each request; 0 where nothing does. */
  readonly bytesPerRequest: number;
  /** In words what was found; empty where there is no growth. */
  readonly finding: string;
}

/** Stretches that a run is cut into. */
const STRETCHES = 40;
/** A leak is told from warming up only by going on: with fewer values, a second each, it is not judged. */
export const LEAK_SAMPLES = 60;
/** Growth, over all that was looked at, that is no concern: a share of the memory, and bytes. */
const FLOOR = { share: 0.02, bytes: 1_000_000 };

/** The memory that tells most of a leak: a heap before what is resident, which also grows by fragmentation. */
export function leakMetricOf(resources: readonly ResourceRecord[]): ResourceRecord | undefined {
  const sizes = resources.filter(({ unit }) => unit === 'bytes');
  return (
    sizes.find(({ metric }) => /heap/i.test(metric)) ?? sizes.find(({ metric }) => metric === 'memory') ?? sizes[0]
  );
}

/**
 * Reads a leak out of the points of a resource.
 *
 * @param requests - answered while it was sampled
 */
export function readLeak({ metric, points, samples }: ResourceRecord, requests: number): LeakReading {
  const nothing = { metric, samples, bytesPerRequest: 0, finding: '' };
  if (samples < LEAK_SAMPLES || points.length < STRETCHES) return nothing;
  const lows = leastOf(points);
  const size = lows.reduce((sum, value) => sum + value, 0) / lows.length;
  const floor = Math.max(FLOOR.share * size, FLOOR.bytes) / lows.length;
  const found = growth(lows, { floor });
  if (found.status !== 'leak') return { ...nothing, finding: plateauOf(metric, found) };
  const perRequest = (found.slope.slope * lows.length) / Math.max(1, requests);
  const kept = `about ${formatSize(perRequest)} of each request stay behind`;
  const finding = `${metric} grows from the first quarter on to the end and does not slow down, which a cache that fills would: ${kept}.`;
  return { metric, samples, bytesPerRequest: perRequest, finding };
}

function plateauOf(metric: string, { status }: Growth): string {
  return status === 'plateau' ? `${metric} grew and slowed down, as a cache that fills does.` : '';
}

function leastOf(points: ResourceRecord['points']): readonly number[] {
  return Array.from({ length: STRETCHES }, (_, stretch) => {
    const from = Math.floor((stretch * points.length) / STRETCHES);
    const to = Math.floor(((stretch + 1) * points.length) / STRETCHES);
    return points.slice(from, to).reduce((least, [, value]) => Math.min(least, value), Number.POSITIVE_INFINITY);
  });
}
