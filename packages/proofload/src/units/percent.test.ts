import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnitError } from './error.ts';
import { formatPercent, parsePercent, writePercent } from './percent.ts';

describe('parsePercent', () => {
  it.each([
    ['1%', 0.01],
    ['0.1%', 0.001],
    ['99.9 %', 0.999],
    ['0.85', 0.85],
    [0.01, 0.01],
  ])('reads %j as the ratio %d', (input, ratio) => {
    expect(parsePercent(input)).toBe(ratio);
  });

  it.each(['', '%', '-1%', 'one', '1%%', Number.NaN])('refuses %j', (input) => {
    expect(() => parsePercent(input)).toThrow(UnitError);
  });
});

describe('formatPercent', () => {
  it.each([
    [0, '0%'],
    [0.0012, '0.12%'],
    [0.00004, '0.004%'],
    [0.123, '12.3%'],
    [0.5, '50%'],
    [1, '100%'],
    [0.999, '99.9%'],
    [0.99995, '99.995%'],
    [-0.3, '-30%'],
    [Number.NaN, '–'],
  ])('shows the ratio %d as %j', (ratio, text) => {
    expect(formatPercent(ratio)).toBe(text);
  });

  it('never shows a failure among very many as none, nor as the whole', () => {
    expect(formatPercent(1 / 1_000_000)).not.toBe('0%');
    expect(formatPercent(1 - 1 / 1_000_000)).not.toBe('100%');
  });
});

describe('writePercent', () => {
  it('writes what parsePercent reads back exactly', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10, noNaN: true }), (ratio) => {
        expect(parsePercent(writePercent(ratio))).toBe(ratio);
      }),
    );
  });
});
