/**
 * Generative work over time: tokens as they came, answers that were streaming, jobs that were open.
 *
 * What is open at the end of a second is what had begun until then less what had ended, from the start of the run on.
 */
import type { AggregatedOperation } from '../measure/aggregate.ts';
import { Histogram } from '../measure/histogram.ts';
import type { OperationCounts } from '../measure/operation-counts.ts';
import type { Measurements } from './measurements.ts';
import type { TimelineRow } from './schema/measurements.ts';

/** What a row has beside those of all requests; nothing where there is no such work. */
export type GenerativeRow = Pick<TimelineRow, 'models' | 'openJobs'>;

/**
 * The rows of a run.
 *
 * @param lengthsMs - of each row, which also tell how many there are
 * @param step - seconds in a row
 */
export function generativeRows(
  measurements: Measurements,
  lengthsMs: readonly number[],
  step: number,
): readonly GenerativeRow[] {
  const models = modelRows(measurements, lengthsMs, step);
  const jobs = jobRows(measurements, lengthsMs.length, step);
  return lengthsMs.map((_, index) => ({ ...models?.[index], ...jobs?.[index] }));
}

interface OpenModelRow {
  chunks: number;
  begun: number;
  ended: number;
  outputTokens: number;
  readonly ttft: Histogram;
}

function modelRows(
  measurements: Measurements,
  lengthsMs: readonly number[],
  step: number,
): readonly GenerativeRow[] | undefined {
  const rows = lengthsMs.map(
    (): OpenModelRow => ({ chunks: 0, begun: 0, ended: 0, outputTokens: 0, ttft: new Histogram() }),
  );
  const isThere = eachSecond(measurements, 'llm', (second, { trends }) => {
    const row = rows[Math.floor(second / step)]!;
    const ttft = trends.get('ttft');
    if (ttft !== undefined) row.ttft.merge(ttft);
    row.begun += countOf(ttft);
    row.chunks += countOf(ttft) + countOf(trends.get('chunkGap'));
    row.ended += countOf(trends.get('streaming'));
    row.outputTokens += trends.get('outputTokens')?.sum ?? 0;
  });
  if (!isThere) return undefined;
  const sum = (of: (row: OpenModelRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const chunks = sum((row) => row.chunks);
  const tokens = sum((row) => row.outputTokens);
  // Whole answers have no chunks: their tokens are where they ended.
  const tokensOf = (row: OpenModelRow) => (chunks === 0 ? row.outputTokens : (row.chunks * tokens) / chunks);
  let streams = 0;
  return rows.map((row, index) => {
    streams += row.begun - row.ended;
    const { ttft } = row;
    const quantile = (p: number) => (ttft.count === 0 ? null : ttft.quantile(p));
    const tokensPerSecond = (tokensOf(row) * 1000) / Math.max(1, lengthsMs[index]!);
    return {
      models: { tokensPerSecond, streams: Math.max(0, streams), ttftP50: quantile(0.5), ttftP95: quantile(0.95) },
    };
  });
}

function jobRows(measurements: Measurements, length: number, step: number): readonly GenerativeRow[] | undefined {
  const changes = new Array<number>(length).fill(0);
  const isThere = eachSecond(measurements, 'job', (second, { trends }) => {
    changes[Math.floor(second / step)]! += countOf(trends.get('submit')) - countOf(trends.get('total'));
  });
  if (!isThere) return undefined;
  let open = 0;
  return changes.map((change) => {
    open += change;
    return { openJobs: Math.max(0, open) };
  });
}

/** Goes through the seconds of all operations of a kind; false where there is none. */
function eachSecond(
  { warmup, counted }: Measurements,
  kind: string,
  visit: (second: number, counts: OperationCounts) => void,
): boolean {
  let isThere = false;
  for (const aggregate of [warmup, counted]) {
    const operations = aggregate.operations.filter((operation: AggregatedOperation) => operation.kind === kind);
    isThere ||= operations.length > 0;
    aggregate.perSecond(operations, visit);
  }
  return isThere;
}

function countOf(histogram: Histogram | undefined): number {
  return histogram?.count ?? 0;
}
