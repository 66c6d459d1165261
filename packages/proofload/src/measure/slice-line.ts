/**
 * A slice as a line of `series.ndjson`, and back.
 *
 * A line is a JSON object with the members of {@link Slice}: `operations` in base64, empty members left out, each entry
 * of `generator.workers` as the list `[busyShare, deniedShare or null, activeUsers, waiting]`, `generator.userTime` as the
 * list `[presentMs, iterations, workMs, betweenMs]`, and last of all `crc32`,
 * eight hexadecimal digits: the CRC-32 (as zlib has it) of the line's UTF-8 bytes before `,"crc32"`. A line that was cut
 * short or changed is thus never taken for a whole one. Slices of one file build on each other: see `slice.ts`.
 */
import { crc32 } from 'node:zlib';
import { fromBase64, toBase64 } from './bytes.ts';
import { CorruptMeasurementError } from './error.ts';
import type { Slice, SliceDictionary, SliceGenerator, UserTime, WorkerHealth } from './slice.ts';

const SEAL = ',"crc32":"';

/**
 * The line of a slice, without the line's end.
 *
 * @example
 * appendFileSync(file, `${encodeSlice(slice)}\n`);
 */
export function encodeSlice(slice: Slice): string {
  const { second, dictionary, operations, errors, exemplars, checks, metrics, generator } = slice;
  const names = withoutEmpty(dictionary);
  const line = JSON.stringify({
    second,
    ...(Object.keys(names).length > 0 ? { dictionary: names } : {}),
    ...(operations.length > 0 ? { operations: toBase64(operations) } : {}),
    ...withoutEmpty({ errors, exemplars, checks, metrics }),
    generator: packGenerator(generator),
  });
  const content = line.slice(0, -1);
  return `${content}${SEAL}${checksum(content)}"}`;
}

function withoutEmpty(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, list]) => list.length > 0));
}

function checksum(content: string): string {
  return crc32(content).toString(16).padStart(8, '0');
}

function packGenerator({ userTime, workers, ...rest }: SliceGenerator): object {
  const { presentMs = 0, iterations = 0, workMs = 0, betweenMs = 0 } = userTime ?? {};
  const time = userTime === undefined ? {} : { userTime: [presentMs, iterations, workMs, betweenMs] };
  return { ...rest, ...time, workers: workers.map(packHealth) };
}

/** A figure that the system did not give must not make the whole second unreadable: JSON has no NaN. */
function packHealth({ busyShare, deniedShare, activeUsers, waiting }: WorkerHealth): readonly (number | null)[] {
  return [busyShare || 0, deniedShare ?? null, activeUsers || 0, waiting || 0];
}

/**
 * The slice of a line.
 *
 * @throws {CorruptMeasurementError} when the line was cut short or changed, or is none of ours
 */
export function decodeSlice(line: string): Slice {
  const seal = line.lastIndexOf(SEAL);
  const content = line.slice(0, Math.max(0, seal));
  if (seal < 0 || line.slice(seal) !== `${SEAL}${checksum(content)}"}`) {
    throw new CorruptMeasurementError('a line was cut short or changed');
  }
  const members = asMembers(parse(`${content}}`), 'a line');
  const dictionary = asMembers(members.dictionary ?? {}, 'dictionary');
  return {
    second: asCount(members.second, 'second'),
    dictionary: {
      operations: rows(dictionary, 'operations', ['count', 'text', 'text', 'members']),
      errors: rows(dictionary, 'errors', ['count', 'count', 'text', 'text']),
      checks: rows(dictionary, 'checks', ['count', 'text', 'text or null']),
      metrics: rows(dictionary, 'metrics', ['count', 'text', 'metric type']),
      trends: rows(dictionary, 'trends', ['count', 'text']),
    } as SliceDictionary,
    operations: fromBase64(asText(members.operations ?? '', 'operations')),
    errors: rows(members, 'errors', ['count', 'count', 'number', 'number']) as Slice['errors'],
    exemplars: rows(members, 'exemplars', ['count', 'members']) as Slice['exemplars'],
    checks: rows(members, 'checks', ['count', 'count', 'count']) as Slice['checks'],
    metrics: rows(members, 'metrics', ['count', 'metric data']) as Slice['metrics'],
    generator: asGenerator(asMembers(members.generator, 'generator')),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CorruptMeasurementError('a line is not JSON');
  }
}

type Members = Readonly<Record<string, unknown>>;

const FIELDS = {
  count: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0,
  number: (value: unknown) => Number.isFinite(value),
  'number or null': (value: unknown) => value === null || Number.isFinite(value),
  text: (value: unknown) => typeof value === 'string',
  'text or null': (value: unknown) => value === null || typeof value === 'string',
  members: (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'metric type': (value: unknown) => ['counter', 'gauge', 'rate', 'trend'].includes(value as string),
  'metric data': (value: unknown) =>
    typeof value === 'string' || (Array.isArray(value) && value.every((number) => Number.isFinite(number))),
} as const;

/** The rows of a member, each with fields of the given sorts; none when the member is absent. */
function rows(members: Members, name: string, fields: readonly (keyof typeof FIELDS)[]): readonly unknown[] {
  const list = members[name] ?? [];
  const fits = (row: unknown) =>
    Array.isArray(row) && row.length === fields.length && fields.every((field, index) => FIELDS[field](row[index]));
  if (!Array.isArray(list) || !list.every(fits)) throw new CorruptMeasurementError(`"${name}" has a wrong shape`);
  return list;
}

function asGenerator(members: Members): SliceGenerator {
  const workers = rows(members, 'workers', ['number', 'number or null', 'number', 'number']);
  return {
    iterations: asCount(members.iterations, 'iterations'),
    dropped: asCount(members.dropped, 'dropped'),
    sendLag: asText(members.sendLag, 'sendLag'),
    loopLag: asText(members.loopLag, 'loopLag'),
    ...(members.userTime === undefined ? {} : { userTime: asUserTime(members.userTime) }),
    workers: (workers as readonly (readonly [number, number | null, number, number])[]).map(
      ([busyShare, deniedShare, activeUsers, waiting]) => ({
        busyShare,
        ...(deniedShare === null ? {} : { deniedShare }),
        activeUsers,
        waiting,
      }),
    ),
  };
}

function asUserTime(value: unknown): Readonly<UserTime> {
  const isList = Array.isArray(value) && value.length === 4 && value.every((each) => FIELDS.number(each));
  if (!isList) throw new CorruptMeasurementError('"userTime" has a wrong shape');
  const [presentMs, iterations, workMs, betweenMs] = value as [number, number, number, number];
  return { presentMs, iterations, workMs, betweenMs };
}

function asMembers(value: unknown, name: string): Members {
  if (!FIELDS.members(value)) throw new CorruptMeasurementError(`${name} is not an object`);
  return value as Members;
}

function asCount(value: unknown, name: string): number {
  if (!FIELDS.count(value)) throw new CorruptMeasurementError(`"${name}" is not a whole number`);
  return value as number;
}

function asText(value: unknown, name: string): string {
  if (!FIELDS.text(value)) throw new CorruptMeasurementError(`"${name}" is not a text`);
  return value as string;
}
