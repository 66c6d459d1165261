/** The files of feeders: how they are named, found and opened, and what is said where they cannot be. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { locateFile, triedPlaces } from '../../units/suite-files.ts';
import { FeederError } from './error.ts';

/**
 * A file by its path, which is relative to the suite's file, or where there is none to the working directory; or by its
 * address: `new URL('books.csv', import.meta.url)`.
 */
export type FilePath = string | URL;

/** What a file is called in messages: as it was written. */
export function nameOf(file: FilePath): string {
  if (typeof file !== 'string' && !((file as unknown) instanceof URL)) {
    throw new TypeError(`csv(), ndjson() and json() take a path or a URL, got ${String(file)}.`);
  }
  return typeof file === 'string' ? file : locateFile(file);
}

/**
 * Opens a file to be read, and returns its descriptor.
 *
 * @throws {FeederError} `feeder-unreadable`
 */
export function openData(file: FilePath): number {
  let opened: number;
  try {
    opened = openSync(locateFile(file), 'r');
  } catch (error) {
    throw unreadable(file, error);
  }
  if (fstatSync(opened).isFile()) return opened;
  closeSync(opened);
  throw new FeederError('feeder-unreadable', nameOf(file), `The data file ${nameOf(file)} is no file.`);
}

/**
 * The whole text of a file.
 *
 * @throws {FeederError} `feeder-unreadable`
 */
export function readData(file: FilePath): string {
  const opened = openData(file);
  try {
    return readFileSync(opened, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    closeSync(opened);
  }
}

function unreadable(file: FilePath, error: unknown): FeederError {
  const { code } = error as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? `is not there${triedPlaces(file)}` : `cannot be read (${code})`;
  return new FeederError('feeder-unreadable', nameOf(file), `The data file ${nameOf(file)} ${why}.`, error);
}
