/** Pauses between polls that grow. */
import type { PollPace } from '../protocol/job/pace.ts';
import { parseDuration } from '../units/duration.ts';
import type { Duration } from './types.ts';
import { reading } from './waits.ts';

/**
 * Pauses between polls that grow: the first, then each so many times as long as the one before, up to the longest.
 *
 * @param jitter - up to which share of itself each pause is shortened at random, from 0 (the default) to 1
 * @example
 * backoff('250ms', 1.5, '5s'); // 250 ms, 375 ms, 563 ms … 5 s
 */
export function backoff(first: Duration, factor: number, longest: Duration, jitter = 0): PollPace {
  return reading('backoff', () => {
    const [firstMs, mostMs] = [first, longest].map((text) => parseDuration(text, { bareUnit: 's' })) as [
      number,
      number,
    ];
    return { kind: 'backoff', firstMs, factor, mostMs, jitter };
  });
}
