/** The simulated provider: one queue, one prefix cache and one seed behind all of its endpoints. */
import type { Scheduler } from '../clock/scheduler.ts';
import { ServerQueue } from '../clock/serverQueue.ts';
import { type Random, randomOf } from '../random/random.ts';
import type { TruthLog } from '../truth/truth.ts';
import { type Generation, type GenerationSink, startGeneration } from './generation.ts';
import { outputLength } from './model.ts';
import { PrefixCache } from './prefixCache.ts';
import type { ProviderSettings } from './settings.ts';
import { countTokens, writeTokens } from './tokens.ts';

export interface ProviderParts {
  readonly settings: ProviderSettings;
  readonly scheduler: Scheduler;
  readonly seed: number;
  readonly speed: number;
  readonly truth?: TruthLog | undefined;
}

/** What is asked of the model. */
export interface Wish {
  readonly prompt: string;
  /** The most tokens that may come back, reasoning included. */
  readonly maxTokens?: number | undefined;
  /** Exactly `maxTokens` come back, whatever the model would have said. */
  readonly ignoreEnd?: boolean | undefined;
  /** Thoughts before the answer, as a share of its length. */
  readonly reasoningShare?: number | undefined;
  /** The same seed and prompt give the same text. */
  readonly seed?: number | undefined;
  /** Given instead of prose: the arguments of a tool call. */
  readonly answer?: readonly string[] | undefined;
}

/** What the model will say, before any of it is said. */
export interface Script {
  readonly number: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  /** Reasoning first, then the answer. */
  readonly tokens: readonly string[];
  readonly reasoningTokens: number;
  readonly isCut: boolean;
}

/** A whole answer, for callers inside the service. */
export interface Completion {
  readonly text: string;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

/** Times and numbers of the embedding endpoint and the chat endpoints share these. */
export class Provider {
  readonly settings: ProviderSettings;
  readonly scheduler: Scheduler;
  readonly speed: number;
  readonly truth: TruthLog | undefined;
  readonly queue: ServerQueue;
  readonly #seed: number;
  readonly #prefixes: PrefixCache;
  #number = 0;

  constructor(parts: ProviderParts) {
    this.settings = parts.settings;
    this.scheduler = parts.scheduler;
    this.speed = parts.speed;
    this.truth = parts.truth;
    this.queue = new ServerQueue(parts.settings.servers);
    this.#seed = parts.seed;
    this.#prefixes = new PrefixCache(parts.settings.prefixBlocks);
  }

  /** Random numbers for the durations of a request. */
  timesOf(number: number): Random {
    return randomOf(this.#seed, 'provider', 'times', number);
  }

  /** The number of a new request; numbers name its random streams. */
  nextNumber(): number {
    return ++this.#number;
  }

  /** Decides what will be said. The n-th wish of a service always gets the same script. */
  write(wish: Wish): Script {
    const number = this.nextNumber();
    const random =
      wish.seed === undefined
        ? randomOf(this.#seed, 'provider', 'text', number)
        : randomOf(wish.seed, 'provider', 'prompt', wish.prompt);
    const limit = wish.maxTokens ?? Number.POSITIVE_INFINITY;
    const inputTokens = countTokens(wish.prompt);
    const seen = this.#prefixes.seen(wish.prompt);
    const drawn = outputLength(this.settings, random);
    const natural = wish.ignoreEnd && wish.maxTokens !== undefined ? wish.maxTokens : drawn;
    const reasoningTokens = Math.min(limit, Math.ceil(natural * (wish.reasoningShare ?? 0)));
    const answerTokens = wish.answer?.length ?? (wish.ignoreEnd ? natural - reasoningTokens : natural);
    const told = Math.max(0, Math.min(answerTokens, limit - reasoningTokens));
    return {
      number,
      inputTokens,
      cachedTokens: seen === 0 ? 0 : countTokens(wish.prompt.slice(0, seen)),
      tokens: [...writeTokens(reasoningTokens, random), ...(wish.answer?.slice(0, told) ?? writeTokens(told, random))],
      reasoningTokens,
      isCut: told < answerTokens || (wish.ignoreEnd ?? false),
    };
  }

  /** Says it in modelled time. `provider.queue` is the wait for a server. */
  say(script: Script, sink: GenerationSink): Generation {
    const enteredMs = this.scheduler.now();
    return startGeneration(
      this,
      {
        uncachedTokens: script.inputTokens - script.cachedTokens,
        outputTokens: script.tokens.length,
        random: this.timesOf(script.number),
      },
      {
        ...sink,
        started: () => {
          this.truth?.time('provider.queue', this.scheduler.now() - enteredMs);
          sink.started?.();
        },
      },
    );
  }

  /** Says it to nobody: resolves when all is said, rejects with the signal's reason when that comes first. */
  finish(script: Script, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = (): void => {
        generation.cancel();
        reject(signal?.reason);
      };
      const generation = this.say(script, {
        chunk: () => {},
        end: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** A whole answer at once, for callers inside the service. */
  async complete(wish: Wish, signal?: AbortSignal): Promise<Completion> {
    const script = this.write(wish);
    await this.finish(script, signal);
    const { inputTokens, cachedTokens, tokens, reasoningTokens } = script;
    return { text: tokens.slice(reasoningTokens).join(''), inputTokens, cachedTokens, outputTokens: tokens.length };
  }
}
