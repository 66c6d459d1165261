import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patternToRegExp } from './pattern.ts';

describe('a pattern', () => {
  it('without a star fits itself alone, whatever characters it has', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        fc.pre(!left.includes('*'));
        expect(patternToRegExp(left).test(right)).toBe(left === right);
        expect(patternToRegExp(left).test(left)).toBe(true);
      }),
    );
  });

  it('has any text where its stars are, lines too', () => {
    expect(patternToRegExp('GET /books*').test('GET /books/{}\n')).toBe(true);
    expect(patternToRegExp('GET /*/pages').test('GET /books/7/pages')).toBe(true);
    expect(patternToRegExp('GET /*/pages').test('GET /books/7/pages/1')).toBe(false);
    expect(patternToRegExp('*').test('')).toBe(true);
  });
});
