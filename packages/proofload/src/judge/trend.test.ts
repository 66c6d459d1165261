import { describe, expect, it } from 'vitest';
import { type IndexedRun, indexRun } from '../record/run-index.ts';
import { sampleRecord } from '../record/sample.fixture.ts';
import { normalSample, seededRandom } from '../stats/index.ts';
import { trendOf } from './trend.ts';

const template = indexRun(sampleRecord(), '0007_x');

/** A run a day; `level` is its p95 in ms, with 2 % of noise, and its rate per second. */
function history(
  days: number,
  level: (day: number) => number,
  parts: (day: number) => Partial<IndexedRun> = () => ({}),
) {
  const random = seededRandom(9);
  return Array.from({ length: days }, (_, day): IndexedRun => {
    const value = level(day) * Math.exp(0.02 * normalSample(random));
    const operation = {
      name: 'GET /',
      kind: 'http',
      count: 100,
      figures: { p95: [value, 0.01], rate: [value, 0.01] },
    } as const;
    const startedAt = new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
    const id = String(day + 1).padStart(4, '0');
    return { ...template, id, startedAt, commit: `c${day}`, operations: [operation], ...parts(day) };
  });
}
const p95 = { operation: 'GET /', metric: 'p95' };

describe('a trend', () => {
  it('looks at all runs where it is to look back further than there are dates', () => {
    const runs = history(3, () => 100);
    const since = new Date(Number.NaN);
    expect(trendOf(runs, { ...p95, since }).points).toHaveLength(3);
  });

  it('is not hidden by experiments, which have one of their own', () => {
    const runs = history(
      30,
      () => 100,
      (day) => ({ scenario: day % 3 === 2 ? 'duet' : null }),
    );
    expect(trendOf(runs, p95).points).toHaveLength(20);
    expect(trendOf(runs, { ...p95, scenario: 'duet' }).points).toHaveLength(10);
    expect(trendOf(runs, { ...p95, scenario: 'soak' }).notes[0]).toContain('no completed runs of the scenario soak');
    const soaks = runs.map((run) => ({ ...run, scenario: 'soak' }));
    expect(trendOf(soaks, p95).points).toHaveLength(30);
  });

  it('finds the build that a level shift came with, its size and its direction', () => {
    const trend = trendOf(
      history(60, (day) => (day < 30 ? 100 : 130)),
      p95,
    );
    expect(trend.changes).toHaveLength(1);
    expect(trend.changes[0]).toMatchObject({ at: { id: '0031', commit: 'c30' }, direction: 'worse' });
    expect(trend.changes[0]?.percent).toBeCloseTo(30, -1);
  });

  it('knows that more of a rate is better', () => {
    const { changes } = trendOf(
      history(60, (day) => (day < 30 ? 100 : 130)),
      { ...p95, metric: 'rate' },
    );
    expect(changes[0]?.direction).toBe('better');
  });

  it('takes no step for a slope, and finds a slope in percent a day', () => {
    const stepped = trendOf(
      history(60, (day) => (day < 30 ? 100 : 130)),
      p95,
    );
    expect(stepped.drift).toMatchObject({ direction: undefined, builds: 30 });
    const rising = trendOf(
      history(60, (day) => 100 * 1.0015 ** day),
      p95,
    );
    expect(rising.drift?.direction).toBe('worse');
  });

  it('holds the newest run against those since the last shift', () => {
    const newest = (last: number) =>
      trendOf(
        history(40, (day) => (day < 39 ? 100 : last)),
        p95,
      ).newest;
    expect(newest(130)).toMatchObject({ direction: 'worse' });
    expect(newest(70)).toMatchObject({ direction: 'better' });
    expect(newest(100)).toMatchObject({ direction: undefined });
    expect(newest(130)?.usual).toBeCloseTo(100, -1);
  });

  it('counts runs in a row of one commit as one build, by their median', () => {
    const runs = history(
      6,
      (day) => 100 + day,
      (day) => ({ commit: day < 3 ? 'same' : `c${day}` }),
    );
    const { points } = trendOf(runs, p95);
    expect(points.map(({ runs: count }) => count)).toEqual([3, 1, 1, 1]);
    expect(points[0]?.value).toBe(
      runs
        .slice(0, 3)
        .map(({ operations }) => operations[0]!.figures.p95![0])
        .sort((a, b) => a - b)[1],
    );
    const dirty = runs.map((run) => ({ ...run, dirty: true }));
    expect(trendOf(dirty, p95).points).toHaveLength(6);
  });

  it('looks at completed runs of the kind of the newest, since the day that is asked for', () => {
    const kinds = history(
      20,
      () => 100,
      (day) => {
        if (day === 3) return { end: 'killed' };
        if (day === 4) return { status: 'invalid' };
        return day < 10 ? { load: 'other' } : {};
      },
    );
    const trend = trendOf(kinds, p95);
    expect(trend.points).toHaveLength(10);
    expect(trend.notes).toContainEqual(
      '8 runs were left out: of another load, target, kind of machine or scenario than the newest of no scenario.',
    );
    const since = new Date('2026-01-16T00:00:00Z');
    expect(trendOf(kinds, { ...p95, since }).points.map(({ id }) => id)).toEqual([
      '0016',
      '0017',
      '0018',
      '0019',
      '0020',
    ]);
  });

  it('says what is missing', () => {
    expect(trendOf([], p95).notes).toEqual(['There are no completed runs in this time. Make one with proofload run.']);
    const one = history(1, () => 100);
    expect(trendOf(one, p95)).toMatchObject({ changes: [], drift: undefined, newest: undefined });
    expect(trendOf(one, p95).notes).toEqual([
      'There is 1 build: a drift takes 10 and a change point 14. Keep running it.',
    ]);
    expect(trendOf(one, { operation: 'GTE /', metric: 'p95' }).notes[0]).toBe(
      'GTE / is in none of the 1 runs; they have GET /. Did you mean "GET /"?',
    );
    expect(trendOf(one, { operation: 'GET /', metric: 'p99' }).notes[0]).toBe('GET / has no p99 in any of the 1 runs.');
  });
});
