/** A trace for the replay: an arrival every 50 µs, with data. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Arrivals a second, of the trace and of the open load beside it. */
export const RATE = 20_000;
const SECONDS = 5;

/** @param {string} folder @returns {string} the file */
export function writeTrace(folder) {
  const file = join(folder, 'trace.csv');
  const rows = Array.from({ length: RATE * SECONDS }, (_, row) => `${(row / RATE).toFixed(5)},read,${row % 100}`);
  writeFileSync(file, `time,task,size\n${rows.join('\n')}\n`);
  return file;
}
