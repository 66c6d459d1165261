/**
 * Requirements from elsewhere than the run itself: of a suite, of a module or a JSON file with nothing but requirements,
 * or given one by one.
 */
import { readFile } from 'node:fs/promises';
import { UsageError } from '../plan/error.ts';
import { storeError } from '../record/errors.ts';
import { parseJson } from '../record/read-record.ts';
import { SuiteError } from '../suite/error.ts';
import { isRecord, type Problem, problem } from '../suite/problem.ts';
import { type CheckedRequirement, readRequirements } from '../suite/requirements.ts';
import { isBuiltInScenario, scenariosOf } from '../suite/scenarios.ts';
import type { Suite } from '../suite/types.ts';
import { didYouMean } from '../units/suggest.ts';
import { importModule } from './load-suite.ts';

/** The scenario whose requirements are wanted, and whether somebody asked for it. */
export interface ScenarioWish {
  readonly name: string | null;
  readonly isAsked: boolean;
}

/**
 * The requirements in a file: a suite (`*.perf.ts`), a module whose default export is `{ 'GET /x': { p95: '<100ms' } }`,
 * or JSON of that form, under `requirements` or by itself.
 *
 * @param scenario - of a suite: whose requirements take the place of the suite's on the same metric
 * @throws StoreError or SuiteLoadError when it cannot be read
 * @throws SuiteError with everything that is wrong with it
 * @throws UsageError where it has no scenario that was asked for
 */
export async function requirementsIn(file: string, scenario: ScenarioWish): Promise<readonly CheckedRequirement[]> {
  const content = file.endsWith('.json') ? await readJson(file) : await readModule(file);
  if (isRecord(content) && content.kind === 'proofload.suite')
    return requirementsOfSuite(content as unknown as Suite, scenario);
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
  const problems: Problem[] = [];
  // Each by itself, since a metric may have a bound on either side.
  const requirements = given.flatMap(([key, metric, bound]) => {
    const read = readRequirements({ [key]: { [metric]: bound } }, undefined, []);
    problems.push(...read.problems);
    return read.requirements;
  });
  if (problems.length > 0) throw new SuiteError(problems, '--require');
  return requirements;
}

function checked(written: unknown, where: string, metrics?: Suite['metrics']): readonly CheckedRequirement[] {
  const { requirements, problems } = readRequirements(written, metrics, []);
  if (problems.length > 0) throw new SuiteError(problems, where);
  return requirements;
}

/**
 * The requirements of a suite, those of a scenario in the place of the suite's on the same metric.
 *
 * @throws UsageError where it has no scenario that was asked for
 */
export function requirementsOfSuite(suite: Suite, { name, isAsked }: ScenarioWish): readonly CheckedRequirement[] {
  const { scenarios = {} } = suite;
  const scenario = name !== null && Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (isAsked && scenario === undefined && !isBuiltInScenario(name ?? undefined, scenarios)) {
    const names = Object.keys(scenariosOf(scenarios));
    const hint = `${didYouMean(`${name}`, names)} There are: ${names.join(', ')}.`;
    throw new UsageError([problem('--scenario', `there is no scenario "${name}"`, hint)]);
  }
  const own = scenario?.requirements;
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
