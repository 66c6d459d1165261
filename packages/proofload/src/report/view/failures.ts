/** What went wrong, how often and when, most often first. */
import { BROKE_OFF } from '../../measure/error-groups.ts';
import type { RunRecord } from '../../record/schema.ts';
import { formatClock } from './quantity.ts';

/** Failures of one kind of one operation; what an iteration broke off with counts as that already, and is told by a note. */
export interface FailureView {
  readonly count: number;
  /** Stable code: `status`, `timeout`, `refused` … */
  readonly type: string;
  readonly message: string;
  readonly operation: string;
  /** The operation's: `task` for what a task threw outside of any request. */
  readonly kind: string;
  /** On the run's clock: `00:31`. */
  readonly first: string;
  readonly last: string;
}

export function failuresOf({ operations, startedAt }: RunRecord): readonly FailureView[] {
  const startMs = Date.parse(startedAt);
  const clock = (instant: string) => formatClock(Date.parse(instant) - startMs);
  return operations
    .flatMap(({ name, kind, errors }) =>
      errors
        .filter(({ type }) => type !== BROKE_OFF)
        .map(({ type, message, count, first, last }) => ({
          count,
          type,
          message: message || type,
          operation: name,
          kind,
          first: clock(first),
          last: clock(last),
        })),
    )
    .sort((a, b) => b.count - a.count);
}
