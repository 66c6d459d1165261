import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverPhases } from './phases.ts';
import { NO_TIMES, type ReadTimes } from './server-times.ts';
import { Sightings } from './sightings.ts';

/** A job that is submitted at 0 and polled every so often, the answers taking a while both ways. */
interface Course {
  readonly queueMs: number;
  readonly runMs: number;
  readonly everyMs: number;
  readonly wayMs: number;
}

const course = fc.record({
  queueMs: fc.double({ min: 0, max: 2000, noNaN: true }),
  runMs: fc.double({ min: 1, max: 5000, noNaN: true }),
  everyMs: fc.double({ min: 50, max: 1000, noNaN: true }),
  wayMs: fc.double({ min: 0, max: 20, noNaN: true }),
});

/** What a client with a right clock sees of it. */
function follow({ queueMs, runMs, everyMs, wayMs }: Course) {
  const startedMs = wayMs + queueMs;
  const endedMs = startedMs + runMs;
  const submittedMs = 2 * wayMs;
  const sightings = new Sightings(0);
  for (let sentMs = submittedMs + everyMs; ; sentMs += everyMs) {
    const atMs = sentMs + wayMs;
    const state = atMs < startedMs ? 'queued' : atMs < endedMs ? 'running' : 'done';
    sightings.polled(state, sentMs, sentMs + 2 * wayMs);
    if (state === 'done') return { sightings, submittedMs, startedMs, endedMs, noticedMs: sentMs + 2 * wayMs };
  }
}

describe('phases that only polls tell', () => {
  it('hold the truth between their ends, and are off by at most one poll interval and the ways', () => {
    fc.assert(
      fc.property(course, (given) => {
        const { sightings, submittedMs, startedMs, endedMs, noticedMs } = follow(given);
        const { started, ended } = sightings;
        const phases = serverPhases({ submittedMs, started, ended, noticedMs, server: NO_TIMES, offset: undefined });
        const truth = { queue: Math.max(0, startedMs - submittedMs), run: given.runMs, notice: noticedMs - endedMs };
        for (const phase of ['queue', 'run', 'notice'] as const) {
          const { ms, leastMs, mostMs } = phases[phase]!;
          expect(ms).toBeCloseTo((leastMs + mostMs) / 2, 6);
          expect(leastMs).toBeLessThanOrEqual(truth[phase] + 1e-6);
          expect(mostMs).toBeGreaterThanOrEqual(truth[phase] - 1e-6);
          expect(Math.abs(ms - truth[phase])).toBeLessThanOrEqual(given.everyMs + 2 * given.wayMs + 1e-6);
        }
      }),
    );
  });
});

describe('phases that the server tells', () => {
  const stamp = (ms: number) => ({ ms, halfMs: 0 });

  it('are right whatever its clock says, and the notice as far as that clock is known', () => {
    fc.assert(
      fc.property(course, fc.integer({ min: -1e6, max: 1e6 }), fc.nat(3), (given, offsetMs, halfMs) => {
        const { sightings, submittedMs, startedMs, endedMs, noticedMs } = follow(given);
        const { started, ended } = sightings;
        const server: ReadTimes = {
          ...NO_TIMES,
          queued: stamp(given.wayMs + offsetMs),
          started: stamp(startedMs + offsetMs),
          finished: stamp(endedMs + offsetMs),
        };
        const offset = { leastMs: offsetMs - halfMs, mostMs: offsetMs + halfMs };
        const { queue, run, notice } = serverPhases({ submittedMs, started, ended, noticedMs, server, offset });
        expect(queue.ms).toBeCloseTo(given.queueMs, 6);
        expect(run.ms).toBeCloseTo(given.runMs, 6);
        expect(Math.abs(notice!.ms - (noticedMs - endedMs))).toBeLessThanOrEqual(halfMs + 1e-6);
        expect(notice!.leastMs).toBeLessThanOrEqual(noticedMs - endedMs + 1e-6);
        expect(notice!.mostMs).toBeGreaterThanOrEqual(noticedMs - endedMs - 1e-6);
      }),
    );
  });

  it('may be lengths alone', () => {
    const { sightings, submittedMs, noticedMs } = follow({ queueMs: 100, runMs: 500, everyMs: 100, wayMs: 1 });
    const server = { ...NO_TIMES, queueMs: 98, runMs: 501 };
    const { started, ended } = sightings;
    const { queue, run } = serverPhases({ submittedMs, started, ended, noticedMs, server, offset: undefined });
    expect([queue.ms, run.ms, run.leastMs, run.mostMs]).toEqual([98, 501, 501, 501]);
  });
});

describe('phases that the service tells as they happen', () => {
  it('last from event to event; how late they were told is not known', () => {
    const sightings = new Sightings(0);
    sightings.told('queued', 20);
    sightings.told('running', 120);
    sightings.told('done', 620);
    const { started, ended } = sightings;
    const { queue, run, notice } = serverPhases({
      ...{ submittedMs: 10, started, ended, noticedMs: 620, server: NO_TIMES, offset: undefined },
    });
    expect([queue.ms, run.ms, notice]).toEqual([110, 500, undefined]);
  });
});

describe('what was seen of a job', () => {
  it('lies after the last poll that did not see it, and before the first that did', () => {
    const sightings = new Sightings(0);
    sightings.polled('queued', 10, 12);
    sightings.polled('running', 20, 22);
    sightings.polled('running', 30, 32);
    sightings.polled('done', 40, 42);
    expect(sightings.started).toEqual({ afterMs: 10, beforeMs: 22, isTold: false });
    expect(sightings.ended).toEqual({ afterMs: 30, beforeMs: 42, isTold: false });
  });

  it('starts anew when it is put back into the queue', () => {
    const sightings = new Sightings(0);
    sightings.polled('running', 20, 22);
    sightings.polled('queued', 30, 32);
    sightings.polled('failed', 40, 42);
    expect(sightings.started).toEqual({ afterMs: 30, beforeMs: 42, isTold: false });
  });
});
