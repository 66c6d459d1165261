import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationUnitFor, formatDuration, parseDuration, writeDuration } from './duration.ts';
import { UnitError } from './error.ts';

describe('parseDuration', () => {
  it.each([
    ['250ms', 250],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['1h30m', 5_400_000],
    ['1m 30s', 90_000],
    ['1d', 86_400_000],
    ['10us', 0.01],
    ['10µs', 0.01],
    ['10μs', 0.01],
    ['1.005s', 1005],
    ['.5s', 500],
    [' 45 m ', 2_700_000],
  ])('reads %j as %d ms', (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });

  it.each(['', '10', 'abc', '1min', '-1s', '30m1h', '1s1s', '1h30', '1s,', '1e999s', 'NaN', 's'])(
    'refuses %j',
    (text) => {
      expect(() => parseDuration(text)).toThrow(UnitError);
    },
  );

  it('takes a bare number only in the unit that the caller names', () => {
    expect(parseDuration('10', { bareUnit: 's' })).toBe(10_000);
    expect(parseDuration(2.5, { bareUnit: 's' })).toBe(2500);
    expect(parseDuration('10', { bareUnit: 'ms' })).toBe(10);
    expect(() => parseDuration(10)).toThrow(UnitError);
    expect(() => parseDuration(-1, { bareUnit: 's' })).toThrow(UnitError);
    expect(() => parseDuration(Number.NaN, { bareUnit: 's' })).toThrow(UnitError);
  });

  it('says what it was given and what is accepted', () => {
    expect(() => parseDuration('soon')).toThrow(/^"soon" is not a duration\. Accepted are .*'1h30m'\.$/);
    expect(() => parseDuration('soon', { bareUnit: 's' })).toThrow(/A number alone is in seconds\.$/);
    expect(() => parseDuration('soon')).toThrow(expect.objectContaining({ code: 'invalid-duration', text: 'soon' }));
  });
});

describe('formatDuration', () => {
  it.each([
    [412.3, '412ms'],
    [1240, '1.24s'],
    [120_000, '2m 00s'],
    [59_990, '1m 00s'],
    [999.6, '1.00s'],
    [0, '0ms'],
    [0.0312, '31.2µs'],
    [5.5, '5.50ms'],
    [3_720_000, '1h 02m'],
    [97_200_000, '1d 03h'],
    [-12, '-12.0ms'],
    [Number.NaN, '–'],
  ])('shows %d ms as %j', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  it('shows what can be read back to within what three digits or the second unit tell', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 864_000_000, noNaN: true }), (durationMs) => {
        const shown = parseDuration(formatDuration(durationMs));
        const tolerance = durationMs < 59_950 ? 0.0051 : 0.5 / 24;
        expect(Math.abs(shown - durationMs)).toBeLessThanOrEqual(durationMs * tolerance);
      }),
    );
  });
});

describe('durationUnitFor', () => {
  it('takes the unit natural to the largest value', () => {
    expect(durationUnitFor([88, 412])).toBe('ms');
    expect(durationUnitFor([150, 3200])).toBe('s');
    expect(durationUnitFor([])).toBe('ms');
  });

  it('takes a smaller unit where the smallest value would show fewer than two digits', () => {
    expect(durationUnitFor([5, 3200])).toBe('ms');
    expect(durationUnitFor([2000, 120_000])).toBe('s');
  });

  it('never lets the largest value run past five digits', () => {
    expect(durationUnitFor([0.01, 2_700_000])).toBe('s');
  });
});

describe('writeDuration', () => {
  it.each([
    [0, '0ms'],
    [100, '100ms'],
    [1500, '1.5s'],
    [90_000, '1m30s'],
    [5_400_000, '1h30m'],
    [0.01, '0.01ms'],
  ])('writes %d ms as %j', (durationMs, text) => {
    expect(writeDuration(durationMs)).toBe(text);
  });

  it('writes what parseDuration reads back exactly', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ min: 0, max: 1e12, noNaN: true }), fc.nat(1e9)), (durationMs) => {
        expect(parseDuration(writeDuration(durationMs))).toBe(durationMs);
      }),
    );
  });
});
