/** What a suite's code throws, in words: what happened and at which line of the suite. */
import { inspect, types } from 'node:util';
import { BROKE_OFF } from '../measure/error-groups.ts';
import { hideSecrets } from '../units/secrets.ts';

/** An error of a task: its class, and its message with the place. */
export interface ThrownDescription {
  readonly type: string;
  readonly message: string;
  /** `shop.perf.ts:12:5`, where it is known. */
  readonly place?: string;
}

/** Frames of Proofload and of Node.js itself, in which nobody looks for a mistake of the suite. */
const FOREIGN_FRAME = /node:|[\\/]node_modules[\\/]|[\\/]proofload[\\/](?:dist|src)[\\/]/;
/** Of texts that are thrown, in characters. */
const MOST_SHOWN = 200;

/**
 * Describes what was thrown, with the innermost frame of the suite.
 *
 * @example
 * describeThrow(new TypeError('x is undefined')).message; // 'TypeError: x is undefined (shop.perf.ts:12:5)'
 */
export function describeThrow(thrown: unknown): ThrownDescription {
  if (!isError(thrown)) {
    const what = inspect(thrown, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: MOST_SHOWN });
    return { type: 'Error', message: hideSecrets(`${what} was thrown, which is no Error and so tells no line`) };
  }
  const place = placeOf(thrown.stack ?? '');
  const message = hideSecrets(`${thrown.name}: ${thrown.message}`);
  if (place === undefined) return { type: thrown.name, message };
  return { type: thrown.name, message: `${message.replace(/\.$/, '')} (${place})`, place };
}

/** The same for what an iteration broke off with: the failure of an operation counts there, and is no fault of the task. */
export function describeBreak(thrown: unknown): ThrownDescription {
  const description = describeThrow(thrown);
  const isCounted = isError(thrown) && 'counted' in thrown && thrown.counted === true;
  return isCounted ? { ...description, type: BROKE_OFF } : description;
}

/** Also for errors of another realm, such as a package's `vm`. */
function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || types.isNativeError(thrown);
}

function placeOf(stack: string): string | undefined {
  const frame = stack.split('\n').find((line) => /^\s+at /.test(line) && !FOREIGN_FRAME.test(line));
  const place = frame && /\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/.exec(frame)?.[1];
  return place?.replace(/^file:\/\//, '').replace(`${process.cwd()}/`, '');
}
