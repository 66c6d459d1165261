/** A stored run opened again: its record and seconds, or what the seconds alone tell of one that was killed. */
import { judge } from '../judge/judge.ts';
import { buildRun } from '../record/build.ts';
import { StoreError } from '../record/errors.ts';
import type { Measurements } from '../record/measurements.ts';
import { readRecordFile } from '../record/read-record.ts';
import { readSeries } from '../record/rebuild.ts';
import type { RunRecord } from '../record/schema.ts';
import type { FileStore } from '../record/store.ts';

export interface ReopenedRun {
  readonly record: RunRecord;
  /** Its seconds, where they are stored. */
  readonly measurements: Measurements | undefined;
  readonly folder: string;
  /** True when there was no record, so that it was made of the seconds. */
  readonly rebuilt: boolean;
  /** What of the seconds could not be read, a sentence each. */
  readonly problems: readonly string[];
}

/**
 * Opens a run by its number, `latest`, or a path; one that was killed gets its record now.
 *
 * @throws StoreError when there is none, or it cannot be read
 */
export async function reopen(store: FileStore, reference: string): Promise<ReopenedRun> {
  const { folder, record: recordPath, series: seriesPath } = await store.find(reference);
  const series = seriesPath === undefined ? undefined : await readSeries(seriesPath);
  const problems = series?.problems ?? [];
  const measurements = series?.measurements;
  if (recordPath !== undefined) {
    return { record: await readRecordFile(recordPath), measurements, folder, rebuilt: false, problems };
  }
  if (series === undefined) {
    throw new StoreError('not-found', folder, `The folder ${folder} holds neither a record nor a series of a run.`);
  }
  const record = judge(buildRun(series.header, series.measurements, series.outcome), series.measurements);
  await store.writeRun(folder, record);
  return { record, measurements, folder, rebuilt: true, problems };
}
