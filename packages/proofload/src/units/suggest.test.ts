import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance, suggest } from './suggest.ts';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['p95', 'p59', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('from %j to %j is %d', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  it('is symmetric, zero for the same text only, and at most the longer length', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (from, to) => {
        const distance = editDistance(from, to);
        expect(distance).toBe(editDistance(to, from));
        expect(distance === 0).toBe(from === to);
        expect(distance).toBeLessThanOrEqual(Math.max(from.length, to.length));
      }),
    );
  });
});

describe('suggest', () => {
  const profiles = ['light', 'medium', 'heavy', 'spike', 'endurance'];

  it('finds the word that was meant', () => {
    expect(suggest('lihgt', profiles)).toEqual(['light']);
    expect(suggest('HEAVY', profiles)).toEqual(['heavy']);
    expect(suggest('end', profiles)).toEqual(['endurance']);
  });

  it('finds nothing where nothing is near', () => {
    expect(suggest('banana', profiles)).toEqual([]);
    expect(suggest('', profiles)).toEqual([]);
  });

  it('gives the nearest first and no more than asked for', () => {
    expect(suggest('p96', ['p50', 'p95', 'p99', 'p999'], 2)).toEqual(['p95', 'p99']);
  });
});

describe('didYouMean', () => {
  it('is a sentence, or nothing', () => {
    expect(didYouMean('lihgt', ['light'])).toBe(' Did you mean "light"?');
    expect(didYouMean('p96', ['p95', 'p99'])).toBe(' Did you mean "p95" or "p99"?');
    expect(didYouMean('banana', ['light'])).toBe('');
  });
});
