/**
 * What each figure of a language model's operation means: one table, so that every export can carry the definitions.
 *
 * All are trends of an operation of kind `llm`, under these names; in a record their values stand where milliseconds
 * stand, whatever their unit.
 */

/** What a figure means and how it is read. */
export interface LlmMetricDefinition {
  /** `tokens/s` is tokens a second; `1` is a plain number; `currency` is that of the suite's price table. */
  readonly unit: 'ms' | 'tokens' | 'tokens/s' | 'currency' | 'chunks' | '1';
  /** What one value is about. */
  readonly per: 'request' | 'chunk' | 'refusal';
  /** A whole sentence or several. */
  readonly definition: string;
}

/** Every trend by its name. */
export const LLM_METRICS = {
  ttft: {
    unit: 'ms',
    per: 'request',
    definition:
      'Time to the first token: from the intended start to the first chunk with content, reasoning or a tool call that is not empty. A chunk with only a role is no token. Of every streamed request that gave a token, also when it failed later.',
  },
  ttfot: {
    unit: 'ms',
    per: 'request',
    definition:
      'Time to the first output token: from the intended start to the first chunk with content of the answer proper, neither reasoning nor a tool call. Of every streamed request that gave one, also when it failed later.',
  },
  itl: {
    unit: 'ms',
    per: 'request',
    definition:
      'Inter-token latency: (time of the last chunk with a token - time of the first) / (output tokens - 1) of one streamed answer that came whole; undefined for one token. Tokens that the server counts but does not send (hidden reasoning) are left out. The time to the first token is no part of it.',
  },
  tpot: {
    unit: 'ms',
    per: 'request',
    definition:
      'Time per output token: the same as itl, by its other name. It never includes the time to the first token.',
  },
  chunkGap: {
    unit: 'ms',
    per: 'chunk',
    definition:
      'Time between two chunks with tokens of one streamed answer, as they were read, pooled over all requests. A chunk is not a token: it may hold several.',
  },
  e2e: {
    unit: 'ms',
    per: 'request',
    definition: 'End-to-end latency: from the intended start to the end of an answer that came whole.',
  },
  outputTokens: {
    unit: 'tokens',
    per: 'request',
    definition:
      'Tokens of an answer that came whole, reasoning included: from the usage that the server tells, else the number of chunks with tokens (see countedChunks).',
  },
  inputTokens: {
    unit: 'tokens',
    per: 'request',
    definition: 'Tokens of the prompt, from the usage that the server tells; no value where it tells none.',
  },
  cachedTokens: {
    unit: 'tokens',
    per: 'request',
    definition: 'Tokens of the prompt that the server took from its cache, where its usage tells; part of inputTokens.',
  },
  reasoningTokens: {
    unit: 'tokens',
    per: 'request',
    definition: 'Tokens of reasoning, where the usage tells; part of outputTokens.',
  },
  countedChunks: {
    unit: 'chunks',
    per: 'request',
    definition:
      'Chunks with tokens that stand for the output tokens of an answer whose server told no usage. Where this has values, outputTokens, itl, tokensPerSecond and cost are estimates for as many requests.',
  },
  tokensPerSecond: {
    unit: 'tokens/s',
    per: 'request',
    definition:
      'Output tokens of one whole answer divided by its end-to-end latency. For the run: the sum of outputTokens divided by the time measured.',
  },
  cost: {
    unit: 'currency',
    per: 'request',
    definition:
      "What an answer cost by the suite's price table: uncached input, cached input and output tokens, each times its price. Its sum is the cost of the run.",
  },
  good: {
    unit: '1',
    per: 'request',
    definition:
      'Whether a request with bounds of its own met every one of them: 1 or 0; one that failed did not. The mean is goodRatio, the sum divided by the time measured is goodput.',
  },
  rateLimited: {
    unit: 'ms',
    per: 'refusal',
    definition:
      'How long the server asked to be left alone, for each answer of status 429; 0 where it did not say. The count is how often a rate limit was met, also by requests that were sent again and then succeeded.',
  },
  clientDelay: {
    unit: 'ms',
    per: 'chunk',
    definition:
      "How long bytes of a stream lay at most before the generator read them and took their time: its own delay, which is in the stream's other times.",
  },
} as const satisfies Readonly<Record<string, LlmMetricDefinition>>;

export type LlmMetric = keyof typeof LLM_METRICS;
