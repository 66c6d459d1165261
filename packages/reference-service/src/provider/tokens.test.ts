import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../random/random.ts';
import { countTokens, splitTokens, writeTokens } from './tokens.ts';

describe('tokens', () => {
  it('are up to six letters, three digits, or one sign', () => {
    expect(splitTokens('Hello, wonderful 12345!')).toEqual(['Hello', ',', ' wonder', 'ful', ' 123', '45', '!']);
    expect(countTokens('Hello, wonderful 12345!')).toBe(7);
  });

  it('make up the text again, as many as are counted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const tokens = splitTokens(text);
        expect(tokens).toHaveLength(countTokens(text));
        if (tokens.length > 0) expect(tokens.join('')).toBe(text);
      }),
    );
  });

  it('are written in the number that is asked for, and count as many when read', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 400 }), (seed, count) => {
        const tokens = writeTokens(count, randomOf(seed, 'text'));
        expect(tokens).toHaveLength(count);
        expect(countTokens(tokens.join(''))).toBe(count);
      }),
    );
  });
});
