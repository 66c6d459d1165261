/**
 * A trace: what was asked of a service, and when, as a file to be replayed. Each row has a time (the column may be called
 * `timestamp` too) and, if it likes, the task that it is for; all else is data for that task.
 *
 *     time,task,size           seconds since any beginning, or points in time; ascending
 *     0.000,read,120
 *     0.250,Buyer.buy,8000
 */
import { FeederError } from './feeders/error.ts';
import { csv, ndjson, type RowSource } from './feeders/sources.ts';

/** A row of a trace, as the file has it. */
export type TraceRow = Readonly<Record<string, unknown>>;

/** A trace that was read. */
export interface Trace {
  readonly file: string;
  /** When each row is due, in ms since the first. */
  readonly timesMs: Float64Array;
  /** The tasks that rows name, each once. */
  readonly tasks: readonly string[];
  /** Which of {@link tasks} a row is for, counted from 1; 0 where it names none. */
  readonly taskOf: Uint16Array;
  row(number: number): TraceRow;
}

/**
 * Reads a trace: CSV with a header, or a JSON value a line.
 *
 * @throws {FeederError} `feeder-unreadable`, or `feeder-malformed` for a row without a time or out of order
 */
export function readTrace(file: string): Trace {
  const source: RowSource<TraceRow> = /\.(?:ndjson|jsonl)$/i.test(file) ? ndjson(file) : csv(file);
  const count = source.count ?? 0;
  const timesMs = new Float64Array(count);
  const taskOf = new Uint16Array(count);
  const numbers = new Map<string, number>();
  let firstMs = 0;
  for (let number = 0; number < count; number += 1) {
    const row = source.row(number);
    const atMs = timeOf(row, file, number);
    if (number === 0) firstMs = atMs;
    const previousMs = number === 0 ? 0 : (timesMs[number - 1] as number);
    if (atMs - firstMs < previousMs) throw malformed(file, number, 'is earlier than the one before it: sort the rows');
    timesMs[number] = atMs - firstMs;
    const { task } = row;
    if (typeof task !== 'string' || task === '') continue;
    if (!numbers.has(task)) numbers.set(task, numbers.size + 1);
    taskOf[number] = numbers.get(task) as number;
  }
  return { file, timesMs, taskOf, tasks: [...numbers.keys()], row: (number) => source.row(number) };
}

/** As published traces of models call it: Azure's, BurstGPT, Mooncake. */
const TIME = /^(?:time|timestamp|arrived_at)$/i;

/** In ms: a number of seconds, or a point in time as ISO 8601 has it. */
function timeOf(row: TraceRow, file: string, number: number): number {
  const column = 'time' in row ? 'time' : Object.keys(row).find((name) => TIME.test(name));
  const time = column === undefined ? undefined : row[column];
  const seconds = typeof time === 'number' ? time : typeof time === 'string' && time.trim() !== '' ? Number(time) : NaN;
  const atMs = Number.isNaN(seconds) && typeof time === 'string' ? Date.parse(time) : seconds * 1_000;
  if (Number.isFinite(atMs)) return atMs;
  throw malformed(
    file,
    number,
    'has no "time" (or "timestamp"), in seconds or as a point in time such as 2026-11-20T10:00:00.250Z',
  );
}

function malformed(file: string, number: number, what: string): FeederError {
  return new FeederError('feeder-malformed', file, `Row ${number + 1} of the trace ${file} ${what}.`);
}
