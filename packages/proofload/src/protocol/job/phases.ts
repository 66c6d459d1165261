/**
 * The phases of a job that happen on the server: how long it waited, how long it ran, and how late that it was over was
 * noticed. Where the server tells its own times these count; where only polls tell, each phase is known as an interval.
 *
 *     intended ─ submit ─▶ submitted ─ queue ─▶ started ─ run ─▶ ended ─ notice ─▶ noticed ─ fetch ─▶ fetched
 *     ├───────────────────────────────────────── total ─────────────────────────────────────────────┤
 */
import type { ClockOffset } from './server-clock.ts';
import type { ReadTimes, Stamp } from './server-times.ts';
import type { Between } from './sightings.ts';

/** How long something took, in ms: the middle of what it may have been, and the ends of that. */
export interface Span {
  readonly ms: number;
  readonly leastMs: number;
  readonly mostMs: number;
}

/** What is known of a job that is over; times are those of our clock. */
export interface JobTimes {
  /** When the answer to its submission had come. */
  readonly submittedMs: number;
  readonly started: Between;
  readonly ended: Between;
  /** When it was seen that it was over. */
  readonly noticedMs: number;
  readonly server: ReadTimes;
  /** Of the server's clock; `undefined` where nothing is known of it. */
  readonly offset: ClockOffset | undefined;
}

/** The phases on the server; `undefined` where nothing tells. */
export interface ServerPhases {
  readonly queue: Span;
  readonly run: Span;
  readonly notice: Span | undefined;
}

/** Works out the phases on the server. */
export function serverPhases(times: JobTimes): ServerPhases {
  const { server, offset, submittedMs, noticedMs } = times;
  const { queued, started, finished } = server;
  const start = momentOf(times.started, started, offset);
  const end = momentOf(times.ended, finished, offset);
  const isEndKnown = !times.ended.isTold || (finished !== undefined && offset !== undefined);
  return {
    queue: exactly(server.queueMs ?? difference(started, queued)) ?? between(pointOf(submittedMs), start),
    run: exactly(server.runMs ?? difference(finished, started)) ?? between(start, end),
    notice: isEndKnown ? between(end, pointOf(noticedMs)) : undefined,
  };
}

/** A moment by the server's time, within what was seen from outside; by that alone where there is none. */
function momentOf(seen: Between, told: Stamp | undefined, offset: ClockOffset | undefined): Span {
  const { afterMs, beforeMs, isTold } = seen;
  if (told === undefined || offset === undefined) {
    return isTold ? pointOf(beforeMs) : { ms: (afterMs + beforeMs) / 2, leastMs: afterMs, mostMs: beforeMs };
  }
  const within = (ms: number) => Math.min(Math.max(ms, afterMs), beforeMs);
  const leastMs = within(told.ms - told.halfMs - offset.mostMs);
  const mostMs = within(told.ms + told.halfMs - offset.leastMs);
  return { ms: (leastMs + mostMs) / 2, leastMs, mostMs };
}

function pointOf(ms: number): Span {
  return { ms, leastMs: ms, mostMs: ms };
}

function exactly(ms: number | undefined): Span | undefined {
  return ms === undefined ? undefined : pointOf(ms);
}

/** Both by the same clock, whatever that says. */
function difference(later: Stamp | undefined, earlier: Stamp | undefined): number | undefined {
  return later === undefined || earlier === undefined ? undefined : Math.max(0, later.ms - earlier.ms);
}

/** Also its middle keeps to what is possible: what began and ended between the same two polls did not take 0 ms. */
function between(from: Span, to: Span): Span {
  const leastMs = Math.max(0, to.leastMs - from.mostMs);
  const mostMs = Math.max(0, to.mostMs - from.leastMs);
  return { ms: (leastMs + mostMs) / 2, leastMs, mostMs };
}
