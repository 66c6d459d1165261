/**
 * Files that a suite names by a relative path: beside the suite's own file, so that it runs from anywhere; those that are
 * not there are looked for in the working directory.
 *
 * Which suite it is, is known to the whole thread: its bundle says so in its first line, since feeders are made while
 * that is imported, and the conductor says so again, since several suites may have been loaded before the first is run.
 */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

let suiteFolder: string | undefined;

/**
 * From now on the files of this suite are looked for.
 *
 * @param suiteFile - `undefined`: those of none, so that all paths are relative to the working directory
 */
export function enterSuite(suiteFile: string | undefined): void {
  suiteFolder = suiteFile === undefined ? undefined : dirname(resolve(suiteFile));
}

/**
 * Where a file or folder is, as a full path: the first place where there is something, else the first of all.
 *
 * @example
 * enterSuite('/suites/shop.perf.ts');
 * locateFile('books.csv'); // '/suites/books.csv'
 */
export function locateFile(file: string | URL): string {
  const places = placesOf(file);
  return places.find((place) => places.length > 1 && existsSync(place)) ?? (places[0] as string);
}

/**
 * The places in which a file was looked for in vain, as the end of a sentence; empty where there was one only.
 *
 * @example
 * `books.csv is not there${triedPlaces('books.csv')}.`;
 * // 'books.csv is not there: neither at /suites/books.csv nor, in the working directory, at /home/books.csv.'
 */
export function triedPlaces(file: string | URL): string {
  const [beside, here] = placesOf(file);
  return here === undefined ? '' : `: neither at ${beside} nor, in the working directory, at ${here}`;
}

function placesOf(file: string | URL): readonly string[] {
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  const here = resolve(path);
  if (suiteFolder === undefined || isAbsolute(path)) return [here];
  const beside = resolve(suiteFolder, path);
  return beside === here ? [here] : [beside, here];
}
