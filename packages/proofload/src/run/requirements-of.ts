/**
 * Requirements from elsewhere than the run itself: of a suite, of a module or a JSON file with nothing but requirements,
 * or given one by one.
 */
import { readFile } from 'node:fs/promises';
import { storeError } from '../record/errors.ts';
import { parseJson } from '../record/read-record.ts';
import { SuiteError } from '../suite/error.ts';
import { isRecord } from '../suite/problem.ts';
import { type CheckedRequirement, readRequirements } from '../suite/requirements.ts';
import type { Suite } from '../suite/types.ts';
import { importModule } from './load-suite.ts';

/**
 * The requirements in a file: a suite (`*.perf.ts`), a module whose default export is `{ 'GET /x': { p95: '<100ms' } }`,
 * or JSON of that form, under `requirements` or by itself.
 *
 * @param scenario - of a suite: whose requirements take the place of the suite's on the same metric
 * @throws StoreError or SuiteLoadError when it cannot be read
 * @throws SuiteError with everything that is wrong with it
 */
export async function requirementsIn(file: string, scenario: string | null): Promise<readonly CheckedRequirement[]> {
  const content = file.endsWith('.json') ? await readJson(file) : await readModule(file);
  if (isRecord(content) && content.kind === 'proofload.suite') return ofSuite(content as unknown as Suite, scenario);
  return checked(isRecord(content) && 'requirements' in content ? content.requirements : content, file);
}

/**
 * Requirements written one by one.
 *
 * @param given - key, metric and bound of each
 * @throws SuiteError with everything that is wrong with them
 */
export function requirementsFrom(
  given: readonly (readonly [key: string, metric: string, bound: string])[],
): readonly CheckedRequirement[] {
  const written: Record<string, Record<string, string>> = {};
  for (const [key, metric, bound] of given) written[key] = { ...written[key], [metric]: bound };
  return checked(written, '--require');
}

function checked(written: unknown, where: string, metrics?: Suite['metrics']): readonly CheckedRequirement[] {
  const { requirements, problems } = readRequirements(written, metrics, []);
  if (problems.length > 0) throw new SuiteError(problems, where);
  return requirements;
}

function ofSuite(suite: Suite, scenario: string | null): readonly CheckedRequirement[] {
  const own = scenario === null ? undefined : suite.scenarios?.[scenario]?.requirements;
  const wanted = new Map<string, CheckedRequirement>();
  for (const written of [suite.requirements, own]) {
    for (const one of checked(written, suite.name, suite.metrics)) wanted.set(`${one.key} ${one.metric}`, one);
  }
  return [...wanted.values()];
}

async function readModule(file: string): Promise<unknown> {
  const { module, bundle } = await importModule(file, 'suite');
  await bundle.remove();
  return module.default;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return parseJson(await readFile(file, 'utf8'), file);
  } catch (error) {
    throw storeError('read the requirements', file, error);
  }
}
