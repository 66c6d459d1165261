/**
 * Conditions under which a run is given up: `errors > 50% for 10s`. Each is a requirement turned round, judged over
 * every window of its length, that ends the run once it is certainly broken.
 *
 *     condition = metric [ 'of' key ] operator value [ 'for' duration ]
 *     operator  = '<' | '<=' | '>' | '>='
 *
 * Without a key it is of all operations; without a duration, of the run so far.
 */

import type { DeclaredMetrics } from './metric-names.ts';
import { type Problem, pathOf, problem, show } from './problem.ts';
import { type CheckedRequirement, readRequirements } from './requirements.ts';

const CONDITION = /^(\S+?)(?:\s+of\s+(.+?))?\s*(<=|>=|<|>)\s*(\S+?)(?:\s+for\s+(.+))?$/s;

/** What must hold for the run to go on. */
const OPPOSITES: Readonly<Record<string, string>> = { '>': '<=', '>=': '<', '<': '>=', '<=': '>' };

/**
 * Reads conditions, one or a list, as requirements.
 *
 * @param path - where they stand, for the problems' paths
 * @example
 * readAbortConditions('p99 of POST /pay > 2s for 30s', undefined, ['abort']).requirements[0];
 * // { key: 'POST /pay', metric: 'p99', text: '<=2s', windowMs: 30000, abort: true, … }
 */
export function readAbortConditions(
  written: unknown,
  declared: DeclaredMetrics | undefined,
  path: readonly PropertyKey[],
): { readonly requirements: readonly CheckedRequirement[]; readonly problems: readonly Problem[] } {
  if (written === undefined) return { requirements: [], problems: [] };
  const isList = Array.isArray(written);
  const read = (isList ? written : [written]).map((condition: unknown, index) => {
    const at = isList ? [...path, index] : path;
    const requirement = asRequirement(condition, (operator) => OPPOSITES[operator]);
    const example = 'must be a condition such as "errors > 50% for 10s"';
    if (requirement === undefined) {
      return { requirements: [], problems: [problem(pathOf(at), `${example}, got ${show(condition)}`)] };
    }
    // What is wrong is told of the bound as it was written.
    const { problems } = readRequirements(
      asRequirement(condition, (operator) => operator),
      declared,
      [],
    );
    if (problems.length > 0)
      return { requirements: [], problems: problems.map((one) => ({ ...one, path: pathOf(at) })) };
    return readRequirements(requirement, declared, []);
  });
  return {
    requirements: read.flatMap(({ requirements }) => requirements),
    problems: read.flatMap(({ problems }) => problems),
  };
}

function asRequirement(condition: unknown, turned: (operator: string) => string | undefined): unknown {
  const [, metric, key = '*', operator = '', value, window] =
    (typeof condition === 'string' && CONDITION.exec(condition.trim())) || [];
  if (metric === undefined) return undefined;
  const bound = { bound: `${turned(operator)}${value}`, abort: true, ...(window === undefined ? {} : { window }) };
  return { [key]: { [metric]: bound } };
}
