/** A stored run opened again: its record and seconds, or what the seconds alone tell of one that was killed. */
import { judge } from '../judge/judge.ts';
import { buildRun } from '../record/build.ts';
import { isCorrupt, StoreError } from '../record/errors.ts';
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
  /** True when there was no record that could be read, so that it was made of the seconds. */
  readonly rebuilt: boolean;
  /** What could not be read, a sentence each. */
  readonly problems: readonly string[];
}

/**
 * Opens a run by its number, `latest`, or a path; one that was killed gets its record now, and so does one whose record
 * was cut off.
 *
 * @throws StoreError when there is none, or it cannot be read
 */
export async function reopen(store: FileStore, reference: string): Promise<ReopenedRun> {
  const { folder, record: recordPath, series: seriesPath } = await store.find(reference);
  const stored = await whatIsIn(recordPath, readRecordFile);
  const series = await whatIsIn(seriesPath, readSeries);
  if (stored.content !== undefined) {
    const alone = series.error === undefined ? [] : [`${series.error.message} Its record is used alone.`];
    const { measurements, problems } = series.content ?? { measurements: undefined, problems: alone };
    return { record: stored.content, measurements, folder, rebuilt: false, problems };
  }
  if (series.content !== undefined) {
    const { header, measurements, outcome, problems } = series.content;
    const record = judge(buildRun(header, measurements, outcome), measurements);
    await store.writeRun(folder, record);
    const why = stored.error === undefined ? [] : [`${stored.error.message} It was made again from its seconds.`];
    return { record, measurements, folder, rebuilt: true, problems: [...why, ...problems] };
  }
  const message = `The folder ${folder} holds neither a record nor a series of a run.`;
  throw stored.error ?? series.error ?? new StoreError('not-found', folder, message);
}

interface Opened<Content> {
  readonly content?: Content;
  /** Why it could not be read; the other of the two files may tell the same. */
  readonly error?: StoreError;
}

async function whatIsIn<Content>(
  path: string | undefined,
  read: (path: string) => Promise<Content>,
): Promise<Opened<Content>> {
  if (path === undefined) return {};
  try {
    return { content: await read(path) };
  } catch (error) {
    if (isCorrupt(error)) return { error };
    throw error;
  }
}
