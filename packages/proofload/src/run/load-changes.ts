/** Changes that were made to a load while it ran, in words. */
import type { LoadChange } from '../engine/steering.ts';
import { formatDuration } from '../units/duration.ts';
import { formatRate } from '../units/rate.ts';

/** A sentence for the notes of a run. */
export function changeNote({ atMs, level: { unit, value } }: LoadChange): string {
  const level = unit === 'users' ? `${value} ${value === 1 ? 'user' : 'users'}` : formatRate(value);
  return `The load was changed by hand to ${level} after ${formatDuration(Math.round(atMs))}.`;
}
