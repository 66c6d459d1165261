/**
 * The index of a store: a line per run with what a trend, a list or the choice of a baseline needs, so that none of
 * 10,000 runs has to be opened.
 */
import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { storeError } from './errors.ts';
import { comparedFiguresOf, type Figures } from './figures.ts';
import type { RunHeader } from './schema/header.ts';
import type { OperationRecord } from './schema/operation.ts';
import { count, durationMs, instant, list, object, ratio } from './schema/values.ts';
import { statusSchema } from './schema/verdict.ts';
import type { RunRecord } from './schema.ts';

const INDEX_SCHEMA = 'proofload.index/1';

function areFigures(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every((figure: unknown) => {
    if (!Array.isArray(figure) || figure.length !== 2) return false;
    return Number.isFinite(figure[0]) && (figure[1] === null || Number.isFinite(figure[1]));
  });
}

const indexedOperationSchema = object({
  name: z.string(),
  kind: z.string(),
  count,
  // Checked by hand: an index has a hundred of these a line, and a trend is to read 10,000 lines in under a second.
  figures: z.custom<Figures>(areFigures),
});

const HEAD = {
  schema: z.literal(INDEX_SCHEMA),
  id: z.string(),
  folder: z.string().describe('Name of the folder in `runs/`.'),
  suite: z.string(),
  scenario: z.string().nullable(),
  profile: z.string().nullable(),
  target: z.string(),
  startedAt: instant,
  durationMs,
  end: z.string(),
  status: statusSchema,
  score: ratio.nullable(),
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  dirty: z.boolean(),
  load: z.string().describe('The same for runs of the same load.'),
  environment: z.string().describe('The same for runs on machines of the same kind.'),
};
const indexedHeadSchema = object(HEAD);

const indexedRunSchema = object({
  ...HEAD,
  operations: list(indexedOperationSchema).describe('All of them together as `*`, then each.'),
});

/** A run as the index has it. */
export type IndexedRun = z.infer<typeof indexedRunSchema>;
/** An operation as the index has it. */
export type IndexedOperation = z.infer<typeof indexedOperationSchema>;

/** What the index of a store holds, and what of it could not be read. */
export interface RunIndex {
  /** In the order in which they ended. */
  readonly runs: readonly IndexedRun[];
  /** A sentence for each line that was skipped. */
  readonly problems: readonly string[];
}

/** A run's line in the index. */
export function indexRun(record: RunRecord, folder: string): IndexedRun {
  const { environment } = record;
  return {
    schema: INDEX_SCHEMA,
    id: record.id,
    folder,
    suite: record.suite.name,
    scenario: record.scenario,
    profile: record.profile,
    target: record.target,
    startedAt: record.startedAt,
    durationMs: record.durationMs,
    end: record.end,
    status: record.verdict.status,
    score: record.verdict.score,
    commit: environment.git?.commit ?? null,
    branch: environment.git?.branch ?? null,
    dirty: environment.git?.dirty ?? false,
    ...fingerprintsOf(record),
    operations: [record.totals, ...record.operations].map(indexOperation),
  };
}

function indexOperation(operation: OperationRecord): IndexedOperation {
  const { name, kind, count } = operation;
  const figures = Object.entries(comparedFiguresOf(operation)).map(([figure, [value, error]]) => {
    return [figure, [round(value), error === null ? null : round(error)]] as const;
  });
  return { name, kind, count, figures: Object.fromEntries(figures) };
}

/** To six digits, which is more than any figure is known to; lines are much shorter so. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}

/** The same for runs of the same load, and for those on machines of the same kind. */
export function fingerprintsOf({
  load,
  users,
  warmupMs,
  environment,
}: Pick<RunHeader, 'load' | 'users' | 'warmupMs' | 'environment'>): Pick<IndexedRun, 'load' | 'environment'> {
  const { cpu, cores, os, node } = environment;
  return {
    load: fingerprint([load, users, warmupMs]),
    environment: fingerprint([cpu, cores, os, node.split('.')[0]]),
  };
}

function fingerprint(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts, inOrder)).digest('hex').slice(0, 12);
}

/** Members by their names, since a record that was read has them in another order than one that was measured. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Appends a run; one write, so that runs that end at the same moment do not mix their lines. */
export async function appendToIndex(path: string, run: IndexedRun): Promise<void> {
  try {
    await appendFile(path, `${JSON.stringify(run)}\n`);
  } catch (error) {
    throw storeError('add the run to the index', path, error);
  }
}

/** What of an index is read. */
export interface ReadIndexOptions {
  /** Of each run's operations only the one of this name, which takes a fraction of the time. */
  readonly operation?: string;
}

/** Reads an index; one that is not there is empty, a line that cannot be read is skipped and named. */
export async function readIndex(path: string, { operation }: ReadIndexOptions = {}): Promise<RunIndex> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { runs: [], problems: [] };
    throw storeError('read the index', path, error);
  }
  const runs = new Map<string, IndexedRun>();
  const problems: string[] = [];
  const read = operation === undefined ? readLine : readLineFor(operation);
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const run = read(line);
    // A run that was judged again has a later line, which replaces the earlier.
    if (run !== undefined) runs.set(run.folder, run);
    else problems.push(`Line ${index + 1} of ${path} cannot be read and was skipped.`);
  }
  return { runs: [...runs.values()], problems };
}

function readLine(line: string): IndexedRun | undefined {
  return parseAs(indexedRunSchema, line);
}

const OPERATIONS = ',"operations":[';

/**
 * Reads of a line what stands before its operations, and of these one. Quotes within a name are escaped, so that what is
 * searched for is found nowhere but where it begins; figures hold nothing but lists, so that they end with the first brace.
 */
function readLineFor(name: string): (line: string) => IndexedRun | undefined {
  const beginning = `{"name":${JSON.stringify(name)},`;
  return (line) => {
    const list = line.indexOf(OPERATIONS);
    // A line that was cut short, or that was written by hand in another order.
    if (list < 0 || !line.endsWith(']}')) return readLine(line);
    const head = parseAs(indexedHeadSchema, `${line.slice(0, list)}}`);
    if (head === undefined) return undefined;
    const start = line.indexOf(beginning, list);
    if (start < 0) return { ...head, operations: [] };
    const end = line.indexOf('}}', line.indexOf('"figures":{', start));
    const operation = parseAs(indexedOperationSchema, line.slice(start, end + 2));
    return operation && { ...head, operations: [operation] };
  };
}

function parseAs<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
