import { describe, expect, it } from 'vitest';
import { costOf, priceOf } from './prices.ts';
import { NO_USAGE } from './usage.ts';

describe('the price of a model', () => {
  const prices = { 'gpt-*': { input: 1 }, 'gpt-4*': { input: 2 }, 'gpt-4o': { input: 3 }, '*': { input: 9 } };

  it.each([
    ['gpt-4o', 3],
    ['gpt-4o-mini', 2],
    ['gpt-3', 1],
    ['other', 9],
  ])('is its own, or that of the longest beginning that fits: %s', (model, input) => {
    expect(priceOf(prices, model)).toEqual({ input });
  });

  it('may not be known', () => {
    expect(priceOf({ a: { input: 1 } }, 'b')).toBeUndefined();
    expect(priceOf({}, 'toString')).toBeUndefined();
  });

  it('is for a million tokens, with cached ones at their own', () => {
    const usage = { ...NO_USAGE, inputTokens: 1_000, cachedTokens: 800, outputTokens: 100 };
    expect(costOf({ input: 3, cached: 0.3, output: 15 }, usage)).toBeCloseTo(0.00234, 12);
    expect(costOf({ input: 3 }, usage)).toBeCloseTo(0.003, 12);
    expect(costOf({ input: 3 }, { ...usage, inputTokens: undefined })).toBeUndefined();
  });
});
