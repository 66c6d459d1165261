/**
 * Series of numbers in a file, whatever its form:
 *
 *     [8.4, 8.6, null, 8.3]                  JSON: one series
 *     {"id": "login", "values": [8.4, 8.6]}  NDJSON: a series a line
 *     build,p95                              CSV: a column with a heading; also with semicolons or tabs
 *
 * What is no finite number (null, NaN, an empty cell) is a gap and keeps its place.
 */
import { basename } from 'node:path';
import { type Delimiter, parseCsv } from '../record/baseline/csv.ts';
import { didYouMean } from '../units/suggest.ts';
import { UsageError } from './usage-error.ts';

/** One series. */
export interface Series {
  readonly id: string;
  /** NaN for a gap. */
  readonly values: Float64Array;
}

/** What a file holds, and what of it could not be read. */
export interface SeriesFile {
  readonly series: readonly Series[];
  /** A sentence for each line that was left out. */
  readonly problems: readonly string[];
}

/**
 * Reads the series in a text.
 *
 * @param column - of a table: its heading, or its number from 1
 * @throws UsageError when there is none
 */
export function readSeries(text: string, path: string, column: string | undefined): SeriesFile {
  const begin = text.trimStart()[0];
  if (begin === undefined) throw new UsageError(`${path} is empty.`);
  if (begin === '{') return readLines(text, path);
  const id = basename(path).replace(/\.[^.]+$/, '');
  if (begin !== '[') return { series: [{ id, values: readColumn(text, path, column) }], problems: [] };
  const values = valuesOf(parse(text));
  if (values === undefined) throw new UsageError(`${path} is no list of numbers, such as [8.4, 8.6, 8.3].`);
  return { series: [{ id, values }], problems: [] };
}

function readLines(text: string, path: string): SeriesFile {
  const series: Series[] = [];
  const problems: string[] = [];
  // One object may stand over several lines.
  const whole = parse(text);
  const objects =
    whole === undefined ? text.split('\n').map((line) => (line.trim() === '' ? undefined : parse(line))) : [whole];
  const lines = whole === undefined ? text.split('\n') : [text];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const { id, values } = (objects[index] ?? {}) as { readonly id?: unknown; readonly values?: unknown };
    const numbers = valuesOf(values);
    if (numbers === undefined) {
      problems.push(`Line ${index + 1} of ${path} was left out: it is no object with "id" and a list of "values".`);
    } else {
      series.push({ id: id === undefined ? String(index + 1) : String(id), values: numbers });
    }
  }
  if (series.length === 0) throw new UsageError(`There is no series in ${path}. ${problems[0] ?? ''}`.trimEnd());
  return { series, problems };
}

/** JSON has no NaN and no Infinity; other languages write them all the same. */
const NO_NUMBER = /(?<=[[,:\s])-?(?:NaN|Infinity)(?=[\s,\]}])/g;

function parse(text: string): unknown {
  for (const attempt of [text, text.replace(NO_NUMBER, 'null')]) {
    try {
      return JSON.parse(attempt);
    } catch {
      // The second attempt, or none.
    }
  }
  return undefined;
}

function valuesOf(list: unknown): Float64Array | undefined {
  if (!Array.isArray(list)) return undefined;
  return Float64Array.from(list, (value) => (typeof value === 'number' ? value : Number.NaN));
}

function readColumn(text: string, path: string, column: string | undefined): Float64Array {
  const delimiter = delimiterOf(text);
  const [heading = [], ...rows] = readTable(text, path, delimiter);
  // Where a comma is not what stands between fields it may be the decimal sign.
  const numberIn = (cell = '') => Number(delimiter === ',' ? cell : cell.replace(',', '.'));
  const isNumber = (cell: string | undefined) =>
    cell !== undefined && cell.trim() !== '' && !Number.isNaN(numberIn(cell));
  // A table of bare numbers has no heading.
  const bare = heading.every(isNumber);
  const body = bare ? [heading, ...rows] : rows;
  const numeric = heading.flatMap((_, index) => (body.some((row) => isNumber(row[index])) ? index : []));
  const index = column === undefined ? onlyOf(numeric, heading, path) : indexOf(column, heading, path);
  if (!numeric.includes(index)) throw new UsageError(`The column ${heading[index]} of ${path} has no numbers.`);
  return Float64Array.from(body, (row) => (isNumber(row[index]) ? numberIn(row[index]) : Number.NaN));
}

/** Of what may stand between fields, what the first line has most of. */
function delimiterOf(text: string): Delimiter {
  const [first = ''] = text.trimStart().split(/[\r\n]/, 1);
  const count = (delimiter: Delimiter) => first.split(delimiter).length;
  return ([',', ';', '\t'] as const).reduce((most, next) => (count(next) > count(most) ? next : most));
}

function readTable(text: string, path: string, delimiter: Delimiter): readonly (readonly string[])[] {
  try {
    return parseCsv(text, delimiter);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`${path} is neither JSON nor a table of comma-separated values: ${error.message}.`);
  }
}

function onlyOf(numeric: readonly number[], heading: readonly string[], path: string): number {
  const [only, ...others] = numeric;
  if (only === undefined) throw new UsageError(`${path} has no column of numbers.`);
  if (others.length === 0) return only;
  const names = numeric.map((index) => heading[index]).join(', ');
  throw new UsageError(`Which column of ${path}? Several have numbers: ${names}. Name one with --column.`);
}

function indexOf(column: string, heading: readonly string[], path: string): number {
  const named = heading.findIndex((name) => name.trim() === column.trim());
  if (named >= 0) return named;
  if (/^[1-9]\d*$/.test(column) && Number(column) <= heading.length) return Number(column) - 1;
  const known = heading.join(', ');
  throw new UsageError(`${path} has no column “${column}”; it has ${known}.${didYouMean(column, heading)}`);
}
