/**
 * The `llm` object of one virtual user: requests to the models that the suite's `llm` names, sent over the connections of
 * the user's `http`.
 */

import { parseDuration } from '../../units/duration.ts';
import { groupedTags } from '../grouping.ts';
import type { HttpSession } from '../http/session.ts';
import type { RunJob } from '../job/jobs.ts';
import type { PollPace } from '../job/pace.ts';
import { LatenessMeter } from '../sse/lateness.ts';
import type { StreamTimers } from '../sse/session.ts';
import { runBatch } from './batch.ts';
import { ChunkScanner } from './chunk-scanner.ts';
import { GrowingConversation } from './conversation.ts';
import { LlmError } from './errors.ts';
import { priceOf } from './prices.ts';
import { countWords, PLAIN_RULE, ruleFrom, sharedDraws, writePrompt } from './prompts.ts';
import { LlmRecordings } from './recording.ts';
import { generationBody, inApiSpelling } from './request-body.ts';
import { Sender, type SenderTools } from './sender.ts';
import type { LlmSettings } from './settings.ts';
import type {
  BatchOptions,
  BatchRequest,
  BatchResult,
  ChatRequest,
  CompletionRequest,
  Conversation,
  ConversationOptions,
  EmbeddingsRequest,
  LanguageModels,
  LlmOptions,
  LlmReply,
  TokenRule,
} from './types.ts';

/** What the virtual users of a worker share. */
export interface LlmSessionsOptions {
  readonly settings: LlmSettings;
  readonly timers: StreamTimers;
  /** The clock's time in ms; that of the recorder, the timers and the callers. */
  readonly now: () => number;
}

/** The virtual user. */
export interface LlmUser {
  readonly http: HttpSession;
  /** Runs the jobs that batches are. */
  readonly job: RunJob;
  /** In [0, 1): for prompts. */
  readonly random: () => number;
}

/** What is shared by a worker's virtual users. */
interface Shared extends SenderTools {
  /** How the servers of models count tokens, where that was found out. */
  readonly rules: Map<string, TokenRule>;
}

const NO_OPTIONS: LlmOptions = Object.freeze({});
const DAY_MS = 86_400_000;
const BATCH_PACE: PollPace = { kind: 'backoff', firstMs: 1_000, factor: 1.5, mostMs: 30_000, jitter: 0 };
/** Words of the two prompts by which a server's counting is found out. */
const FEW_WORDS = 50;
const MANY_WORDS = 450;

/**
 * Makes the `llm` objects of a worker's virtual users.
 *
 * @example
 * const openLlm = llmSessions({ settings: resolveLlm(suite.llm, process.env), timers, now: () => clock.now() });
 * const llm = openLlm({ http, job, random });
 * const reply = await llm.chat({ messages: [{ role: 'user', content: 'Hi' }] });
 * llm.close();
 */
export function llmSessions({ settings, timers, now }: LlmSessionsOptions): (user: LlmUser) => LlmSession {
  const shared: Shared = {
    settings,
    timers,
    lateness: new LatenessMeter(now),
    scanner: new ChunkScanner(),
    recordings: new LlmRecordings(),
    rules: new Map(),
  };
  return (user) => new LlmSession(shared, user);
}

export class LlmSession implements LanguageModels {
  readonly #shared: Shared;
  readonly #user: LlmUser;
  readonly #sender: Sender;

  constructor(shared: Shared, user: LlmUser) {
    this.#shared = shared;
    this.#user = user;
    this.#sender = new Sender(shared, user.http);
  }

  chat(request: ChatRequest, options = NO_OPTIONS): Promise<LlmReply> {
    return this.#generate('/chat/completions', 'chat', request, options);
  }

  completion(request: CompletionRequest, options = NO_OPTIONS): Promise<LlmReply> {
    return this.#generate('/completions', 'completion', request, options);
  }

  embeddings(request: EmbeddingsRequest, options = NO_OPTIONS): Promise<LlmReply> {
    return this.#sender.send(options, () => {
      const model = this.#modelOf(request.model);
      const body = { ...inApiSpelling(request), model };
      return { path: '/embeddings', body, name: `embeddings ${model}`, kind: 'llm', model, isStreamed: false };
    });
  }

  async batch(requests: readonly BatchRequest[], options: BatchOptions = {}): Promise<BatchResult> {
    const { settings, recordings } = this.#shared;
    const model = this.#modelOf(requests[0]?.model);
    const { name = `batch ${model}`, every, timeout, completionWindow = '24h' } = options;
    const { caller, shared } = this.#user.http;
    const operation = shared.recorder.operation(name, 'job', groupedTags(caller, undefined));
    const plan = {
      name,
      model,
      requests,
      every: every === undefined ? BATCH_PACE : ({ kind: 'constant', ms: toMs(every) } as const),
      timeoutMs: timeout === undefined ? DAY_MS : toMs(timeout),
      completionWindow,
      headers: settings.headers,
      address: (path: string) => settings.baseUrl + path,
    };
    const price = priceOf(settings.prices, model);
    return runBatch(plan, this.#user.job, { operation, recording: recordings.of(operation), price });
  }

  conversation(options: ConversationOptions = {}): Conversation {
    return new GrowingConversation((request, how) => this.chat(request, how), options);
  }

  prompt(tokens: number, prefix = ''): string {
    return writePrompt(tokens, this.#user, this.#rule, prefix);
  }

  sharedPrompt(tokens: number, number = 0): string {
    return writePrompt(tokens, sharedDraws(number), this.#rule);
  }

  async calibrate(given?: string): Promise<TokenRule> {
    const model = this.#modelOf(given);
    const rule = ruleFrom(await this.#count(model, FEW_WORDS), await this.#count(model, MANY_WORDS));
    this.#shared.rules.set(model, rule);
    return rule;
  }

  /** Ends what is under way; to be called beside the `close` of the user's `http`. */
  close(): void {
    this.#sender.close();
  }

  get #rule(): TokenRule {
    const { rules, settings } = this.#shared;
    return rules.get(settings.model ?? '') ?? PLAIN_RULE;
  }

  /** Has a server count the tokens of a prompt. */
  async #count(model: string, words: number): Promise<readonly [words: number, tokens: number]> {
    const content = writePrompt(words, this.#user, PLAIN_RULE);
    const reply = await this.#sender.send(NO_OPTIONS, () => {
      const body = generationBody({ messages: [{ role: 'user', content }], maxTokens: 1, stream: false }, model);
      const name = `calibrate ${model}`;
      return { path: '/chat/completions', body, name, kind: 'health', model, isStreamed: false };
    });
    const { inputTokens } = reply.usage;
    if (inputTokens !== undefined) return [countWords(content), inputTokens];
    const why = reply.error?.message ?? 'its answer has no usage.';
    throw new LlmError('json', `How ${model} counts tokens could not be found out: ${why}`, reply.error);
  }

  #generate(
    path: string,
    kind: 'chat' | 'completion',
    request: ChatRequest | CompletionRequest,
    options: LlmOptions,
  ): Promise<LlmReply> {
    return this.#sender.send(options, () => {
      const model = this.#modelOf(request.model);
      const body = generationBody(request, model);
      return { path, body, name: `${kind} ${model}`, kind: 'llm', model, isStreamed: request.stream ?? true };
    });
  }

  #modelOf(given: string | undefined): string {
    const model = given ?? this.#shared.settings.model;
    if (typeof model === 'string' && model !== '') return model;
    const message = "The request names no model: give it { model: '…' }, or set the suite's llm.model or OPENAI_MODEL.";
    throw new LlmError('model', message);
  }
}

function toMs(duration: string | number): number {
  return parseDuration(duration, { bareUnit: 's' });
}
