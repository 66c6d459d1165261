/**
 * The times that a server tells, as numbers.
 */
import type { ServerTime, ServerTimes } from './types.ts';

/** A server's time in ms since 1970 by its own clock, in the middle of what its digits leave open. */
export interface Stamp {
  readonly ms: number;
  /** Half of what the digits leave open: a time in whole milliseconds is known to half of one. */
  readonly halfMs: number;
}

/** What a server told of a job; what it did not tell is `undefined`. */
export interface ReadTimes {
  readonly queued: Stamp | undefined;
  readonly started: Stamp | undefined;
  readonly finished: Stamp | undefined;
  readonly now: Stamp | undefined;
  readonly queueMs: number | undefined;
  readonly runMs: number | undefined;
}

export const NO_TIMES: ReadTimes = {
  queued: undefined,
  started: undefined,
  finished: undefined,
  now: undefined,
  queueMs: undefined,
  runMs: undefined,
};

/** Reads what `serverTimes` returned; what is none is taken as not told. */
export function readTimes(times: ServerTimes | null | undefined): ReadTimes {
  if (times === null || typeof times !== 'object') return NO_TIMES;
  const { queuedAt, startedAt, finishedAt, now, queueMs, runMs } = times;
  return {
    queued: readStamp(queuedAt),
    started: readStamp(startedAt),
    finished: readStamp(finishedAt),
    now: readStamp(now),
    queueMs: readLength(queueMs),
    runMs: readLength(runMs),
  };
}

/**
 * Reads a time. Texts without a zone are taken as UTC, since services that leave it out mean that.
 *
 * @example
 * readStamp('2026-11-20T10:00:00.250Z'); // { ms: 1795168800250.5, halfMs: 0.5 }
 */
export function readStamp(time: ServerTime): Stamp | undefined {
  if (time instanceof Date) return stamp(time.getTime(), 1);
  if (typeof time === 'number') return stamp(time, Number.isInteger(time) ? 1 : 0);
  if (typeof time !== 'string') return undefined;
  const [, fraction] = /\d:\d\d:\d\d(?:[.,](\d+))?/.exec(time) ?? [];
  // Date knows milliseconds only, so further digits are cut.
  const resolutionMs = fraction === undefined ? 1000 : 10 ** (3 - Math.min(fraction.length, 3));
  const zoned = /(?:z|[+-]\d\d:?\d\d|gmt|utc)$/i.test(time.trim()) ? time : `${time.trim()}Z`;
  return stamp(Date.parse(zoned), resolutionMs);
}

function stamp(ms: number, resolutionMs: number): Stamp | undefined {
  return Number.isFinite(ms) ? { ms: ms + resolutionMs / 2, halfMs: resolutionMs / 2 } : undefined;
}

function readLength(ms: number | null | undefined): number | undefined {
  return typeof ms === 'number' && Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}
