/**
 * Why a request to a model came to no good end, in few words and in a sentence.
 */
import type { Failure } from '../http/outcome.ts';
import { networkFailure } from '../http/outcome.ts';
import type { ExchangeError } from '../http1/client.ts';
import { isMembers } from './chunk.ts';
import type { LlmErrorCode } from './errors.ts';

/** Counted by `code` and `brief`. */
export interface LlmFault {
  readonly code: LlmErrorCode;
  readonly brief: string;
  readonly cause?: unknown;
}

const LONGEST_WORD = 60;

/** An answer that is no good one: the words for its status, with the server's own word for what is wrong. */
export function refusal(code: 'status' | 'rate-limited' | 'type' | 'encoding', brief: string, body: string): LlmFault {
  const word = errorWord(parse(body));
  return { code, brief: word === undefined ? brief : `${brief} (${word})` };
}

/** An error inside of an answer that began well. */
export function streamError(data: string): LlmFault {
  const word = errorWord(parse(data));
  return { code: 'stream-error', brief: `an error came in the stream${word === undefined ? '' : `: ${word}`}` };
}

export const MALFORMED: LlmFault = { code: 'malformed-event', brief: 'a chunk of the stream is not JSON' };
export const INCOMPLETE: LlmFault = { code: 'incomplete', brief: 'the stream ended without a mark of its end' };
export const NO_TOKENS: LlmFault = { code: 'no-tokens', brief: 'the stream had no tokens' };
export const NO_JSON: LlmFault = { code: 'json', brief: 'the answer is not JSON' };
export const EVENT_TOO_LONG: LlmFault = { code: 'too-large', brief: 'a chunk of the stream is too long' };

/** Why the exchange has no whole answer. */
export function networkFault(error: ExchangeError, limitMs: number, hasBegun: boolean): LlmFault {
  if (error.code === 'early-close' && hasBegun) {
    return { code: error.code, brief: 'the answer was cut short', cause: error };
  }
  const { message }: Failure = networkFailure(error.code, error.message, limitMs);
  return { code: error.code, brief: message, cause: error };
}

/** The code or type of an error, as the API tells it; its message may have the key or other secrets in it. */
function errorWord(body: unknown): string | undefined {
  const error = isMembers(body) ? body.error : undefined;
  const { code, type } = isMembers(error) ? error : {};
  const word = [code, type].find((value) => typeof value === 'string' && /^[\w.-]+$/.test(value)) as string | undefined;
  return word?.slice(0, LONGEST_WORD);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
