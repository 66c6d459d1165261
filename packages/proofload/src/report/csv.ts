/**
 * The four files that Locust writes with `--csv PREFIX`, so that what reads them need not change, and a fifth for what
 * Locust does not measure, where the run has any of that.
 */
import type { Measurements } from '../record/measurements.ts';
import type { RunRecord } from '../record/schema.ts';
import { exceptionsCsv, failuresCsv } from './csv/failures.ts';
import { historyCsv } from './csv/history.ts';
import { metricsCsv } from './csv/metrics.ts';
import { statsCsv } from './csv/stats.ts';

/** A file to write. */
export interface CsvFile {
  /** What follows the prefix: `_stats.csv`. */
  readonly suffix: '_stats.csv' | '_stats_history.csv' | '_failures.csv' | '_exceptions.csv' | '_metrics.csv';
  readonly text: string;
}

/**
 * The files of a run.
 *
 * @param measurements - of the same run, from its series: without them the history lacks most percentiles
 * @example
 * for (const { suffix, text } of csvFiles(run)) await writeFile(`results${suffix}`, text);
 */
export function csvFiles(run: RunRecord, measurements?: Measurements): readonly CsvFile[] {
  const metrics = metricsCsv(run);
  return [
    { suffix: '_stats.csv', text: statsCsv(run) },
    { suffix: '_stats_history.csv', text: historyCsv(run, measurements) },
    { suffix: '_failures.csv', text: failuresCsv(run) },
    { suffix: '_exceptions.csv', text: exceptionsCsv(run) },
    ...(metrics === undefined ? [] : [{ suffix: '_metrics.csv', text: metrics } as const]),
  ];
}
