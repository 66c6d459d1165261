import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnitError } from './error.ts';
import { formatSize, parseSize, writeSize } from './size.ts';

describe('parseSize', () => {
  it.each([
    ['2GB', 2_000_000_000],
    ['2GiB', 2_147_483_648],
    ['512KB', 512_000],
    ['512kb', 512_000],
    ['1.5 MiB', 1_572_864],
    ['7B', 7],
    ['7', 7],
    [7, 7],
  ])('reads %j as %d bytes', (input, bytes) => {
    expect(parseSize(input)).toBe(bytes);
  });

  it.each(['', 'GB', '2G', '2iB', '-1B', '2 XB', 'big', Number.NaN])('refuses %j', (input) => {
    expect(() => parseSize(input)).toThrow(UnitError);
  });
});

describe('formatSize', () => {
  it.each([
    [0, '0B'],
    [999, '999B'],
    [999_600, '1.00MB'],
    [1_234_567, '1.23MB'],
    [2e9, '2.00GB'],
    [Number.NaN, '–'],
  ])('shows %d bytes as %j', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });
});

describe('writeSize', () => {
  it('keeps the unit that gives a whole number', () => {
    expect(writeSize(2e9)).toBe('2GB');
    expect(writeSize(2 ** 31)).toBe('2GiB');
    expect(writeSize(1023)).toBe('1023B');
  });

  it('writes what parseSize reads back exactly', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeNat(), fc.double({ min: 0, max: 1e15, noNaN: true })), (bytes) => {
        expect(parseSize(writeSize(bytes))).toBe(bytes);
      }),
    );
  });
});
