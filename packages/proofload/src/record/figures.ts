/** The figures of an operation that runs are compared by and trends are made of, each with its standard error. */
import { type Precision, percentileKeys } from './schema/distribution.ts';
import type { Figure, OperationRecord } from './schema/operation.ts';

const OF_LATENCY = ['min', 'mean', 'stddev', ...percentileKeys, 'max'] as const;

/**
 * Figures by name: `rate` per second, `errors` as a share of the requests, all others of the latency in milliseconds,
 * and absent where nothing was answered.
 */
export type Figures = Readonly<Record<string, Figure>>;

/** The figures of an operation over the whole run. */
export function figuresOf({ count, failed, rate, latency, precision }: OperationRecord): Figures {
  const figures: Record<string, Figure> = {};
  for (const name of OF_LATENCY) {
    if (latency !== undefined) figures[name] = [latency[name], errorOf(latency.precision?.[name])];
  }
  figures.rate = [rate, errorOf(precision?.rate)];
  figures.errors = [count === 0 ? 0 : failed / count, errorOf(precision?.errors)];
  return figures;
}

/** The figures that comparisons use: without the warm-up, where one was detected. */
export function comparedFiguresOf(operation: OperationRecord): Figures {
  return operation.steady ?? figuresOf(operation);
}

function errorOf(precision: Precision | undefined): number | null {
  return precision?.standardError ?? null;
}
