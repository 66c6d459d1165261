/** What the trends of operations are: in which dimension their values are, and between which ends they are known. */
import type { Histogram } from '../measure/histogram.ts';
import type { OperationCounts } from '../measure/operation-counts.ts';
import { definitionOf } from '../measure/trend-definitions.ts';
import type { Reading } from './decide.ts';
import type { Dimension } from './figure.ts';
import type { Named } from './keys.ts';
import type { Statistic } from './metric.ts';

/** The dimension of a distribution of operations; a time, unless it has a definition that says otherwise. */
export function dimensionOf(source: string, operations: readonly Named[]): Dimension {
  const definition = operations.map(({ kind }) => definitionOf(kind, source)).find((found) => found !== undefined);
  switch (definition?.unit) {
    case undefined:
    case 'ms':
      return 'duration';
    case 'items/s':
      return 'rate';
    default:
      return source === 'efficiency' ? 'ratio' : 'number';
  }
}

/**
 * A reading of a phase that is known as an interval only, with an interval that reaches from what it was at least to what
 * it was at most, so that a bound between these is told to be marginal.
 */
export function widened(reading: Reading, { trends }: OperationCounts, source: string, statistic: Statistic): Reading {
  const [least, most] = [trends.get(`${source}Least`), trends.get(`${source}Most`)];
  if (!isThere(least) || !isThere(most) || statistic.kind === 'stddev') return reading;
  const [low, high] = [least, most].map((ends) => statisticOf(ends, statistic)) as [number, number];
  const [lower, upper] = reading.interval ?? [reading.actual, reading.actual];
  return {
    ...reading,
    interval: [lower === null ? null : Math.min(lower, low), upper === null ? null : Math.max(upper, high)],
  };
}

function isThere(histogram: Histogram | undefined): histogram is Histogram {
  return histogram !== undefined && histogram.count > 0;
}

/** A figure of a distribution. */
export function statisticOf(histogram: Histogram, statistic: Statistic): number {
  return statistic.kind === 'percentile' ? histogram.quantile(statistic.p) : histogram[statistic.kind];
}
