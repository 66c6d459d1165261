/**
 * The tokens that a server counted, in whichever of the usual forms it tells them.
 */
import { isMembers } from './chunk.ts';

/** Tokens of one answer; `undefined` where the server does not tell. */
export interface Usage {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  /** Of the input, taken from the server's cache. */
  readonly cachedTokens: number | undefined;
  /** Of the output. */
  readonly reasoningTokens: number | undefined;
}

export const NO_USAGE: Usage = {
  inputTokens: undefined,
  outputTokens: undefined,
  cachedTokens: undefined,
  reasoningTokens: undefined,
};

/**
 * Reads the member `usage` of an answer.
 *
 * @example
 * readUsage({ prompt_tokens: 12, completion_tokens: 3 }); // { inputTokens: 12, outputTokens: 3, … }
 */
export function readUsage(usage: unknown): Usage {
  if (!isMembers(usage)) return NO_USAGE;
  const input = detailsOf(usage.prompt_tokens_details ?? usage.input_tokens_details);
  const output = detailsOf(usage.completion_tokens_details ?? usage.output_tokens_details);
  return {
    inputTokens: count(usage.prompt_tokens ?? usage.input_tokens),
    outputTokens: count(usage.completion_tokens ?? usage.output_tokens),
    // DeepSeek's name for it is the second.
    cachedTokens: count(input.cached_tokens ?? usage.prompt_cache_hit_tokens),
    reasoningTokens: count(output.reasoning_tokens),
  };
}

function detailsOf(details: unknown): Readonly<Record<string, unknown>> {
  return isMembers(details) ? details : {};
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
