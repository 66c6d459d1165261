/**
 * The trends of an operation, found once for all requests to it.
 */
import type { OperationRecorder, TrendRecorder } from '../../measure/operation-recorder.ts';
import { LLM_METRICS, type LlmMetric } from '../../measure/trend-definitions.ts';
import type { Figures } from './figures.ts';

export type LlmTrends = Readonly<Record<LlmMetric, TrendRecorder>>;

const METRICS = Object.keys(LLM_METRICS) as readonly LlmMetric[];

/** The finest part of a currency that a trend keeps. */
const FINEST_COST = 1e-6;

/** What the requests of one operation are recorded with. */
export class LlmRecording {
  readonly trends: LlmTrends;
  #costRest = 0;

  constructor(operation: OperationRecorder) {
    this.trends = Object.fromEntries(METRICS.map((metric) => [metric, operation.trend(metric)])) as Record<
      LlmMetric,
      TrendRecorder
    >;
  }

  /** Records an answer that came whole. */
  record(figures: Figures): void {
    const { trends } = this;
    put(trends.e2e, figures.e2e);
    put(trends.itl, figures.itl);
    put(trends.tpot, figures.tpot);
    put(trends.tokensPerSecond, figures.tokensPerSecond);
    this.recordTokens(figures);
  }

  /** Records its tokens and cost alone. */
  recordTokens({ usage, cost }: Pick<Figures, 'usage' | 'cost'>): void {
    const { trends } = this;
    const { inputTokens, outputTokens, cachedTokens, reasoningTokens, source } = usage;
    put(trends.outputTokens, outputTokens);
    if (source === 'chunks') put(trends.countedChunks, outputTokens);
    put(trends.inputTokens, inputTokens);
    put(trends.cachedTokens, cachedTokens);
    put(trends.reasoningTokens, reasoningTokens);
    if (cost !== undefined) this.#recordCost(cost);
  }

  /** What is too fine to be kept is carried over to the next, so that the sum is right. */
  #recordCost(cost: number): void {
    const exact = cost + this.#costRest;
    const kept = Math.max(0, Math.round(exact / FINEST_COST) * FINEST_COST);
    this.#costRest = exact - kept;
    this.trends.cost.record(kept);
  }
}

function put(trend: TrendRecorder, value: number | undefined): void {
  if (value !== undefined) trend.record(value);
}

/** The recordings of a worker, by operation. */
export class LlmRecordings {
  readonly #known = new WeakMap<OperationRecorder, LlmRecording>();

  of(operation: OperationRecorder): LlmRecording {
    let recording = this.#known.get(operation);
    if (recording === undefined) {
      recording = new LlmRecording(operation);
      this.#known.set(operation, recording);
    }
    return recording;
  }
}
