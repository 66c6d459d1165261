/** Baselines from other tools and for them: what a file is, is found out from what is in it. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { didYouMean } from '../../units/suggest.ts';
import { StoreError, storeError } from '../errors.ts';
import { parseAs, parseJson } from '../read-record.ts';
import { type RunRecord, runRecordSchema } from '../schema.ts';
import type { ExportableRun } from './exportable.ts';
import { flatFileSchema, readFlatFile, writeFlatFile } from './flat-file.ts';
import { readFlatPath } from './flat-folder.ts';
import { k6SummarySchema, readK6Summary, writeK6Summary } from './k6.ts';
import { LOCUST_HEADING, readLocustCsv, writeLocustCsv } from './locust.ts';
import { pytestFileSchema, readPytestFile, writePytestFile } from './pytest.ts';
import { type ComparedRun, comparedRunOf } from './schema.ts';
import { parseBaseline } from './store.ts';

/** The forms that a run can be exported to. */
export const EXPORT_FORMATS = ['flat', 'pytest', 'k6', 'locust'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * Reads the runs in a file: a record or a baseline of Proofload, a flat baseline file, pytest-benchmark's JSON, a summary
 * of k6, or Locust's statistics.
 *
 * @throws {StoreError} `corrupt` where it is none of these
 */
export async function importRuns(path: string): Promise<readonly ComparedRun[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw storeError('read the baseline', path, error);
  }
  return parseRuns(text, path);
}

/** {@link importRuns} of a text. */
export function parseRuns(text: string, path: string): readonly ComparedRun[] {
  const id = basename(path)
    .replace(/\.(json|csv)$/, '')
    .replace(/_stats$/, '');
  if (text.trimStart().startsWith(LOCUST_HEADING.slice(0, 2).join(','))) {
    try {
      return [readLocustCsv(text, id)];
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new StoreError('corrupt', path, `${path} is not a table of Locust's statistics: ${why}.`, { cause });
    }
  }
  const value = parseJson(text, path);
  const schema = typeof value === 'object' && value !== null ? (value as { schema?: unknown }).schema : undefined;
  if (typeof schema === 'string' && schema.startsWith('proofload.run/'))
    return [storedRun(parseAs(runRecordSchema, value, path))];
  if (typeof schema === 'string' && schema.startsWith('proofload.baseline/')) return parseBaseline(value, path).runs;
  const flat = flatFileSchema.safeParse(value);
  if (flat.success) return [{ ...readFlatFile(flat.data), scenario: readFlatPath(path)?.kind ?? null }];
  const pytest = pytestFileSchema.safeParse(value);
  if (pytest.success) return [readPytestFile(pytest.data, id)];
  const k6 = k6SummarySchema.safeParse(value);
  if (k6.success) return [readK6Summary(k6.data, id)];
  const message = `${path} is no baseline that Proofload can read. It reads its own records and baselines, flat baseline files, pytest-benchmark's JSON, summaries of k6 and Locust's PREFIX_stats.csv.`;
  throw new StoreError('corrupt', path, message);
}

function storedRun(record: RunRecord): ComparedRun {
  return comparedRunOf(record, record.verdict.status);
}

/**
 * A run in the form of another tool, as the text of a file; a flat file is of one operation, or of all together.
 *
 * @param operation - of a flat file: which one
 * @throws {StoreError} `not-found` where the run has no such operation
 */
export function exportRun(run: ExportableRun, format: ExportFormat, operation?: string): string {
  switch (format) {
    case 'flat':
      return toJson(writeFlatFile(run, operationOf(run, operation), nameOf(run, operation)));
    case 'pytest':
      return toJson(writePytestFile(run));
    case 'k6':
      return toJson(writeK6Summary(run));
    case 'locust':
      return writeLocustCsv(run);
  }
}

/** What a flat file calls what it is of: the operation, else the scenario, else the suite. */
export function nameOf({ scenario, suite }: ExportableRun, operation: string | undefined): string {
  return operation ?? scenario ?? suite.name;
}

function operationOf({ totals, operations }: ExportableRun, name: string | undefined): ExportableRun['totals'] {
  if (name === undefined) return totals;
  const found = operations.find((operation) => operation.name === name);
  if (found !== undefined) return found;
  const names = operations.map((operation) => operation.name);
  const message = `There is no operation "${name}" in this run; it has ${names.join(', ')}.${didYouMean(name, names)}`;
  throw new StoreError('not-found', name, message);
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
