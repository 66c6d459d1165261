/** Baselines in the files of other tools: `proofload baseline export` and `import`. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ExportableRun, exportableOf } from '../record/baseline/exportable.ts';
import { flatPathOf, readFlatPath } from '../record/baseline/flat-folder.ts';
import type { ComparedRun } from '../record/baseline/schema.ts';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  nameOf as exportName,
  exportRun,
  importRuns,
} from '../record/baseline/transfer.ts';
import { StoreError, storeError } from '../record/errors.ts';
import { readRecordFile } from '../record/read-record.ts';
import { type FileStore, writeWhole } from '../record/store.ts';
import { loadRuns } from '../run/load-runs.ts';
import { didYouMean } from '../units/suggest.ts';
import { type BaselineAction, nameOf } from './baseline-action.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';

const ENDINGS = { pytest: '_pytest.json', k6: '_k6.json', locust: '_stats.csv' } as const;

/** Writes the newest run of a baseline, or a run: to standard output, a file, or into a folder under its own name. */
export async function exportBaseline({ context, store, flags, args }: BaselineAction): Promise<ExitCode> {
  const name = nameOf(args, 'export main --format flat');
  const format = readFormat(flags.format as string | undefined);
  const operation = flags.operation as string | undefined;
  if (operation !== undefined && format !== 'flat') {
    throw new UsageError('--operation goes with --format flat; the other forms have all operations.');
  }
  const { runs } = await loadRuns(store, [name]);
  const run = await wholeRun(store, runs.at(-1) as ComparedRun);
  const text = exportRun(run, format, operation);
  const to = flags.to as string | undefined;
  if (to === undefined) {
    context.print(text);
    return exitCodes.passed;
  }
  const path = (await isFolder(to)) ? join(to, fileName(run, name, format, operation)) : to;
  await writeWhole(path, text, 'write the export');
  context.say(`Written to ${path}.`);
  return exitCodes.passed;
}

function readFormat(text: string | undefined): ExportFormat {
  const format = EXPORT_FORMATS.find((known) => known === text);
  if (format !== undefined) return format;
  const what = text === undefined ? 'is missing' : `“${text}” is not known.${didYouMean(text, EXPORT_FORMATS)}`;
  throw new UsageError(`--format ${what}${text === undefined ? '.' : ''} There are: ${EXPORT_FORMATS.join(', ')}.`);
}

function fileName(run: ExportableRun, name: string, format: ExportFormat, operation: string | undefined): string {
  if (format === 'flat') return flatPathOf({ ...run, name: exportName(run, operation) });
  return `${plainName(name)}${ENDINGS[format]}`;
}

/** The record of a run, where the store still has it: a baseline keeps its figures only. */
async function wholeRun(store: FileStore, run: ComparedRun): Promise<ExportableRun> {
  try {
    const { record } = await store.find(run.id);
    const whole = record === undefined ? undefined : await readRecordFile(record);
    if (whole?.startedAt === run.startedAt) return whole;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
  return exportableOf(run);
}

/**
 * Reads files, and all in folders, into baselines: one by the name that is given, else one for each name of a file. What
 * cannot be read is named, and the rest is used.
 */
export async function importBaselines({ context, baselines, flags, args }: BaselineAction): Promise<ExitCode> {
  if (args.length === 0) throw new UsageError('Which file or folder? For example: proofload baseline import results/');
  const groups = new Map<string, ComparedRun[]>();
  let refused = 0;
  for (const path of (await Promise.all(args.map(filesIn))).flat()) {
    try {
      const name = (flags.as as string | undefined) ?? readFlatPath(path)?.name ?? plainName(path);
      groups.set(name, [...(groups.get(name) ?? []), ...(await importRuns(path))]);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      context.say(error.message);
      refused += 1;
    }
  }
  for (const [name, runs] of groups) {
    const inOrder = runs.toSorted((a, b) => (a.startedAt ?? '').localeCompare(b.startedAt ?? ''));
    const saved = await (flags.replace
      ? baselines.replace(name, inOrder, new Date())
      : baselines.add(name, inOrder, new Date()));
    context.say(`The baseline “${name}” has ${saved.runs.length === 1 ? '1 run' : `${saved.runs.length} runs`} now.`);
  }
  if (groups.size === 0 && refused === 0) throw new UsageError(`There are no files to read in ${args.join(', ')}.`);
  return groups.size === 0 ? exitCodes.usage : exitCodes.passed;
}

function plainName(path: string): string {
  return basename(path)
    .replace(/\.(json|csv)$/, '')
    .replace(/_stats$/, '');
}

async function filesIn(path: string): Promise<readonly string[]> {
  if (!(await isFolder(path))) return [path];
  try {
    const names = await readdir(path, { recursive: true });
    return names
      .filter((name) => /\.json$|_stats\.csv$/.test(name))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    throw storeError('list the files', path, error);
  }
}

/** A path that ends in a slash is a folder, made where it is missing. */
async function isFolder(path: string): Promise<boolean> {
  if (/[\\/]$/.test(path)) return true;
  const status = await stat(path).catch(() => undefined);
  return status?.isDirectory() ?? false;
}
