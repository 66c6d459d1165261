import { describe, expect, it } from 'vitest';
import { figuresOf, NO_TIMES, replyUsage, type TokenTimes } from './figures.ts';
import { NO_USAGE, readUsage } from './usage.ts';

const times: TokenTimes = {
  chunks: 4,
  hasReasoning: false,
  firstMs: 150,
  firstOutputMs: 180,
  lastMs: 350,
  longestGapMs: 90,
};
const told = (outputTokens: number, reasoningTokens?: number) =>
  replyUsage({ ...NO_USAGE, outputTokens, reasoningTokens }, times);

describe('the figures of an answer', () => {
  it('count from the intended start, and the gaps from the first token to the last', () => {
    expect(figuresOf(times, told(11), 100, 300, undefined)).toMatchObject({
      ttft: 50,
      ttfot: 80,
      itl: 20,
      tpot: 20,
      chunkGap: 90,
      e2e: 300,
      tokensPerSecond: expect.closeTo(36.6667, 3),
    });
  });

  it('know no gap between tokens of which there is one', () => {
    expect(figuresOf({ ...times, chunks: 1, lastMs: 150 }, told(1), 100, 60, undefined).itl).toBeUndefined();
  });

  it('leave out reasoning that is counted but was not sent', () => {
    expect(figuresOf(times, told(111, 100), 100, 300, undefined).itl).toBe(20);
    expect(figuresOf({ ...times, hasReasoning: true }, told(101, 90), 100, 300, undefined).itl).toBe(2);
  });

  it('are those of chunks where no tokens are told', () => {
    const usage = replyUsage(NO_USAGE, times);
    expect(usage).toMatchObject({ outputTokens: 4, source: 'chunks' });
    expect(figuresOf(times, usage, 100, 300, undefined).itl).toBeCloseTo(200 / 3, 12);
    expect(replyUsage(NO_USAGE, NO_TIMES)).toMatchObject({ outputTokens: undefined, source: undefined });
  });

  it('are only those of its beginning when it did not come whole', () => {
    expect(figuresOf(times, told(11), 100, undefined, { input: 1 })).toMatchObject({
      ttft: 50,
      itl: undefined,
      e2e: undefined,
      tokensPerSecond: undefined,
      cost: undefined,
    });
    expect(figuresOf(NO_TIMES, told(11), 100, 50, undefined)).toMatchObject({
      ttft: undefined,
      itl: undefined,
      e2e: 50,
    });
  });
});

describe('the usage that a server tells', () => {
  it.each([
    [{ prompt_tokens: 5, completion_tokens: 3 }, [5, 3, undefined, undefined]],
    [
      {
        prompt_tokens: 5,
        completion_tokens: 3,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 2 },
      },
      [5, 3, 4, 2],
    ],
    [{ input_tokens: 5, output_tokens: 3, input_tokens_details: { cached_tokens: 1 } }, [5, 3, 1, undefined]],
    [{ prompt_tokens: 5, prompt_cache_hit_tokens: 2 }, [5, undefined, 2, undefined]],
    [{ prompt_tokens: '5', completion_tokens: -1 }, [undefined, undefined, undefined, undefined]],
    [null, [undefined, undefined, undefined, undefined]],
  ])('may be %j', (usage, expected) => {
    const { inputTokens, outputTokens, cachedTokens, reasoningTokens } = readUsage(usage);
    expect([inputTokens, outputTokens, cachedTokens, reasoningTokens]).toEqual(expected);
  });
});
