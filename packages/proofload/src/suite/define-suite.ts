/**
 * The way into Proofload from code: a suite, checked as soon as it is defined.
 */
import { SuiteError } from './error.ts';
import { isRecord } from './problem.ts';
import type { Suite, SuiteDefinition } from './types.ts';
import { suiteOf } from './unchecked.ts';
import { problemsOfSuite } from './validate.ts';

/**
 * Defines a suite: users, load and requirements of one service. A suite file (`*.perf.ts`) exports it as its default.
 *
 * @throws {SuiteError} `invalid-suite`, with all problems and their paths
 * @example
 * export default defineSuite({
 *   name: 'bookshop',
 *   target: 'http://127.0.0.1:8000',
 *   users: [user('Reader', { tasks: { browse: ({ http }) => http.get('/books') } })],
 *   requirements: { 'GET /books': { p95: '<100ms', errors: '<1%' } },
 * });
 */
export function defineSuite(definition: SuiteDefinition): Suite {
  const problems = problemsOfSuite(definition);
  if (problems.length > 0) throw new SuiteError(problems, subjectOf(definition));
  return suiteOf(definition);
}

/** With the name, when there is a sound one: the definition may be anything at this point. */
function subjectOf(definition: unknown): string {
  const { name } = isRecord(definition) ? definition : {};
  return typeof name === 'string' && name.trim() !== '' ? `The suite "${name}"` : 'The suite';
}

/** Whether what a suite file exports is a suite. */
export function isSuite(exported: unknown): exported is Suite {
  return isRecord(exported) && exported.kind === 'proofload.suite';
}
