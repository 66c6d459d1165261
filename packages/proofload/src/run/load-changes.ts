/** Changes that were made to a load while it ran, in words. */
import type { LoadChange, LoadLevel } from '../engine/steering.ts';
import { formatDuration } from '../units/duration.ts';
import { formatRate } from '../units/rate.ts';

/** Sentences for the notes of a run: one for each change by hand, and one for all of the load's own. */
export function changeNotes(changes: readonly LoadChange[]): readonly string[] {
  const ticked = changes.filter(({ by }) => by === 'tick');
  return [...(ticked.length === 0 ? [] : [tickNote(ticked)]), ...changes.filter(({ by }) => by === 'hand').map(byHand)];
}

function byHand({ atMs, level, part }: LoadChange): string {
  const what = part === '' ? 'The load' : `The load of ${part}`;
  return `${what} was changed by hand to ${shown(level)} after ${formatDuration(Math.round(atMs))}.`;
}

function tickNote(changes: readonly LoadChange[]): string {
  const levels = changes.map(({ level }) => level).sort((a, b) => a.value - b.value);
  const times = changes.length === 1 ? 'once' : `${changes.length} times`;
  const [least, most] = [levels[0], levels.at(-1)] as [LoadLevel, LoadLevel];
  return `The load followed the tick of the suite, which changed it ${times}, between ${shown(least)} and ${shown(most)}.`;
}

function shown({ unit, value }: LoadLevel): string {
  return unit === 'users' ? `${value} ${value === 1 ? 'user' : 'users'}` : formatRate(value);
}
