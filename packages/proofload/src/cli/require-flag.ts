/** The flag `--require`: `p95 <100ms` of everything, `GET /x: p95 <100ms` of an operation. */
import { UsageError } from './usage-error.ts';

/** A requirement as it is typed. */
export type TypedRequirement = readonly [key: string, metric: string, bound: string];

// requirement = [ key ': ' ] metric bound
// bound       = ( '<' | '>' | '+' | '-' ) …
const FORM = /^\s*(?:(\S.*?):\s+)?([A-Za-z_][\w.-]*?)\s*([<>+-].*)$/s;

/**
 * Reads a requirement.
 *
 * @throws UsageError when it is none
 * @example
 * readRequirement('GET /x: p95 <100ms'); // ['GET /x', 'p95', '<100ms']
 */
export function readRequirement(text: string): TypedRequirement {
  const [whole, key = '*', metric = '', bound = ''] = FORM.exec(text) ?? [];
  if (whole !== undefined) return [key, metric, bound.trim()];
  throw new UsageError(
    `--require takes a metric and its bound, such as 'p95 <100ms', 'errors <1%' or 'GET /x: p95 <100ms', not “${text}”.`,
  );
}
