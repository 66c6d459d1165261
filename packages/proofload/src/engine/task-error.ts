/** What a suite's code throws, in words: what happened and at which line of the suite. */

import { hideSecrets } from '../units/secrets.ts';

/** An error of a task: its class, and its message with the place. */
export interface ThrownDescription {
  readonly type: string;
  readonly message: string;
}

/** Frames of Proofload and of Node.js itself, in which nobody looks for a mistake of the suite. */
const FOREIGN_FRAME = /node:|[\\/]node_modules[\\/]|[\\/]proofload[\\/](?:dist|src)[\\/]/;

/**
 * Describes what was thrown, with the innermost frame of the suite.
 *
 * @example
 * describeThrow(new TypeError('x is undefined')).message; // 'TypeError: x is undefined (shop.perf.ts:12:5)'
 */
export function describeThrow(thrown: unknown): ThrownDescription {
  if (!(thrown instanceof Error)) return { type: 'Error', message: hideSecrets(`${String(thrown)} was thrown`) };
  const place = placeOf(thrown.stack ?? '');
  const message = hideSecrets(`${thrown.name}: ${thrown.message}`);
  return { type: thrown.name, message: place === undefined ? message : `${message} (${place})` };
}

function placeOf(stack: string): string | undefined {
  const frame = stack.split('\n').find((line) => /^\s+at /.test(line) && !FOREIGN_FRAME.test(line));
  const place = frame && /\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/.exec(frame)?.[1];
  return place?.replace(/^file:\/\//, '').replace(`${process.cwd()}/`, '');
}
