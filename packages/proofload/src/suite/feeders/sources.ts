/**
 * Where a feeder's rows come from: CSV, NDJSON and JSON files, and, in the suite itself, lists and functions.
 */
import { parseCsvRow } from './csv-row.ts';
import { type FilePath, nameOf, readData } from './data-file.ts';
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

/**
 * The rows of a CSV file, as objects by column. The file may be of any size: it is read as rows are asked for.
 *
 * @throws {FeederError} `feeder-unreadable`, or `feeder-malformed` for a file without rows, with two columns of one name or
 *   with an open quotation mark; a row that has not a field for each column is `feeder-malformed` when it is taken
 * @example
 * const books = feeder(csv(new URL('books.csv', import.meta.url)));
 */
export function csv(
  file: FilePath,
  { delimiter = ',', columns }: CsvOptions = {},
): RowSource<Readonly<Record<string, string>>> {
  if (delimiter === '' || /["\r\n]/.test(delimiter)) {
    throw new TypeError(
      `csv() takes a delimiter without quotation marks and line breaks, got ${JSON.stringify(delimiter)}.`,
    );
  }
  const name = nameOf(file);
  const lines = new LineIndex(file, { quotes: true, header: columns === undefined });
  const names = columns ?? parseCsvRow(withoutMark(lines.header ?? ''), delimiter);
  const twice = names.find((column, index) => names.indexOf(column) < index);
  if (twice !== undefined) throw malformed(name, `${name} has two columns of the name ${JSON.stringify(twice)}.`);
  return {
    name,
    count: filled(lines.count, name),
    row: (number) => {
      const text = lines.row(number);
      const fields = parseCsvRow(number === 0 && columns !== undefined ? withoutMark(text) : text, delimiter);
      if (fields.length !== names.length) {
        const columns = `${counted(names.length, 'column')}: ${names.join(', ')}`;
        const has = `has ${counted(fields.length, 'field')}`;
        throw malformed(
          name,
          `Row ${number + 1} of ${name} ${has}, and there ${names.length === 1 ? 'is' : 'are'} ${columns}.`,
        );
      }
      return Object.fromEntries(names.map((column, index) => [column, fields[index] as string]));
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
  const name = nameOf(file);
  const lines = new LineIndex(file, { quotes: false, header: false });
  return {
    name,
    count: filled(lines.count, name),
    row: (number) => parseJson<Row>(lines.row(number), `row ${number + 1} of ${name}`, name),
  };
}

/**
 * The elements of a JSON file's list.
 *
 * @throws {FeederError} `feeder-unreadable`, or `feeder-malformed` for what is no list or an empty one
 */
export function json<Row = Readonly<Record<string, unknown>>>(file: FilePath): RowSource<Row> {
  const name = nameOf(file);
  const value = parseJson<unknown>(readData(file), name, name);
  if (!Array.isArray(value)) throw malformed(name, `${name} must hold a list.`);
  return rowsOf<Row>(value, name);
}

/** The elements of a list. */
export function rowsOf<Row>(rows: readonly Row[], name: string): RowSource<Row> {
  return { name, count: filled(rows.length, name), row: (number) => rows[number]! };
}

function malformed(name: string, sentence: string, cause?: unknown): FeederError {
  return new FeederError('feeder-malformed', name, sentence, cause);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function filled(count: number, name: string): number {
  if (count > 0) return count;
  throw malformed(name, `${name} has no rows.`);
}

function parseJson<Value>(text: string, what: string, path: string): Value {
  try {
    return JSON.parse(withoutMark(text)) as Value;
  } catch (error) {
    throw malformed(path, `There is no JSON in ${what}: ${(error as Error).message}.`, error);
  }
}

/** The mark that some programs put before UTF-8 is no part of the text. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
