import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWords, PLAIN_RULE, ruleFrom, sharedDraws, writePrompt } from './prompts.ts';

describe('a prompt', () => {
  it('has the words and stops that are wanted, after what it begins with', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(), (tokens, number) => {
        expect(countWords(writePrompt(tokens, sharedDraws(number), PLAIN_RULE))).toBe(tokens);
        const prefix = writePrompt(50, sharedDraws(0), PLAIN_RULE);
        const longer = writePrompt(tokens, sharedDraws(number), PLAIN_RULE, prefix);
        expect([longer.startsWith(prefix), countWords(longer)]).toEqual([true, Math.max(50, tokens)]);
      }),
    );
  });

  it('is made of words of at most six letters, in sentences', () => {
    const text = writePrompt(600, sharedDraws(1), PLAIN_RULE);
    expect(text).toMatch(/^(?:[a-z]{1,6} ){10}[a-z]{1,6}\. [a-z]{1,6} /);
    expect(text).not.toMatch(/[a-z]{7}/);
  });

  it('is the same for the same number, and another for another', () => {
    const [first, again, other] = [3, 3, 4].map((number) => writePrompt(100, sharedDraws(number), PLAIN_RULE));
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('follows the rule by which a server counts', () => {
    const rule = ruleFrom([50, 61.5], [450, 481.5]);
    expect(rule).toEqual({ fixed: 9, perWord: 1.05 });
    expect(countWords(writePrompt(534, sharedDraws(0), rule))).toBe(500);
    expect(ruleFrom([50, 70], [450, 70])).toEqual(PLAIN_RULE);
  });
});
