/**
 * A request as the API wants it: names in its spelling, and what streaming needs.
 */

/** Our names, in the way of JavaScript, and the API's. What is not here is sent as it stands. */
const SPELLING: Readonly<Record<string, string>> = {
  maxTokens: 'max_tokens',
  maxCompletionTokens: 'max_completion_tokens',
  topP: 'top_p',
  reasoningEffort: 'reasoning_effort',
  responseFormat: 'response_format',
  toolChoice: 'tool_choice',
};

/** Not for the server. */
const OURS: ReadonlySet<string> = new Set(['includeUsage']);

type Members = Readonly<Record<string, unknown>>;

/** Members in the API's spelling; those that are `undefined` are left out. */
export function inApiSpelling(request: Members): Members {
  const entries = Object.entries(request).filter(([name, value]) => value !== undefined && !OURS.has(name));
  return Object.fromEntries(entries.map(([name, value]) => [SPELLING[name] ?? name, value]));
}

/**
 * The body of a request for text.
 *
 * @example
 * generationBody({ prompt: 'Once', maxTokens: 5 }, 'm'); // { model: 'm', stream: true, stream_options: …, prompt: 'Once', max_tokens: 5 }
 */
export function generationBody(
  request: Members & { readonly stream?: boolean | undefined; readonly includeUsage?: boolean | undefined },
  model: string,
): Members {
  const { stream = true, includeUsage = true } = request;
  const options = stream && includeUsage ? { stream_options: { include_usage: true } } : {};
  return { ...options, ...inApiSpelling(request), model, stream };
}
