/**
 * Where a feeder's rows come from: CSV, NDJSON and JSON files, and, in the suite itself, lists and functions.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseCsvRow } from './csv-row.ts';
import { FeederError } from './error.ts';
import { LineIndex } from './line-index.ts';

/** Rows by number. */
export interface RowSource<Row> {
  /** How many there are; `undefined` for as many as are wanted. */
  readonly count: number | undefined;
  /** What it is called in messages. */
  readonly name: string;
  row(number: number): Row;
}

/** How a CSV file is written. */
export interface CsvOptions {
  /** Default `,`. */
  readonly delimiter?: string;
  /** The names of the columns, for a file that has them not in its first row. */
  readonly columns?: readonly string[];
}

/** A file by its path, which is relative to the working directory, or by its address: `new URL('books.csv', import.meta.url)`. */
export type FilePath = string | URL;

const pathOf = (file: FilePath): string => (typeof file === 'string' ? file : fileURLToPath(file));

/**
 * The rows of a CSV file, as objects by column. The file may be of any size: it is read as rows are asked for.
 *
 * @throws {FeederError} `feeder-unreadable`, or `feeder-malformed` for a file without rows
 * @example
 * const books = feeder(csv(new URL('books.csv', import.meta.url)));
 */
export function csv(
  file: FilePath,
  { delimiter = ',', columns }: CsvOptions = {},
): RowSource<Readonly<Record<string, string>>> {
  const path = pathOf(file);
  const lines = new LineIndex(path, { quotes: true, header: columns === undefined });
  const names = columns ?? parseCsvRow(withoutMark(lines.header ?? ''), delimiter);
  return {
    name: path,
    count: filled(lines.count, path),
    row: (number) => {
      const text = lines.row(number);
      const fields = parseCsvRow(number === 0 && columns !== undefined ? withoutMark(text) : text, delimiter);
      return Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
    },
  };
}

/**
 * The rows of a file with a JSON value in each line. The file may be of any size: it is read as rows are asked for.
 *
 * @throws {FeederError} `feeder-unreadable`, or `feeder-malformed` for a file without rows; a row that is no JSON is
 *   `feeder-malformed` when it is taken
 */
export function ndjson<Row = Readonly<Record<string, unknown>>>(file: FilePath): RowSource<Row> {
  const path = pathOf(file);
  const lines = new LineIndex(path, { quotes: false, header: false });
  return {
    name: path,
    count: filled(lines.count, path),
    row: (number) => parseJson<Row>(lines.row(number), `row ${number + 1} of ${path}`, path),
  };
}

/**
 * The elements of a JSON file's list.
 *
 * @throws {FeederError} `feeder-unreadable`, or `feeder-malformed` for what is no list or an empty one
 */
export function json<Row = Readonly<Record<string, unknown>>>(file: FilePath): RowSource<Row> {
  const path = pathOf(file);
  const value = parseJson<unknown>(readText(path), path, path);
  if (!Array.isArray(value)) throw new FeederError('feeder-malformed', path, `${path} must hold a list.`);
  return rowsOf<Row>(value, path);
}

/** The elements of a list. */
export function rowsOf<Row>(rows: readonly Row[], name: string): RowSource<Row> {
  return { name, count: filled(rows.length, name), row: (number) => rows[number]! };
}

function filled(count: number, name: string): number {
  if (count > 0) return count;
  throw new FeederError('feeder-malformed', name, `${name} has no rows.`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new FeederError('feeder-unreadable', path, `The data file ${path} cannot be read.`, error);
  }
}

function parseJson<Value>(text: string, what: string, path: string): Value {
  try {
    return JSON.parse(withoutMark(text)) as Value;
  } catch (error) {
    throw new FeederError('feeder-malformed', path, `There is no JSON in ${what}: ${(error as Error).message}.`, error);
  }
}

/** The mark that some programs put before UTF-8 is no part of the text. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
