/**
 * Reading a series back: the run that ended without a record, because it was killed or its disk was full, and the
 * seconds of one that has a record and is judged again.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CorruptMeasurementError } from '../measure/error.ts';
import { ResourceLog } from '../measure/resources/series.ts';
import { decodeSlice } from '../measure/slice-line.ts';
import { StoreError, storeError } from './errors.ts';
import { Measurements } from './measurements.ts';
import { parseAs, parseJson } from './read-record.ts';
import { decodeReadings, isReadingsLine } from './resource-line.ts';
import { headerSchema, type RunHeader } from './schema/header.ts';
import { outcomeSchema, type RunOutcome } from './schema/outcome.ts';

/** A run as its series tells it. */
export interface StoredSeries {
  readonly header: RunHeader;
  readonly measurements: Measurements;
  /** How it ended; `killed` where the series does not say. */
  readonly outcome: RunOutcome;
  /** A sentence for each line that could not be read; a last line that was cut short is no problem. */
  readonly problems: readonly string[];
}

/** How a series is read. */
export interface ReadSeriesOptions {
  /** Cut from the beginning, in ms, instead of what the header has. */
  readonly warmupMs?: number;
}

/**
 * Reads `series.ndjson`. Seconds that cannot be read are skipped, named and counted as lost.
 *
 * @throws {StoreError} `corrupt` where there is no header, `unknown-version`, `not-found` …
 */
export async function readSeries(path: string, options: ReadSeriesOptions = {}): Promise<StoredSeries> {
  const reader = new SeriesReader(path, options);
  try {
    const input = createReadStream(path, 'utf8');
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) reader.take(line);
  } catch (error) {
    throw storeError('read the series', path, error);
  }
  return reader.finish();
}

class SeriesReader {
  readonly #path: string;
  readonly #options: ReadSeriesOptions;
  #header: RunHeader | undefined;
  #measurements = new Measurements(0);
  readonly #resources = new ResourceLog();
  #outcome: RunOutcome | undefined;
  #lines = 0;
  readonly #problems: string[] = [];
  /** The number of the last line, when that could not be read. */
  #cutShort: number | undefined;

  constructor(path: string, options: ReadSeriesOptions) {
    this.#path = path;
    this.#options = options;
  }

  take(line: string): void {
    this.#lines += 1;
    if (this.#header === undefined) this.#begin(line);
    else if (line.startsWith('{"outcome":')) this.#end(line);
    else if (isReadingsLine(line)) this.#addReadings(line);
    else this.#add(line);
  }

  #begin(line: string): void {
    const header = parseAs(headerSchema, parseJson(line, this.#path), this.#path);
    this.#header = header;
    this.#measurements = new Measurements(this.#options.warmupMs ?? header.warmupMs);
  }

  #add(line: string): void {
    this.#nameCutLine();
    try {
      this.#measurements.add(decodeSlice(line));
    } catch (error) {
      if (!(error instanceof CorruptMeasurementError)) throw error;
      this.#cutShort = this.#lines;
    }
  }

  #addReadings(line: string): void {
    this.#nameCutLine();
    const sample = decodeReadings(line);
    if (sample === undefined) this.#cutShort = this.#lines;
    else this.#resources.add(sample.name, sample.atMs, sample.readings);
  }

  #end(line: string): void {
    this.#nameCutLine();
    try {
      const { outcome } = JSON.parse(line) as { outcome: unknown };
      this.#outcome = outcomeSchema.parse(outcome);
    } catch {
      this.#cutShort = this.#lines;
    }
  }

  /** A line that cannot be read is a problem once another follows it. */
  #nameCutLine(): void {
    if (this.#cutShort === undefined) return;
    this.#problems.push(`Line ${this.#cutShort} of ${this.#path} cannot be read and was skipped.`);
    this.#cutShort = undefined;
  }

  finish(): StoredSeries {
    const [header, measurements, problems] = [this.#header, this.#measurements, this.#problems];
    if (header === undefined) {
      throw new StoreError('corrupt', this.#path, `${this.#path} is empty: the run ended before it began.`);
    }
    const known = this.#outcome ?? { end: 'killed', durationMs: measurements.seconds * 1000 };
    const lost = problems.length === 0 ? {} : { lost: { ...known.lost, seconds: problems.length } };
    const resources = this.#resources.summaries();
    return { header, measurements, outcome: { ...known, ...lost, resources }, problems };
  }
}
