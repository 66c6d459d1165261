/** `proofload run [suite…]`: runs suites one after another; the worst verdict counts. */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { makePlan, type PlanInput } from '../plan/make-plan.ts';
import type { Plan } from '../plan/types.ts';
import { findSuites, loadSuite } from '../run/load-suite.ts';
import { BUILT_IN_SCENARIOS, type BuiltInScenario, COMPLETE_SCENARIO, isBuiltInScenario } from '../suite/scenarios.ts';
import type { CommandFunction } from './app.ts';
import { readConfig } from './config-file.ts';
import { type CliContext, takesColour } from './context.ts';
import { type ExitCode, exitCodes, worst } from './exit-codes.ts';
import { explainFailure } from './failures.ts';
import { optionsOf, type TypedFlags } from './flags.ts';
import { type Interrupts, listenForInterrupts } from './interrupts.ts';
import { runPlan } from './run-plan.ts';

const run: CommandFunction = async (context, flags, paths) => {
  const suites = await findSuites(paths);
  const interrupts = listenForInterrupts(context);
  const codes: ExitCode[] = [];
  try {
    for (const [index, label] of labelsOf(suites).entries()) {
      const file = suites[index] as string;
      if (interrupts.interrupt.aborted) break;
      if (label !== '') context.say(`── ${file}`);
      codes.push(await runSuite(file, label, flags, interrupts, context));
    }
  } finally {
    interrupts.release();
  }
  return worst(codes);
};

export default run;

/**
 * What tells the files of several suites apart: the suite's file name, with its folders where two have the same.
 *
 * @example
 * labelsOf(['a/shop.perf.ts', 'b/shop.perf.ts', 'c/pay.perf.ts']); // ['a-shop', 'b-shop', 'pay']
 */
export function labelsOf(files: readonly string[]): readonly string[] {
  if (files.length === 1) return [''];
  const withoutEnding = files.map((file) => file.replace(/\.perf\.[^.]+$/, ''));
  const names = withoutEnding.map((path) => basename(path));
  return names.map((name, index) => {
    if (names.indexOf(name) === names.lastIndexOf(name)) return name;
    return (withoutEnding[index] as string).replace(/^[./\\]+/, '').replace(/[\\/]+/g, '-');
  });
}

/** One suite's mistake does not keep the others from being run. */
async function runSuite(
  file: string,
  label: string,
  flags: TypedFlags,
  interrupts: Interrupts,
  context: CliContext,
): Promise<ExitCode> {
  const { host } = context;
  try {
    const { suite, bundle } = await loadSuite(file, takesColour(host.stderr, host.env));
    try {
      const input = {
        ...{ cores: availableParallelism(), suite, suiteFile: file, suiteHash: bundle.hash },
        ...{ flags: optionsOf(flags), environment: host.env, config: await readConfig(host.cwd()) },
      };
      const asked = input.flags.scenario ?? host.env.PROOFLOAD_SCENARIO;
      if (asked === COMPLETE_SCENARIO && suite.scenarios?.[COMPLETE_SCENARIO] === undefined) {
        return await runComplete(input, { bundle: bundle.url, label }, interrupts, context);
      }
      return await runPlan({ plan: planOf(input), bundle: bundle.url, label }, interrupts, context);
    } finally {
      await bundle.remove();
    }
  } catch (error) {
    return explainFailure(error, context);
  }
}

/** The plan; one of the built-in scenario `baseline` is saved, since that is what it is for. */
function planOf(input: PlanInput): Plan {
  const plan = makePlan(input);
  if (plan.scenario !== 'baseline' || !isBuiltInScenario(plan.scenario, input.suite.scenarios)) return plan;
  const { autosave, save } = plan.options;
  if (save?.value !== undefined || autosave?.source !== 'default') return plan;
  const automatic = { value: true, source: 'scenario', from: 'scenario baseline' } as const;
  return { ...plan, options: { ...plan.options, autosave: automatic } };
}

const OUTCOMES: Readonly<Partial<Record<ExitCode, string>>> = {
  [exitCodes.passed]: '✓ passed',
  [exitCodes.failed]: '✗ failed',
  [exitCodes.invalid]: '! invalid',
};

/** Every built-in scenario, the suite's own of these names among them, one after another, for one verdict. */
async function runComplete(
  input: PlanInput,
  { bundle, label }: { readonly bundle: string; readonly label: string },
  interrupts: Interrupts,
  context: CliContext,
): Promise<ExitCode> {
  const outcomes: (readonly [name: string, code: ExitCode])[] = [];
  // All are planned before the first is run, so that a mistake is told at once.
  const plans = Object.keys(BUILT_IN_SCENARIOS).map((scenario) => {
    return [scenario, planOf({ ...input, flags: { ...input.flags, scenario } })] as const;
  });
  for (const [scenario, plan] of plans) {
    if (interrupts.interrupt.aborted) break;
    context.say(`── ${scenario}: ${BUILT_IN_SCENARIOS[scenario as BuiltInScenario].description}`);
    const own = label === '' ? scenario : `${label}_${scenario}`;
    outcomes.push([scenario, await runPlan({ plan, bundle, label: own }, interrupts, context)]);
  }
  const code = worst(outcomes.map(([, each]) => each));
  const words = outcomes.map(([name, each]) => `${name} ${OUTCOMES[each] ?? `ended with code ${each}`}`);
  context.say(`COMPLETE  ${OUTCOMES[code] ?? `code ${code}`}: ${words.join(', ')}`);
  return code;
}
