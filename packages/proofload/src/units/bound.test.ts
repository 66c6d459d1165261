import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bound, type BoundDimension, type BoundOperator, formatBound, parseBound, satisfies } from './bound.ts';
import { UnitError } from './error.ts';

describe('parseBound', () => {
  it.each<[string, BoundOperator, number, BoundDimension]>([
    ['<100ms', '<', 100, 'duration'],
    ['<= 2s', '<=', 2000, 'duration'],
    ['< 1m 30s', '<', 90_000, 'duration'],
    ['>50/s', '>', 50, 'rate'],
    ['>30/m', '>', 0.5, 'rate'],
    ['<0.1%', '<', 0.001, 'ratio'],
    ['>=0.85', '>=', 0.85, 'number'],
    ['<2GB', '<', 2e9, 'size'],
    ['<2GiB', '<', 2 ** 31, 'size'],
    ['>10', '>', 10, 'number'],
    ['>-1', '>', -1, 'number'],
    ['-30% vs baseline', '<=', -0.3, 'change'],
    ['+10% vs baseline', '<=', 0.1, 'change'],
    ['10% vs. Baseline', '<=', 0.1, 'change'],
    ['>= -5% vs baseline', '>=', -0.05, 'change'],
  ])('reads %j', (text, operator, value, dimension) => {
    expect(parseBound(text)).toEqual({ operator, value, dimension });
  });

  it('reads none as no limit', () => {
    expect(parseBound(' none ')).toEqual({ operator: 'none' });
  });

  it.each(['', '100ms', '<', '<100 apples', '=5', '<5/parsec', '== 3', '<-5ms', '30%', 'x% vs baseline', '<<1'])(
    'refuses %j and says what is accepted',
    (text) => {
      expect(() => parseBound(text)).toThrow(UnitError);
      expect(() => parseBound(text)).toThrow(/Accepted are <, <=, > or >= with a value/);
    },
  );
});

describe('formatBound', () => {
  it.each([
    '<100ms',
    '<=2s',
    '<1m30s',
    '>50/s',
    '>5/m',
    '<0.1%',
    '>=0.85',
    '<2GB',
    '<2GiB',
    '>10',
    'none',
    '-30% vs baseline',
    '+10% vs baseline',
    '>=-5% vs baseline',
  ])('writes %j as it was', (text) => {
    expect(formatBound(parseBound(text))).toBe(text);
  });

  it('writes what parseBound reads back as the same bound', () => {
    const operator = fc.constantFrom<BoundOperator>('<', '<=', '>', '>=');
    const positive = fc.double({ min: 0, max: 1e9, noNaN: true });
    const limit = (dimension: BoundDimension): fc.Arbitrary<Bound> =>
      fc.record({ operator, value: positive, dimension: fc.constant(dimension) });
    // A ratio that no percentage gives exactly is written as a number, so ratios are made from percentages here.
    const ratio: fc.Arbitrary<Bound> = fc.record({
      operator,
      value: fc.nat(100_000).map((thousandths) => Number(`${thousandths}e-5`)),
      dimension: fc.constant<BoundDimension>('ratio'),
    });
    const change: fc.Arbitrary<Bound> = fc.record({
      operator,
      value: fc.integer({ min: -100, max: 500 }).map((percent) => Number(`${percent}e-2`)),
      dimension: fc.constant<BoundDimension>('change'),
    });
    const bounds = fc.oneof(limit('duration'), limit('rate'), limit('size'), limit('number'), ratio, change);
    fc.assert(
      fc.property(bounds, (bound) => {
        expect(parseBound(formatBound(bound))).toEqual(bound);
      }),
    );
  });
});

describe('satisfies', () => {
  it.each([
    ['<100ms', 99.9, true],
    ['<100ms', 100, false],
    ['<=100ms', 100, true],
    ['>50/s', 50, false],
    ['>=50/s', 50, true],
    ['none', Number.NaN, true],
    ['<100ms', Number.NaN, false],
    ['>=0', Number.NaN, false],
    ['-30% vs baseline', -0.31, true],
    ['-30% vs baseline', -0.29, false],
  ])('%s holds for %d: %s', (text, actual, holds) => {
    expect(satisfies(parseBound(text), actual)).toBe(holds);
  });
});
