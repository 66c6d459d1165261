/** Reading a record that somebody wrote, perhaps long ago, perhaps by hand: every way in which it may be wrong is named. */
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { StoreError, storeError } from './errors.ts';
import { RUN_SCHEMA } from './schema/header.ts';
import { type RunRecord, runRecordSchema } from './schema.ts';

const MOST_PROBLEMS_TOLD = 5;

/**
 * Reads a `run.json`.
 *
 * @throws {StoreError} `not-found`, `corrupt`, `unknown-version` …
 */
export async function readRecordFile(path: string): Promise<RunRecord> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw storeError('read the run', path, error);
  }
  return parseRecord(text, path);
}

/**
 * Reads the text of a `run.json`.
 *
 * @param path - where it comes from, for the error
 * @throws {StoreError} `corrupt`, `unknown-version`
 */
export function parseRecord(text: string, path: string): RunRecord {
  return parseAs(runRecordSchema, parseJson(text, path), path);
}

/** A value of the given form, or a StoreError that says what is wrong with it and where. */
export function parseAs<Schema extends z.ZodType>(schema: Schema, value: unknown, path: string): z.output<Schema> {
  requireVersion(value, path);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(the whole)'}: ${issue.message}`);
  const told = problems.slice(0, MOST_PROBLEMS_TOLD).join('; ');
  const more = problems.length > MOST_PROBLEMS_TOLD ? `; and ${problems.length - MOST_PROBLEMS_TOLD} more` : '';
  throw new StoreError('corrupt', path, `${path} is not a run record of Proofload: ${told}${more}.`);
}

export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ');
    const message = `${path} is not valid JSON (${why}); it may have been cut off while it was written.`;
    throw new StoreError('corrupt', path, message, { cause });
  }
}

function requireVersion(value: unknown, path: string): void {
  const schema = typeof value === 'object' && value !== null ? (value as { schema?: unknown }).schema : undefined;
  if (schema === RUN_SCHEMA) return;
  if (typeof schema === 'string' && schema.startsWith('proofload.run/')) {
    const message = `${path} was written by another version of Proofload (${schema}; this one reads ${RUN_SCHEMA}). Read it with that version.`;
    throw new StoreError('unknown-version', path, message);
  }
  throw new StoreError(
    'corrupt',
    path,
    `${path} is not a run record of Proofload: it has no "schema": "${RUN_SCHEMA}".`,
  );
}
