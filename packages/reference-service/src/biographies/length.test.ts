import { describe, expect, it } from 'vitest';
import { lengthSchema, validateLength } from './length.ts';

const check = (wish: object) =>
  validateLength(lengthSchema.parse({ text: "It's a well-known word. Two!\n\nThree?", ...wish }));

describe('the length of a text', () => {
  it('is counted in words, sentences and paragraphs', () => {
    expect(check({})).toMatchObject({ ok: true, words: 6, sentences: 3, paragraphs: 2, problems: [] });
  });

  it('is held against every bound that is given, and each broken one is named', () => {
    expect(check({ minWords: 6, maxWords: 6, targetWords: 6 }).ok).toBe(true);
    const { ok, problems } = check({ minWords: 7, maxWords: 9, targetWords: 10, tolerance: 0.1 });
    expect([ok, problems.length]).toEqual([false, 2]);
    expect(check({ targetWords: 5, tolerance: 0.2 }).ok).toBe(true);
  });

  it('knows a text without words', () => {
    expect(check({ text: '' })).toMatchObject({ words: 0, sentences: 0, paragraphs: 0 });
  });
});
