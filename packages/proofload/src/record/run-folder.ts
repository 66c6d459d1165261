/**
 * The names of run folders, `<number>_<suite>_<commit>_<stamp>`, and how a number is taken so that no two runs ever
 * share one, whatever runs side by side.
 */
import { mkdir, readdir, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { storeError } from './errors.ts';
import { makeFolder } from './make-folder.ts';

/** What a folder's name is made of. */
export interface RunName {
  readonly suite: string;
  /** The whole commit; `undefined` outside of a repository. */
  readonly commit: string | undefined;
  readonly startedAt: Date;
}

/** A run's place in a store. */
export interface RunFolder {
  /** The number, at least four digits: `0007`. */
  readonly id: string;
  /** The folder's path. */
  readonly path: string;
}

const FOLDER = /^(\d{4,})_/;
const NUMBER = /^(\d{4,})(?:_|$)/;
const LONGEST_SLUG = 40;
const COMMIT_LENGTH = 8;

/**
 * A name fit for a file on any system: lower-case letters, digits and single hyphens, at most 40 characters.
 *
 * @example
 * slug('Bücher & mehr'); // 'bucher-mehr'
 */
export function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return plain.replace(/^-+/, '').slice(0, LONGEST_SLUG).replace(/-+$/, '') || 'suite';
}

/** A moment as digits, to the second, in UTC: `20261120T100000Z`. */
export function stamp(moment: Date): string {
  return moment.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** The run that a folder's name tells; undefined for what is no run. */
export function readFolderName(parent: string, name: string): RunFolder | undefined {
  const id = FOLDER.exec(name)?.[1];
  return id === undefined ? undefined : { id, path: join(parent, name) };
}

/**
 * Takes the next number and makes the folder of a run.
 *
 * A number is claimed by making a folder of the bare number, which only one process can; a claim on a number that turns
 * out to be in use is given back. The claimed folder then gets its full name.
 *
 * @param parent - the folder of all runs; made where it is missing
 * @throws {StoreError}
 */
export async function createRunFolder(parent: string, name: RunName): Promise<RunFolder> {
  try {
    await makeFolder(parent);
    const id = await claimNumber(parent);
    const path = join(parent, [id, slug(name.suite), commitPart(name.commit), stamp(name.startedAt)].join('_'));
    await rename(join(parent, id), path);
    return { id, path };
  } catch (error) {
    throw storeError('make a folder for the run', parent, error);
  }
}

async function claimNumber(parent: string): Promise<string> {
  for (let number = highest(await readdir(parent)) + 1; ; number++) {
    const id = String(number).padStart(4, '0');
    const claim = join(parent, id);
    try {
      await mkdir(claim);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw error;
    }
    // Another process may have claimed and renamed this number since the names were read.
    const names = await readdir(parent);
    if (!names.some((name) => name.startsWith(`${id}_`))) return id;
    await rmdir(claim);
  }
}

function highest(names: readonly string[]): number {
  return names.reduce((most, name) => Math.max(most, Number(NUMBER.exec(name)?.[1] ?? 0)), 0);
}

function commitPart(commit: string | undefined): string {
  return commit === undefined ? 'nocommit' : slug(commit).slice(0, COMMIT_LENGTH);
}
