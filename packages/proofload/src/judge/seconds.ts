/** The seconds of some operations as columns of numbers, which intervals are worked out from. */
import type { Evidence, SecondSpan } from './evidence.ts';
import { sourceOf } from './evidence.ts';
import type { Named } from './keys.ts';

/** One entry for each second of a span, also for those in which nothing happened. */
export interface SecondColumns {
  /** Requests that ended. */
  readonly requests: Float64Array;
  /** Those of them that failed. */
  readonly failed: Float64Array;
  /** Values of the distribution that was asked for. */
  readonly values: Float64Array;
  /** Their sum, in ms. */
  readonly sums: Float64Array;
  /** How many of them are above each threshold. */
  readonly above: readonly Float64Array[];
}

/** What columns are made of. */
export interface ColumnsWanted {
  readonly operations: readonly Named[];
  readonly spans: readonly SecondSpan[];
  /** `latency`, `service` … */
  readonly source: string;
  readonly thresholds: readonly number[];
}

/** Reads the columns; several spans stand one behind the other. */
export function columnsOf(evidence: Evidence, wanted: ColumnsWanted): SecondColumns {
  const { operations, spans, source, thresholds } = wanted;
  const length = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const column = () => new Float64Array(length);
  const columns = {
    ...{ requests: column(), failed: column(), values: column(), sums: column() },
    above: thresholds.map(column),
  };
  let start = 0;
  for (const span of spans) {
    const offset = start - span.from;
    evidence.perSecond(operations, span, (second, counts) => {
      const row = offset + second;
      columns.requests[row] = counts.count;
      columns.failed[row] = counts.failed;
      const histogram = sourceOf(counts, source);
      if (histogram === undefined) return;
      columns.values[row] = histogram.count;
      columns.sums[row] = histogram.sum;
      for (let i = 0; i < thresholds.length; i += 1) columns.above[i]![row] = histogram.countAbove(thresholds[i]!);
    });
    start += span.to - span.from;
  }
  delayFailures(columns.failed, columns.requests);
  return columns;
}

/**
 * A request may be told to have failed in a later second than the one in which it ended, even in one without requests.
 * Failures beyond a second's requests are moved to where there is room, later ones first.
 */
function delayFailures(failed: Float64Array, requests: Float64Array): void {
  let surplus = 0;
  for (const direction of [1, -1]) {
    for (let step = 0; step < failed.length; step += 1) {
      const row = direction === 1 ? step : failed.length - 1 - step;
      const wanted = failed[row]! + surplus;
      failed[row] = Math.min(wanted, requests[row]!);
      surplus = wanted - failed[row]!;
    }
  }
}
