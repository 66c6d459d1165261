import { describe, expect, it } from 'vitest';
import { type Exemplar, ExemplarKeeper } from './exemplars.ts';

const slow = (latencyMs: number): Exemplar => ({ intendedMs: 0, latencyMs, excerpt: `after ${latencyMs} ms` });
const failed = (latencyMs: number): Exemplar => ({ ...slow(latencyMs), error: '500' });

function keeperOf(...exemplars: readonly Exemplar[]): ExemplarKeeper {
  const keeper = new ExemplarKeeper();
  for (const exemplar of exemplars) keeper.keep(exemplar);
  return keeper;
}

describe('ExemplarKeeper', () => {
  it('hands on what is still kept, each once', () => {
    const keeper = keeperOf(...Array.from({ length: 100 }, (_, index) => slow(index)));
    expect(keeper.takeFresh().map(({ latencyMs }) => latencyMs)).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
    expect(keeper.takeFresh()).toEqual([]);
    keeper.keep(slow(200));
    expect(keeper.takeFresh()).toEqual([slow(200)]);
  });

  it('hands on a failed one that is not among the slowest any more', () => {
    const keeper = keeperOf(failed(1), ...Array.from({ length: 10 }, (_, index) => slow(10 + index)));
    expect(keeper.takeFresh()).toContainEqual(failed(1));
    expect(keeper.slowest).toHaveLength(10);
  });

  it('lets go of what it has handed on, and still knows what is slower and how many failed', () => {
    const keeper = keeperOf(...Array.from({ length: 10 }, (_, index) => failed(10 + index)));
    keeper.takeFresh();
    expect(keeper.failed).toEqual([]);
    expect(keeper.slowest.at(-1)).toEqual({ intendedMs: 0, latencyMs: 10 });
    expect([keeper.slowerThanKept(10), keeper.slowerThanKept(10.5), keeper.wantsFailed]).toEqual([false, true, false]);
  });
});
