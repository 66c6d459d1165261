import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnitError } from './error.ts';
import { formatRate, parseRate, writeRate } from './rate.ts';

describe('parseRate', () => {
  it.each([
    ['100/s', 100],
    ['30/m', 0.5],
    ['1800 / h', 0.5],
    ['43200/d', 0.5],
    ['0.5', 0.5],
    [100, 100],
    [0, 0],
  ])('reads %j as %d per second', (input, perSecond) => {
    expect(parseRate(input)).toBe(perSecond);
  });

  it.each(['', '/s', '100/', '100/x', '-1/s', '1e999', 'fast', Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses %j',
    (input) => {
      expect(() => parseRate(input)).toThrow(UnitError);
    },
  );
});

describe('formatRate', () => {
  it.each([
    [20.5, '20.5/s'],
    [12_345, '12,345/s'],
    [0.05, '3.00/m'],
    [0.0005, '1.80/h'],
    [0, '0/s'],
    [Number.NaN, '–'],
  ])('shows %d per second as %j', (perSecond, text) => {
    expect(formatRate(perSecond)).toBe(text);
  });
});

describe('writeRate', () => {
  it('writes whole numbers of the shortest period that has them', () => {
    expect(writeRate(50)).toBe('50/s');
    expect(writeRate(5 / 60)).toBe('5/m');
    expect(writeRate(2 / 3600)).toBe('2/h');
  });

  it('writes what parseRate reads back exactly', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (perSecond) => {
        expect(parseRate(writeRate(perSecond))).toBe(perSecond);
      }),
    );
  });
});
