import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShape } from './load-shape.ts';
import type { LoadShape } from './types.ts';

const stagesOf = (shape: LoadShape, runTimeMs?: number) => {
  const read = readShape(shape, runTimeMs);
  return 'stages' in read ? read.stages : `${read.message}. ${read.hint ?? ''}`.trim();
};

describe('a load as a function of the second', () => {
  it('becomes stages, those that hold a level joined', () => {
    const steps: LoadShape = (second) => (second < 3 ? { users: 5 } : second < 4 ? { users: 9 } : undefined);
    expect(stagesOf(steps)).toEqual([
      { durationMs: 0, users: 5 },
      { durationMs: 3000, users: 5 },
      { durationMs: 0, users: 9 },
      { durationMs: 1000, users: 9 },
    ]);
  });

  it('may have a spawn rate, of which fractions are carried on', () => {
    const ramp: LoadShape = (second) => (second < 6 ? { users: 2, spawnRate: 0.5 } : undefined);
    expect(stagesOf(ramp)).toEqual([
      { durationMs: 1000, users: 0 },
      { durationMs: 1000, users: 1 },
      { durationMs: 1000, users: 1 },
      { durationMs: 1000, users: 2 },
      { durationMs: 2000, users: 2 },
    ]);
  });

  it('may take users away, as evenly', () => {
    const fall: LoadShape = (second) => (second === 0 ? { users: 4 } : { users: 0, spawnRate: '2/s' });
    expect(stagesOf(fall, 4000)).toEqual([
      { durationMs: 0, users: 4 },
      { durationMs: 1000, users: 4 },
      { durationMs: 1000, users: 2 },
      { durationMs: 1000, users: 0 },
      { durationMs: 1000, users: 0 },
    ]);
  });

  it('may give rates', () => {
    expect(stagesOf((second) => ({ rate: second === 1 ? '60/m' : 2 }), 3000)).toEqual([
      { durationMs: 0, rate: 2 },
      { durationMs: 1000, rate: 2 },
      { durationMs: 0, rate: 1 },
      { durationMs: 1000, rate: 1 },
      { durationMs: 0, rate: 2 },
      { durationMs: 1000, rate: 2 },
    ]);
  });

  it('lasts as many seconds as it gave levels for', () => {
    const level = fc.record({
      users: fc.nat(20),
      spawnRate: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 30 }), (levels) => {
        const stages = stagesOf((second) => levels[second] as ReturnType<LoadShape>);
        if (typeof stages === 'string') throw new Error(stages);
        expect(stages.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBe(levels.length * 1000);
      }),
    );
  });

  it.each<readonly [string, LoadShape, string]>([
    [
      'never ends',
      () => ({ users: 1 }),
      'never ends. Return undefined for the second after the last, or give the load a runTime.',
    ],
    ['has no beginning', () => undefined, 'ends before it begins.'],
    ['mixes kinds', (second) => (second < 2 ? { users: 1 } : { rate: 1 }), 'mixes users and rates'],
    ['gives nonsense', () => 5 as never, 'gave for second 0 what is no level: must be an object, got 5.'],
    ['gives a wrong level', () => ({ users: 1.5 }), 'no level: users must be a whole number of 0 or more, got 1.5.'],
    ['gives nothing', () => ({}) as never, 'must give { users } or { rate } or undefined, got an object for second 0.'],
    [
      'throws',
      (second) => {
        if (second === 3) throw new Error('oops');
        return { users: 1 };
      },
      'threw for second 3: oops.',
    ],
  ])('is refused when it %s', (_, shape, message) => {
    expect(stagesOf(shape)).toContain(message);
  });
});
