/** Failures that this machine is to blame for, not the target: counted apart, since they say nothing of the service. */
import type { Aggregate } from '../measure/aggregate.ts';

const LOCAL: Readonly<Record<string, string>> = {
  'ports-exhausted': 'ports',
  'descriptors-exhausted': 'descriptors',
};

/** Counts by what was wanting: `{ ports: 12 }`. */
export function localErrorsOf(measured: Aggregate): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { errors } of measured.operations) {
    for (const { type, count } of errors.all) {
      const name = LOCAL[type];
      if (name !== undefined) counts[name] = (counts[name] ?? 0) + count;
    }
  }
  return counts;
}
