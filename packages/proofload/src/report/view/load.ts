/** A load in words. */
import type { RecordedLoad } from '../../record/schema/header.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatRate } from '../../units/rate.ts';
import { counted } from './words.ts';

const MOST_STAGES_TOLD = 4;

/** The amount of load, short enough for a headline: `50 users`, `100/s, at most 50 users`. */
export function describeAmount(load: RecordedLoad): string {
  switch (load.model) {
    case 'closed':
      return counted(
        largest(load.startUsers, load.stages, ({ users }) => users),
        'user',
      );
    case 'open': {
      const rate = largest(load.startRate, load.stages, (stage) => stage.rate);
      return `${formatRate(rate)}, at most ${counted(load.maxUsers, 'user')}`;
    }
    case 'iterations':
      return `${counted(load.iterations, 'iteration')}${load.shared ? ' shared by' : ' each for'} ${counted(load.users, 'user')}`;
    case 'replay':
      return `${counted(load.rows * load.loops, 'row')} of a trace, at most ${formatRate(load.peakRate)}`;
    case 'several':
      return load.parts.map((part) => describeAmount(part.load)).join(' + ');
  }
}

/** The load with its shape: its stages, how requests arrive, what becomes of one without a user. */
export function describeLoad(load: RecordedLoad): string {
  const amount = describeAmount(load);
  switch (load.model) {
    case 'closed':
      return `closed: ${amount}${shapeOf(load.startUsers, load.stages, ({ users }) => String(users))}`;
    case 'open': {
      const { arrivals, overflow } = load;
      const law = typeof arrivals === 'string' ? arrivals : `gamma ${arrivals.gamma}`;
      const shape = shapeOf(load.startRate, load.stages, ({ rate }) => formatRate(rate));
      const without = overflow === 'drop' ? ', dropped without a free user' : '';
      return `open: ${amount}${shape}; arrivals ${law}${without}`;
    }
    case 'replay': {
      const speed = load.speed === 1 ? '' : `, ${load.speed} times as fast`;
      return `replay of ${load.file}: ${amount}${speed}, at most ${counted(load.maxUsers, 'user')}`;
    }
    case 'several':
      return load.parts
        .map(({ startMs, users, load: part }) => {
          const start = startMs === 0 ? '' : ` from ${formatDuration(startMs)}`;
          return `${users.join(', ')}${start}: ${describeLoad(part)}`;
        })
        .join('; ');
    case 'iterations':
      return `${amount}, at most ${formatDuration(load.maxDurationMs)}`;
  }
}

function largest<Stage>(start: number, stages: readonly Stage[], amountOf: (stage: Stage) => number): number {
  return Math.max(start, ...stages.map(amountOf));
}

interface Stage {
  readonly durationMs: number;
}

function shapeOf<S extends Stage>(start: number, stages: readonly S[], amountOf: (stage: S) => string): string {
  if (stages.length <= 1) return '';
  const told = stages
    .slice(0, MOST_STAGES_TOLD)
    .map((stage) => `${amountOf(stage)} in ${formatDuration(stage.durationMs)}`);
  const more = stages.length > told.length ? `, and ${counted(stages.length - told.length, 'stage')} more` : '';
  return ` (from ${start} to ${told.join(', ')}${more})`;
}
