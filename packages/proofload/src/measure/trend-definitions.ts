/**
 * What the trends of an operation mean: one table for each kind of generative work, so that every export can carry the
 * definition of each figure that it shows. A trend that stands in none of these is a time in milliseconds.
 *
 * In a record the values of a trend stand where milliseconds stand, whatever their unit.
 */

/** What a figure means and how it is read. */
export interface TrendDefinition {
  /** `tokens/s` is tokens a second; `1` is a plain number; `currency` is that of the suite's price table. */
  readonly unit: 'ms' | 'tokens' | 'tokens/s' | 'items/s' | 'currency' | 'chunks' | 'products' | '1';
  /** What one value is about. */
  readonly per: 'request' | 'chunk' | 'refusal' | 'job' | 'batch';
  /** A whole sentence or several. */
  readonly definition: string;
}

type Definitions = Readonly<Record<string, TrendDefinition>>;

/** Of requests to a language model: every trend of an operation of kind `llm`. */
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
  streaming: {
    unit: 'ms',
    per: 'request',
    definition:
      'From the first token to the end of a stream, of every streamed request that gave one, also where it broke off. Streams at once, over time, are those with a first token and without an end.',
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
} as const satisfies Definitions;

export type LlmMetric = keyof typeof LLM_METRICS;

const ENDS =
  'Of jobs of which only polls tell; where this has values, the phase itself holds the middles of what it may have been.';

/** Of jobs. */
const JOB_METRICS: Definitions = {
  submit: {
    unit: 'ms',
    per: 'job',
    definition: 'From the intended start to the answer to the submission, of every job that was submitted.',
  },
  queue: {
    unit: 'ms',
    per: 'job',
    definition: "From its submission to the job's start on the server, by the server's times where it tells them.",
  },
  run: {
    unit: 'ms',
    per: 'job',
    definition: "From the job's start on the server to its end, by the server's times where it tells them.",
  },
  notice: {
    unit: 'ms',
    per: 'job',
    definition: "From the job's end on the server to when that was seen: what polling less often costs.",
  },
  fetch: { unit: 'ms', per: 'job', definition: "From when its end was seen to when the job's result had come." },
  total: {
    unit: 'ms',
    per: 'job',
    definition: 'From the intended start to the end of a job that was submitted, however it ended.',
  },
  censored: {
    unit: 'ms',
    per: 'job',
    definition:
      "How long a job had gone on, from its intended start, when the end of the run cut it off. Percentiles of the job's latency take these into account (Kaplan and Meier).",
  },
  queueCensored: {
    unit: 'ms',
    per: 'job',
    definition:
      'How long a job had at least waited when the end of the run cut it off, of those that were not seen to run. Figures of the queue phase take these into account (Kaplan and Meier).',
  },
  runCensored: {
    unit: 'ms',
    per: 'job',
    definition:
      'How long a job had run when the end of the run cut it off, of those that were seen to run. Figures of the run phase take these into account (Kaplan and Meier).',
  },
  queueLeast: { unit: 'ms', per: 'job', definition: `The shortest that the queue phase may have been. ${ENDS}` },
  queueMost: { unit: 'ms', per: 'job', definition: `The longest that the queue phase may have been. ${ENDS}` },
  runLeast: { unit: 'ms', per: 'job', definition: `The shortest that the run phase may have been. ${ENDS}` },
  runMost: { unit: 'ms', per: 'job', definition: `The longest that the run phase may have been. ${ENDS}` },
  noticeLeast: { unit: 'ms', per: 'job', definition: `The shortest that the notice phase may have been. ${ENDS}` },
  noticeMost: { unit: 'ms', per: 'job', definition: `The longest that the notice phase may have been. ${ENDS}` },
};

/** Of batches. */
const BATCH_METRICS: Definitions = {
  perItem: { unit: 'ms', per: 'batch', definition: 'How long a batch took, divided by its items.' },
  itemsPerSecond: {
    unit: 'items/s',
    per: 'batch',
    definition:
      'Items of a batch divided by how long it took. For the run: 1 divided by the mean of perItem, all items counting alike.',
  },
  speedup: {
    unit: '1',
    per: 'batch',
    definition:
      'How many times as many items a second as one at a time, against the mean of those so far. For the run: the mean time of an item by itself divided by that of an item in batches of this size.',
  },
  efficiency: { unit: '1', per: 'batch', definition: 'The speed-up divided by the size of the batch.' },
};

const OF_ANY_KIND: Definitions = {
  products: {
    unit: 'products',
    per: 'request',
    definition: 'What an answer produced, by what the suite says of it. The sum is their number.',
  },
};

const BY_KIND: Readonly<Record<string, Definitions>> = { llm: LLM_METRICS, job: JOB_METRICS, batch: BATCH_METRICS };

/**
 * What a trend of an operation means; undefined for one that is not in any table, which is a time.
 *
 * @param kind - of the operation: `llm`, `job`, `batch` …
 * @example
 * definitionOf('llm', 'ttft')?.unit; // 'ms'
 */
export function definitionOf(kind: string, trend: string): TrendDefinition | undefined {
  const known = BY_KIND[kind];
  return known !== undefined && Object.hasOwn(known, trend) ? known[trend] : OF_ANY_KIND[trend];
}
