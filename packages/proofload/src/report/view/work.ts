/** Generative work: the phases of jobs, the tokens of models, the speed-up of batches, what was produced. */
import { type BatchFigures, batchFigures } from '../../record/batch-figures.ts';
import type { Distribution } from '../../record/schema/distribution.ts';
import type { OperationRecord } from '../../record/schema/operation.ts';
import type { RunRecord } from '../../record/schema.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatCount, formatNumber, formatSignificant } from '../../units/number.ts';
import { formatPercent } from '../../units/percent.ts';
import { formatRate } from '../../units/rate.ts';
import type { MeasureView } from './measures.ts';

/** A phase of a job, by its mean, so that the phases add up. */
export interface PhaseView {
  readonly name: string;
  readonly meanMs: number;
  /** Of all phases together. */
  readonly share: number;
}

/** A job in words, with its phases for a stacked bar. */
export interface JobView extends MeasureView {
  readonly phases: readonly PhaseView[];
}

/** Batches of one size. */
export interface BatchRow extends BatchFigures {
  readonly size: number;
}

/** The batches of one name, ascending by size: their speed-up curve. */
export interface BatchView extends MeasureView {
  readonly rows: readonly BatchRow[];
}

export interface WorkView {
  readonly jobs: readonly JobView[];
  readonly models: readonly MeasureView[];
  readonly batches: readonly BatchView[];
  readonly products: readonly MeasureView[];
}

const PHASES = ['submit', 'queue', 'run', 'notice', 'fetch'] as const;

export function workOf({ operations, durationMs, warmupMs }: RunRecord): WorkView {
  const seconds = Math.max(0, durationMs - Math.ceil(warmupMs / 1000) * 1000) / 1000;
  return {
    jobs: operations.filter(({ kind }) => kind === 'job').map(jobOf),
    models: operations.filter(({ kind }) => kind === 'llm').map((model) => modelOf(model, seconds)),
    batches: batchesOf(operations),
    products: operations.flatMap((operation) => productsOf(operation, seconds)),
  };
}

function jobOf(job: OperationRecord): JobView {
  const known = PHASES.flatMap((name) => {
    const meanMs = job.trends[name]?.mean;
    return meanMs === undefined ? [] : [{ name, meanMs }];
  });
  const sum = known.reduce((total, { meanMs }) => total + meanMs, 0);
  const phases = known.map(({ name, meanMs }) => ({ name, meanMs, share: sum === 0 ? 0 : meanMs / sum }));
  return {
    name: job.name,
    of: 'job',
    mark: job.censored > 0 ? 'warning' : 'none',
    text: textOfJob(job, phases),
    phases,
  };
}

function textOfJob({ trends, perHour, censored, withCensored }: OperationRecord, phases: readonly PhaseView[]): string {
  const between = PHASES.flatMap((name) => {
    const [least, most] = [trends[`${name}Least`]?.mean, trends[`${name}Most`]?.mean];
    return least === undefined || most === undefined
      ? []
      : [`${name} between ${formatDuration(least)} and ${formatDuration(most)} by polls`];
  });
  const total = trends.total;
  const cut = withCensored?.p95;
  const parts = [
    phases.length === 0
      ? 'none was submitted'
      : phases.map(({ name, meanMs }) => `${name} ${formatDuration(meanMs)}`).join(' + '),
    total === undefined ? '' : `total p95 ${formatDuration(total.p95)}`,
    perHour === undefined ? '' : `${formatSignificant(perHour)} an hour`,
    ...between,
    censored > 0
      ? `${formatCount(censored)} unfinished at the end${cut === undefined || cut === null ? '' : `, with which p95 is ${formatDuration(cut)}`}`
      : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function modelOf({ name, trends }: OperationRecord, seconds: number): MeasureView {
  const { ttft, itl, good, cost, rateLimited } = trends;
  const parts = [
    ttft === undefined ? '' : `ttft p50 ${formatDuration(ttft.p50)} p95 ${formatDuration(ttft.p95)}`,
    itl === undefined ? '' : `itl p50 ${formatDuration(itl.p50)} p95 ${formatDuration(itl.p95)}`,
    tokensText(trends, seconds),
    good === undefined
      ? ''
      : `goodput ${rateText(sumOf(good), seconds)} (${formatPercent(good.mean)} met their bounds)`,
    cost === undefined ? '' : `cost ${formatSignificant(sumOf(cost))}`,
    rateLimited === undefined ? '' : `rate limit met ${formatCount(rateLimited.count)} times`,
  ];
  return { name, of: 'model', mark: 'none', text: parts.filter((part) => part !== '').join(', ') };
}

/** Those of the output; embeddings have only an input. */
function tokensText(trends: OperationRecord['trends'], seconds: number): string {
  const { inputTokens, outputTokens, countedChunks } = trends;
  if (outputTokens !== undefined) {
    const tokens = sumOf(outputTokens);
    const some = countedChunks === undefined ? '' : ' (some counted by chunks)';
    return `${formatCount(Math.round(tokens))} tokens${some} at ${rateText(tokens, seconds)}`;
  }
  if (inputTokens === undefined) return 'no answer with tokens came whole';
  const tokens = sumOf(inputTokens);
  return `${formatCount(Math.round(tokens))} tokens of input at ${rateText(tokens, seconds)}`;
}

function sumOf({ mean, count }: Distribution): number {
  return mean * count;
}

function rateText(sum: number, seconds: number): string {
  return seconds === 0 ? '' : formatRate(sum / seconds);
}

function batchesOf(operations: readonly OperationRecord[]): readonly BatchView[] {
  const names = new Map<string, OperationRecord[]>();
  for (const operation of operations.filter(({ kind }) => kind === 'batch')) {
    const name = operation.tags.batch ?? operation.name;
    names.set(name, [...(names.get(name) ?? []), operation]);
  }
  return [...names].map(([name, sizes]) => {
    const alone = sizes.find(({ tags }) => tags.size === '1')?.trends.perItem?.mean;
    const rows = sizes.flatMap((operation) => batchRow(operation, alone)).sort((a, b) => a.size - b.size);
    const curve = rows.map(
      ({ size, itemsPerSecond, speedup }) =>
        `${size}: ${formatRate(itemsPerSecond)}${speedup === undefined || size === 1 ? '' : ` (${formatSignificant(speedup)} times)`}`,
    );
    return { name, of: 'batch', mark: 'none', text: curve.length === 0 ? 'none was right' : curve.join(', '), rows };
  });
}

function batchRow({ tags, trends }: OperationRecord, aloneMs: number | undefined): readonly BatchRow[] {
  const size = Number(tags.size);
  const { perItem } = trends;
  return perItem === undefined ? [] : [{ size, ...batchFigures(size, perItem.mean, aloneMs) }];
}

function productsOf({ name, trends: { products } }: OperationRecord, seconds: number): readonly MeasureView[] {
  if (products === undefined) return [];
  const sum = Math.round(products.mean * products.count);
  const rate = seconds === 0 ? '' : `, ${formatRate(sum / seconds)}`;
  const each = formatNumber(products.min === products.max ? products.min : products.mean);
  return [{ name, of: 'products', mark: 'none', text: `${formatCount(sum)} produced${rate}, ${each} in an answer` }];
}
