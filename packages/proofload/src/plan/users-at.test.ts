import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClosedLoad } from './types.ts';
import { nextChangeAt, usersAt } from './users-at.ts';

const closed = (
  startUsers: number,
  ...stages: readonly (readonly [durationMs: number, users: number])[]
): ClosedLoad => ({
  model: 'closed',
  startUsers,
  stages: stages.map(([durationMs, users]) => ({ durationMs, users })),
});

const loads = fc
  .tuple(fc.nat(20), fc.array(fc.tuple(fc.oneof(fc.constant(0), fc.nat(5000)), fc.nat(30)), { maxLength: 6 }))
  .map(([start, stages]) => closed(start, ...stages));

const changesOf = (load: ClosedLoad) => {
  const changes: (readonly [atMs: number, users: number])[] = [[0, usersAt(load, 0)]];
  for (let at = nextChangeAt(load, 0); at !== undefined; at = nextChangeAt(load, at))
    changes.push([at, usersAt(load, at)]);
  return changes;
};

describe('the users of a closed load', () => {
  it('are spawned one after another, the first at once', () => {
    expect(changesOf(closed(1, [2000, 5]))).toEqual([
      [0, 1],
      [500, 2],
      [1000, 3],
      [1500, 4],
      [2000, 5],
    ]);
  });

  it('are taken away as evenly', () => {
    expect(changesOf(closed(3, [3000, 0]))).toEqual([
      [0, 3],
      [1000, 2],
      [2000, 1],
      [3000, 0],
    ]);
  });

  it('jump where a stage takes no time, and hold where it changes nothing', () => {
    expect(changesOf(closed(0, [0, 10], [5000, 10], [0, 2], [1000, 2]))).toEqual([
      [0, 10],
      [5000, 2],
    ]);
  });

  it('stay at the last level', () => {
    expect(usersAt(closed(1, [1000, 4]), 1e9)).toBe(4);
  });

  it('are exactly as many as the stage says when it ends', () => {
    fc.assert(
      fc.property(loads, (load) => {
        let endMs = 0;
        for (const [index, { durationMs, users }] of load.stages.entries()) {
          endMs += durationMs;
          if (load.stages[index + 1]?.durationMs !== 0) expect(usersAt(load, endMs)).toBe(users);
        }
      }),
    );
  });

  it('change only at the times that are foretold', () => {
    fc.assert(
      fc.property(loads, fc.double({ min: 0, max: 30_000, noNaN: true }), (load, atMs) => {
        const changes = changesOf(load);
        const last = changes.findLast(([changeMs]) => changeMs <= atMs + 1e-6)!;
        expect(usersAt(load, atMs)).toBe(last[1]);
      }),
    );
  });
});
