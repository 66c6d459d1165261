import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCount, formatFixed, formatNumber, formatSignificant, shiftDecimal } from './number.ts';

describe('shiftDecimal', () => {
  it('rounds once, where a multiplication would round twice', () => {
    expect(shiftDecimal('1.005', 3)).toBe(1005);
    expect(shiftDecimal('0.1', -2)).toBe(0.001);
    expect(shiftDecimal('1e3', -3)).toBe(1);
  });
});

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1_234_567, '1,234,567'],
    [-1234, '-1,234'],
    [Number.NaN, '–'],
  ])('shows %d as %j', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });
});

describe('formatSignificant', () => {
  it.each([
    [0, '0'],
    [20.5, '20.5'],
    [9.996, '10.0'],
    [0.012345, '0.0123'],
    [123_456.7, '123,457'],
    [-1.5, '-1.50'],
    [1.5e-9, '1.50e-9'],
    [1.00543e300, '1.01e+300'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('shows %d as %j', (value, text) => {
    expect(formatSignificant(value)).toBe(text);
  });

  it('is right to half a unit of the last digit shown', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (value) => {
        const shown = Number(formatSignificant(value).replaceAll(',', ''));
        expect(Math.abs(shown - value)).toBeLessThanOrEqual(value * 0.00501);
      }),
    );
  });
});

describe('formatNumber', () => {
  it.each([
    [75, '75'],
    [-3, '-3'],
    [1152, '1,152'],
    [75.5, '75.5'],
    [0.25, '0.250'],
  ])('shows %d as %j', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('formatFixed', () => {
  it.each([
    [1.239, '1.24'],
    [12.39, '12.4'],
    [412.3, '412'],
    [0.031, '0.03'],
    [9.999, '10.0'],
  ])('shows %d as %j', (value, text) => {
    expect(formatFixed(value)).toBe(text);
  });
});
