/**
 * A reply as a task sees it; texts are decoded when they are asked for.
 */
import type { CallTimings } from '../measured-call.ts';
import type { Answer } from './answer.ts';
import { LlmError } from './errors.ts';
import type { LlmFault } from './fault.ts';
import type { Figures } from './figures.ts';
import type { LlmReply, LlmTimings, ReplyUsage, ToolCall } from './types.ts';

/** What the reply needs of its request. */
export interface ReplySource {
  readonly operation: { readonly name: string };
  readonly status: number;
  readonly timings: CallTimings;
  readonly isRight: boolean;
  readonly body: unknown;
  fail(why: string): void;
  pass(): void;
}

export class Reply implements LlmReply {
  readonly chunks: number;
  readonly #source: ReplySource;
  readonly #answer: Answer;
  readonly #figures: Figures;
  readonly #isInBounds: boolean | undefined;
  readonly #fault: LlmFault | undefined;

  constructor(
    source: ReplySource,
    answer: Answer,
    chunks: number,
    figures: Figures,
    isInBounds: boolean | undefined,
    fault: LlmFault | undefined,
  ) {
    this.chunks = chunks;
    this.#source = source;
    this.#answer = answer;
    this.#figures = figures;
    this.#isInBounds = isInBounds;
    this.#fault = fault;
  }

  get ok(): boolean {
    return this.#fault === undefined;
  }

  get status(): number {
    return this.#source.status;
  }

  get error(): LlmError | undefined {
    const fault = this.#fault;
    return fault && new LlmError(fault.code, `${this.#source.operation.name}: ${fault.brief}.`, fault.cause);
  }

  get text(): string {
    return this.#answer.text;
  }

  get reasoning(): string {
    return this.#answer.reasoning;
  }

  get toolCalls(): readonly ToolCall[] {
    return this.#answer.toolCalls;
  }

  get finishReason(): string | undefined {
    return this.#answer.finishReason;
  }

  get usage(): ReplyUsage {
    return this.#figures.usage;
  }

  get tokensPerSecond(): number | undefined {
    return this.#figures.tokensPerSecond;
  }

  get cost(): number | undefined {
    return this.#figures.cost;
  }

  get good(): boolean | undefined {
    return this.#isInBounds && this.#source.isRight;
  }

  get timings(): LlmTimings {
    const { ttft, ttfot, itl, chunkGap, e2e } = this.#figures;
    return {
      ...this.#source.timings,
      ttftMs: ttft,
      ttfotMs: ttfot,
      itlMs: itl,
      longestGapMs: chunkGap,
      e2eMs: e2e,
    };
  }

  get body(): unknown {
    return this.#source.body;
  }

  fail(why: string): void {
    this.#source.fail(why);
  }

  pass(): void {
    this.#source.pass();
  }
}
