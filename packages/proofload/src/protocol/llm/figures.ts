/**
 * The figures of one whole answer, from its times and tokens. Pure functions; `LLM_METRICS` has the definitions.
 */
import type { BoundedFigures } from './bounds.ts';
import { costOf, type Price } from './prices.ts';
import type { ReplyUsage } from './types.ts';
import type { Usage } from './usage.ts';

/** When the tokens of a streamed answer came, by the clock; `NaN` where there was none. */
export interface TokenTimes {
  readonly chunks: number;
  readonly hasReasoning: boolean;
  readonly firstMs: number;
  readonly firstOutputMs: number;
  readonly lastMs: number;
  readonly longestGapMs: number;
}

/** The figures of one answer; `undefined` where there is none. */
export interface Figures extends BoundedFigures {
  readonly usage: ReplyUsage;
  readonly cost: number | undefined;
}

export const NO_TIMES: TokenTimes = {
  chunks: 0,
  hasReasoning: false,
  firstMs: Number.NaN,
  firstOutputMs: Number.NaN,
  lastMs: Number.NaN,
  longestGapMs: Number.NaN,
};

/** The tokens of an answer: those that the server counted, else its chunks in their place. */
export function replyUsage(usage: Usage, { chunks }: TokenTimes): ReplyUsage {
  if (usage.outputTokens !== undefined) return { ...usage, source: 'usage' };
  return chunks === 0 ? { ...usage, source: undefined } : { ...usage, outputTokens: chunks, source: 'chunks' };
}

/**
 * Works out the figures.
 *
 * @param e2eMs - from the intended start to the end; `undefined` when the answer did not come whole
 */
export function figuresOf(
  times: TokenTimes,
  usage: ReplyUsage,
  intendedMs: number,
  e2eMs: number | undefined,
  price: Price | undefined,
): Figures {
  const itl = e2eMs === undefined ? undefined : interTokenMs(times, usage);
  const { outputTokens } = usage;
  const tokensPerSecond = e2eMs === undefined || outputTokens === undefined ? undefined : (outputTokens * 1000) / e2eMs;
  return {
    ttft: known(times.firstMs - intendedMs),
    ttfot: known(times.firstOutputMs - intendedMs),
    itl,
    tpot: itl,
    chunkGap: known(times.longestGapMs),
    e2e: e2eMs,
    tokensPerSecond,
    usage,
    cost: e2eMs === undefined || price === undefined ? undefined : costOf(price, usage),
  };
}

/** (last - first) / (tokens - 1), of the tokens that were sent. */
function interTokenMs(times: TokenTimes, { outputTokens = 0, reasoningTokens = 0 }: Usage): number | undefined {
  const { firstMs, lastMs, hasReasoning } = times;
  // Reasoning that is counted but was not sent is in none of the gaps.
  const sent = hasReasoning ? outputTokens : outputTokens - reasoningTokens;
  return sent > 1 ? known((lastMs - firstMs) / (sent - 1)) : undefined;
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
