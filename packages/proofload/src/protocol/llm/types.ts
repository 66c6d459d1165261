/**
 * What a task sees of language models, as types: the `llm` object of its context, requests, replies, conversations.
 */
import type { Tags } from '../../measure/slice.ts';
import type { RequestOptions } from '../http/types.ts';
import type { JobResult } from '../job/types.ts';
import type { CallTimings } from '../measured-call.ts';
import type { RequestBounds } from './bounds.ts';
import type { LlmError } from './errors.ts';
import type { Usage } from './usage.ts';

/** A message, as the API has it; `content` may be a list of parts (texts, images). */
export interface ChatMessage {
  readonly role: string;
  readonly content?: unknown;
  readonly [member: string]: unknown;
}

/**
 * What requests for text have in common. Members that are not named here are sent as they stand, under their names
 * (`temperature`, `seed`, `ignore_eos` …).
 */
export interface GenerationRequest {
  /** Default: that of the suite's `llm`. */
  readonly model?: string | undefined;
  /** Whether the answer is to come token by token; default `true`. */
  readonly stream?: boolean | undefined;
  /** Sent as `max_tokens`. */
  readonly maxTokens?: number | undefined;
  /** Sent as `max_completion_tokens`, which some models want instead. */
  readonly maxCompletionTokens?: number | undefined;
  readonly topP?: number | undefined;
  readonly reasoningEffort?: string | undefined;
  readonly responseFormat?: unknown;
  /** Asks for the usage at the end of a stream (`stream_options`); default `true`. Servers that do not know it refuse it. */
  readonly includeUsage?: boolean | undefined;
  readonly [member: string]: unknown;
}

export interface ChatRequest extends GenerationRequest {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly unknown[] | undefined;
  readonly toolChoice?: unknown;
}

export interface CompletionRequest extends GenerationRequest {
  readonly prompt: string | readonly string[];
}

export interface EmbeddingsRequest {
  readonly model?: string | undefined;
  readonly input: string | readonly string[];
  readonly [member: string]: unknown;
}

/** What may be said of any request to a model. */
export interface LlmOptions extends Pick<RequestOptions, 'headers' | 'signal'> {
  /** The operation's name; default `chat <model>`, `completion <model>` or `embeddings <model>`. */
  readonly name?: string | undefined;
  /** Labels of the operation. Few and fixed values, never an id. */
  readonly tags?: Tags | undefined;
  /** How long the whole answer may take, with pauses for rate limits: `'2m'`; a bare number is seconds. */
  readonly timeout?: string | number | undefined;
  /** What this request is to meet, so that it counts in goodput: `{ ttft: '<500ms', itl: '<50ms' }`. */
  readonly bounds?: RequestBounds | undefined;
  /** Why the reply is wrong, in words; `undefined` or `true` when it is right; `false` when it is wrong. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that only throws returns nothing
  readonly expect?: ((reply: LlmReply) => string | boolean | undefined | void) | undefined;
  /** Is given the text of the answer piece by piece as it comes. It costs what decoding costs. */
  readonly onText?: ((piece: string) => void) | undefined;
  /** How many times a request that met the rate limit is sent again, after as long as the server asks for. */
  readonly rateLimitRetries?: number | undefined;
}

/** A call of a tool that the model asks for. */
export interface ToolCall {
  readonly id: string | undefined;
  readonly name: string;
  /** JSON, as the model wrote it. */
  readonly arguments: string;
}

/** Where the time of one request went, in ms. */
export interface LlmTimings extends CallTimings {
  /** The metrics of one request, as `LLM_METRICS` defines them. */
  readonly ttftMs: number | undefined;
  readonly ttfotMs: number | undefined;
  readonly itlMs: number | undefined;
  /** The longest gap between two chunks with tokens. */
  readonly longestGapMs: number | undefined;
  readonly e2eMs: number | undefined;
}

/** Tokens of one answer. */
export interface ReplyUsage extends Usage {
  /** Where `outputTokens` is from: the server's usage, or the number of chunks in its place. */
  readonly source: 'usage' | 'chunks' | undefined;
}

/**
 * An answer, or the lack of one. Nothing throws: what goes wrong is recorded, the reply is not `ok` and has the `error`;
 * texts hold what came until then.
 */
export interface LlmReply {
  /** Whether the answer came whole and without an error. It says nothing of `expect`. */
  readonly ok: boolean;
  /** 0 when there was no answer. */
  readonly status: number;
  readonly error: LlmError | undefined;
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  /** `stop`, `length`, `tool_calls` … */
  readonly finishReason: string | undefined;
  readonly usage: ReplyUsage;
  /** Chunks with tokens; 0 when the answer was not streamed. */
  readonly chunks: number;
  readonly tokensPerSecond: number | undefined;
  /** By the suite's price table. */
  readonly cost: number | undefined;
  /** Whether it met its bounds so far; `undefined` without any. */
  readonly good: boolean | undefined;
  readonly timings: LlmTimings;
  /** What a request without a stream was answered with; `undefined` when that is no JSON. */
  readonly body: unknown;
  /** Counts the reply as failed, at once, with your reason in place of any other; only the first call counts. */
  fail(why: string): void;
  /** Takes back the failure that it would count as; possible until the iteration ends. A `fail` stays. */
  pass(): void;
}

/** What all turns of a conversation have in common. */
export interface ConversationOptions extends Omit<GenerationRequest, 'messages'> {
  /** What the model is told before anything else. */
  readonly system?: string | undefined;
  /** A text before that, which many conversations share, so that a server may find it in its cache. */
  readonly prefix?: string | undefined;
  /** How many turns are sent with the next; older ones are left out. Default: all. */
  readonly mostTurns?: number | undefined;
}

/** A conversation of several turns, each of which is sent with all that was said before. */
export interface Conversation {
  /** What was said so far; a turn that failed is not in it. */
  readonly messages: readonly ChatMessage[];
  /** Turns that were answered. */
  readonly turns: number;
  /**
   * Says something and waits for the answer.
   *
   * @param content - a text, or a list of parts
   */
  say(content: unknown, options?: LlmOptions): Promise<LlmReply>;
  /** Begins anew, with the same system and prefix. */
  reset(): void;
}

/** A request of a batch: for a chat when it has messages, for a completion when it has a prompt. */
export type BatchRequest = ChatRequest | CompletionRequest | EmbeddingsRequest;

export interface BatchOptions {
  /** The name of its operation; default `batch <model>`. */
  readonly name?: string | undefined;
  /** How often its state is asked for; default: after 1 s, then ever less often up to 30 s. */
  readonly every?: string | number | undefined;
  /** How long it may take; default 24 h. */
  readonly timeout?: string | number | undefined;
  /** Default `24h`. */
  readonly completionWindow?: string | undefined;
}

/** What came of a batch. */
export interface BatchResult extends JobResult {
  /** Of the requests, in the order in which the server gives them. */
  readonly answers: readonly BatchAnswer[];
}

export interface BatchAnswer {
  /** The place of its request in the batch, from 0. */
  readonly index: number;
  readonly status: number;
  readonly body: unknown;
}

/**
 * How many tokens a prompt has: `fixed` for what the server puts around it, and so many for each of its words.
 */
export interface TokenRule {
  readonly fixed: number;
  readonly perWord: number;
}

/**
 * Language models behind an OpenAI-compatible API, for one virtual user. Each request is an operation of kind `llm`
 * whose latency is from the intended start to the end of the answer; `LLM_METRICS` defines its further figures.
 *
 * @example
 * const reply = await llm.chat(
 *   { messages: [{ role: 'user', content: llm.prompt(1_000) }], maxTokens: 200 },
 *   { bounds: { ttft: '<500ms', itl: '<50ms' } },
 * );
 * check('answers', reply.text.length > 0);
 */
export interface LanguageModels {
  /** @throws {LlmError} `model` when none is named, `bound-option`; {@link HttpError} for a header or time-out that is none */
  chat(request: ChatRequest, options?: LlmOptions): Promise<LlmReply>;
  completion(request: CompletionRequest, options?: LlmOptions): Promise<LlmReply>;
  embeddings(request: EmbeddingsRequest, options?: LlmOptions): Promise<LlmReply>;
  /** Many requests as one job: uploaded as a file, followed by polls, its answers fetched. An operation of kind `job`. */
  batch(requests: readonly BatchRequest[], options?: BatchOptions): Promise<BatchResult>;
  conversation(options?: ConversationOptions): Conversation;
  /**
   * A text of about so many tokens, of random common words, another each time, so that no cache knows it.
   *
   * @param prefix - a text to begin with, whose tokens count too
   */
  prompt(tokens: number, prefix?: string): string;
  /**
   * A text of so many tokens that is the same for all virtual users and runs.
   *
   * @param number - which of such texts
   */
  sharedPrompt(tokens: number, number?: number): string;
  /**
   * Finds out how the server counts tokens, by two short requests to it, so that later prompts have the tokens that are
   * asked for. The requests are recorded apart, as operations of kind `health`.
   *
   * @throws {LlmError} `json` when the server tells no usage
   */
  calibrate(model?: string): Promise<TokenRule>;
}
