import { describe, expect, it } from 'vitest';
import { buildRun } from '../record/build.ts';
import { type Happening, measure, request, sliceSeconds } from '../record/measured.fixture.ts';
import { sampleHeader } from '../record/sample.fixture.ts';
import type { PlannedRequirement } from '../record/schema/header.ts';
import { seededRandom } from '../stats/index.ts';
import { certaintyOfPercentile, isHopeless, lookNumber } from './decided.ts';
import { isBroken, isDecided } from './judge.ts';

/** A hundred requests a second, evenly from 1 to 100 ms, one in a hundred of which fails. */
const shop: Happening = (recorder, _, nowMs) => {
  for (let ms = 1; ms <= 100; ms += 1) request(recorder, 'GET /', nowMs, ms, ms === 50 ? 500 : 200);
};

type Wanted = readonly [key: string, metric: string, bound: string, parts?: Partial<PlannedRequirement> | undefined];

function after(seconds: number, wanted: readonly Wanted[], happening = shop) {
  const requirements = wanted.map(([key, metric, bound, parts]) => {
    return { key, metric, bound, severity: 'fail', abort: true, ...parts } as const;
  });
  const measurements = measure(sliceSeconds(seconds, happening));
  const header = { ...sampleHeader, requirements };
  const run = buildRun(header, measurements, { end: 'completed', durationMs: seconds * 1000 });
  return { decided: isDecided(run, measurements), broken: isBroken(run, measurements) };
}
const DECIDED = { decided: true, broken: false };
const OPEN = { decided: false, broken: false };
const BROKEN = { decided: true, broken: true };

describe('a run that goes on', () => {
  it('is looked at ever more rarely', () => {
    const looks = Array.from({ length: 61 }, (_, second) => second).filter((second) => lookNumber(second));
    expect(looks).toEqual([10, 13, 17, 22, 28, 35, 44, 55]);
    expect(looks.map(lookNumber)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(after(11, [['*', 'p95', '<1s']])).toEqual(OPEN);
  });

  it.each<[...Wanted, typeof OPEN]>([
    ['*', 'p50', '<1s', {}, DECIDED],
    ['*', 'p95', '<95ms', {}, OPEN],
    ['*', 'p95', '<90ms', {}, BROKEN],
    ['*', 'p99.9', '<1s', {}, OPEN],
    ['*', 'p50', '>10ms', {}, DECIDED],
    ['*', 'p50', '>90ms', {}, BROKEN],
    ['*', 'mean', '<60ms', {}, DECIDED],
    ['*', 'mean', '<40ms', {}, BROKEN],
    ['*', 'max', '<90ms', {}, BROKEN],
    ['*', 'errors', '<5%', {}, DECIDED],
    ['*', 'errors', '<1.1%', {}, OPEN],
    ['*', 'errors', '<0.1%', {}, BROKEN],
    ['*', 'success', '>90%', {}, DECIDED],
    ['*', 'rate', '>50/s', {}, DECIDED],
    ['*', 'rate', '>200/s', {}, BROKEN],
    ['*', 'count', '>500', {}, DECIDED],
    ['*', 'count', '>5000', {}, OPEN],
    ['GET /never', 'p95', '<1s', {}, OPEN],
    ['*', 'p95', '-30% vs baseline', {}, DECIDED],
    ['*', 'p50', '<1s', { windowMs: 5000 }, DECIDED],
    ['*', 'p50', '<10ms', { windowMs: 5000 }, BROKEN],
  ])('after ten seconds knows of %s %s %s %j: %j', (key, metric, bound, parts, expected) => {
    expect(after(10, [[key, metric, bound, parts]])).toEqual(expected);
  });

  it('is aborted as soon as a whole window broke a requirement on windows, and by nothing that was not seen yet', () => {
    const slow = (windowMs: number): Wanted => ['*', 'p50', '<10ms', { windowMs }];
    expect(after(2, [slow(3000)]).broken).toBe(false);
    expect(after(3, [slow(3000)]).broken).toBe(true);
    expect(after(10, [['GET /later', 'p50', '<10ms', { windowMs: 3000 }]]).broken).toBe(false);
    expect(after(10, [['GET /', 'p50', '<1ms', { windowMs: 3000, phase: '9' }]]).broken).toBe(false);
  });

  it('is decided when all its gates are, and broken by those that may abort it', () => {
    expect(
      after(10, [
        ['*', 'p50', '<1s'],
        ['*', 'p99.9', '<1s'],
      ]).decided,
    ).toBe(false);
    expect(
      after(10, [
        ['*', 'p50', '<1s'],
        ['*', 'p99.9', '<1s', { severity: 'warn' }],
      ]).decided,
    ).toBe(true);
    expect(after(10, [['*', 'p50', '<10ms', { abort: false }]]).broken).toBe(false);
  });

  it('needs more where requests come slow in bunches', () => {
    const bunched: Happening = (recorder, second, nowMs) => {
      for (let i = 0; i < 100; i += 1) request(recorder, 'GET /', nowMs, second % 8 < 2 && i < 20 ? 200 : 10);
    };
    const even: Happening = (recorder, _, nowMs) => {
      for (let i = 0; i < 100; i += 1) request(recorder, 'GET /', nowMs, i < 5 ? 200 : 10);
    };
    const p93: Wanted = ['*', 'p93', '<100ms'];
    expect(after(28, [p93], even).decided).toBe(true);
    expect(after(28, [p93], bunched).decided).toBe(false);
  });
});

it('looking again and again hardly ever finds a certainty that is none', () => {
  const random = seededRandom(11);
  let wrong = 0;
  const RUNS = 1000;
  for (let run = 0; run < RUNS; run += 1) {
    let [count, above] = [0, 0];
    for (let second = 1; second <= 120; second += 1) {
      // The p90 is at the bound itself: neither side of it is certain, ever.
      for (let i = 0; i < 10; i += 1, count += 1) if (random() < 0.1) above += 1;
      const look = lookNumber(second);
      if (look === undefined) continue;
      if (certaintyOfPercentile(true, 0.9, count, above, 0.01 / (look * (look + 1))) === 'open') continue;
      wrong += 1;
      break;
    }
  }
  // A chance of 0.01 on each side.
  expect(wrong / RUNS).toBeLessThan(0.03);
});

describe('a run that only finds out what a target can bear', () => {
  it.each<[...Wanted, boolean]>([
    ['*', 'p95', '<40ms', {}, true],
    ['*', 'p95', '<60ms', {}, false],
    ['*', 'mean', '<20ms', {}, true],
    ['*', 'errors', '<0.1%', {}, true],
    ['*', 'errors', '<0.9%', {}, false],
    ['*', 'rate', '>200/s', {}, false],
    ['*', 'p95', '<10ms', { abort: false }, false],
  ])('is hopeless after four seconds by %s %s %s %j: %j', (key, metric, bound, parts, expected) => {
    const requirements = [{ key, metric, bound, severity: 'fail', abort: true, ...parts } as const];
    const run = (seconds: number): boolean => {
      const measurements = measure(sliceSeconds(seconds, shop));
      const header = { ...sampleHeader, requirements };
      const outcome = { end: 'completed', durationMs: seconds * 1000 } as const;
      return isHopeless(buildRun(header, measurements, outcome), measurements);
    };
    expect([run(3), run(4), run(5)]).toEqual([false, expected, false]);
  });
});
