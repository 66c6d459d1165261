/**
 * `series.ndjson`: a run as it is written down while it goes on. Its first line is the header, then come a line for each
 * second and one for each look at a resource, and when the run ends by itself a last one with its outcome, so that
 * whatever was written can be made into a record.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Slice } from '../measure/slice.ts';
import { encodeSlice } from '../measure/slice-line.ts';
import { type StoreError, storeError } from './errors.ts';
import { encodeReadings, type ResourceSample } from './resource-line.ts';
import type { RunHeader } from './schema/header.ts';
import type { RunOutcome } from './schema/outcome.ts';
import { SERIES_FILE } from './store.ts';

/**
 * Appends lines in the order in which they are given. When one cannot be written, that and every later call fails with
 * the same error: a series with a hole in it would read as if nothing was missing. What was measured is with the caller,
 * who can go on without a series.
 *
 * @example
 * const series = await SeriesWriter.create(run.path, header);
 * await series.append(slice);
 * await series.finish({ end: 'completed', durationMs: 60_000 });
 */
export class SeriesWriter {
  readonly path: string;
  readonly #file: FileHandle;
  #last: Promise<void> = Promise.resolve();
  #failure: StoreError | undefined;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /**
   * Begins the series of a run in its folder.
   *
   * @throws {StoreError}
   */
  static async create(folder: string, header: RunHeader): Promise<SeriesWriter> {
    const path = join(folder, SERIES_FILE);
    let file: FileHandle;
    try {
      file = await open(path, 'a');
    } catch (error) {
      throw storeError('begin the series', path, error);
    }
    const writer = new SeriesWriter(path, file);
    await writer.#write(JSON.stringify(header));
    return writer;
  }

  /** The first thing that went wrong, if anything did. */
  get failure(): StoreError | undefined {
    return this.#failure;
  }

  /**
   * Appends a second.
   *
   * @throws {StoreError}
   */
  append(slice: Slice): Promise<void> {
    return this.#write(encodeSlice(slice));
  }

  /**
   * Appends what a resource said.
   *
   * @throws {StoreError}
   */
  appendReadings(sample: ResourceSample): Promise<void> {
    return this.#write(encodeReadings(sample));
  }

  /**
   * Appends the outcome, less what the lines before it tell, and closes the file, also where writing failed.
   *
   * @throws {StoreError}
   */
  async finish({ resources: _, ...outcome }: RunOutcome): Promise<void> {
    try {
      await this.#write(JSON.stringify({ outcome }));
    } finally {
      await this.close();
    }
  }

  /** Closes the file, as it stands. */
  async close(): Promise<void> {
    await this.#last.catch(() => {});
    await this.#file.close().catch(() => {});
  }

  #write(line: string): Promise<void> {
    const written = this.#last.then(async () => {
      if (this.#failure !== undefined) throw this.#failure;
      try {
        await this.#file.appendFile(`${line}\n`);
      } catch (error) {
        this.#failure = storeError('write the series', this.path, error);
        throw this.#failure;
      }
    });
    this.#last = written.catch(() => {});
    return written;
  }
}
