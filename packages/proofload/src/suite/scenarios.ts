/**
 * The scenarios that every suite has: experiments on whatever load the suite, a profile or flags ask for. A suite's own of
 * the same name take their place.
 */
import type { Scenario } from './types.ts';

/** A scenario that shapes the load by itself. */
export type BuiltInScenario = 'baseline' | 'stress' | 'spike' | 'soak';

/** In the order in which `complete` runs them. */
export const BUILT_IN_SCENARIOS: Readonly<Record<BuiltInScenario, Scenario>> = {
  baseline: {
    description: 'The usual load, steady; saved, so that later runs can be held against it.',
    objectives: ['Know how the service does under its usual load.'],
  },
  stress: {
    description: 'More and more load, in steps up to eight times the usual.',
    objectives: ['Find the load at which a requirement breaks.', 'Hold every requirement under the usual load.'],
  },
  spike: {
    description: 'Five times the usual load all of a sudden, and the usual again.',
    objectives: ['See how much fails in a sudden rise.', 'Know how long the service takes to recover.'],
  },
  soak: {
    description: 'The usual load for a long time.',
    objectives: ['Find what drifts over time.', 'Find what leaks.'],
  },
};

/** The name of all of them, one after another, for one verdict. */
export const COMPLETE_SCENARIO = 'complete';

/** All scenarios of a suite by name, the built-in ones among them. */
export function scenariosOf(own: Readonly<Record<string, Scenario>> | undefined): Readonly<Record<string, Scenario>> {
  return { ...BUILT_IN_SCENARIOS, ...own };
}

/** Whether a name means a built-in scenario in a suite, and not one of its own. */
export function isBuiltInScenario(
  name: string | undefined,
  own: Readonly<Record<string, Scenario>> | undefined,
): name is BuiltInScenario {
  return name !== undefined && Object.hasOwn(BUILT_IN_SCENARIOS, name) && !Object.hasOwn(own ?? {}, name);
}
