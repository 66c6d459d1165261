/** The run over time, in rows that can be drawn. */
import type { TimelineRow } from '../../record/schema/measurements.ts';
import type { RunRecord } from '../../record/schema.ts';

/** A second of the run, or several of a long one. */
export interface TimeRow extends TimelineRow {
  /** Failures a second. */
  readonly failureRate: number;
}

/**
 * The rows of the timeline. The last one may be cut short: one that is shorter than half of the others has its rates as
 * if it were whole, since a request or two in a few milliseconds are no peak.
 */
export function timeOf({ timeline }: RunRecord): readonly TimeRow[] {
  const wholeMs = timeline[0]?.durationMs ?? 0;
  return timeline.map((row) => {
    const isWhole = row.durationMs > 0 && row.durationMs >= wholeMs / 2;
    const lengthMs = isWhole ? row.durationMs : wholeMs;
    const perSecond = (count: number) => (lengthMs > 0 ? (count * 1000) / lengthMs : 0);
    const failureRate = perSecond(row.failed);
    if (isWhole) return { ...row, failureRate };
    const { models } = row;
    const tokensPerSecond = models && perSecond((models.tokensPerSecond * row.durationMs) / 1000);
    return {
      ...row,
      rate: perSecond(row.count),
      failureRate,
      models: models && { ...models, tokensPerSecond: tokensPerSecond ?? 0 },
    };
  });
}
