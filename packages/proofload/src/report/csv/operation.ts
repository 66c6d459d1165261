/** An operation as Locust names it, and its percentiles as Locust lists them. */
import type { Histogram } from '../../measure/histogram.ts';
import type { Cell } from './cells.ts';

/** The last line of a file, for all operations together: no type, and a name of its own. */
export const AGGREGATED = { type: '', name: 'Aggregated' } as const;

const PERCENTILES = [50, 66, 75, 80, 90, 95, 98, 99, 99.9, 99.99, 100] as const;

/** `50%`, `66%`, … `100%` */
export const PERCENTILE_HEADS: readonly string[] = PERCENTILES.map((percent) => `${percent}%`);

const METHOD_AND_PATH = /^([A-Z]+) (.+)$/s;

/** `GET` and `/books` of `GET /books`; of other names the operation's kind and the whole name. */
export function typeAndName(name: string, kind: string): { readonly type: string; readonly name: string } {
  const [, method, path] = METHOD_AND_PATH.exec(name) ?? [];
  return method === undefined || path === undefined ? { type: kind, name } : { type: method, name: path };
}

/** The percentiles of a histogram, in ms; `N/A` each where nothing was measured. */
export function percentiles(histogram: Histogram | undefined): readonly Cell[] {
  return PERCENTILES.map((percent) =>
    histogram === undefined || histogram.count === 0 ? undefined : histogram.quantile(percent / 100),
  );
}
