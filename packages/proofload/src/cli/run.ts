/** `proofload run [suite…]`: runs suites one after another; the worst verdict counts. */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { NothingSelectedError } from '../plan/error.ts';
import { makePlan, type PlanInput } from '../plan/make-plan.ts';
import type { Plan } from '../plan/types.ts';
import type { Bundle } from '../run/bundle.ts';
import { InterruptedError } from '../run/errors.ts';
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
  const planned: PlannedSuite[] = [];
  try {
    const refused = await planAll(suites, flags, planned, { context, interrupt: interrupts.interrupt });
    if (refused.length > 0) return worst(refused);
    const codes: ExitCode[] = [];
    for (const suite of planned) {
      if (interrupts.interrupt.aborted) break;
      if (suites.length > 1) context.say(`── ${suite.file}`);
      codes.push(await runSuite(suite, interrupts, context));
    }
    return worst(codes);
  } finally {
    interrupts.release();
    for (const { bundle } of planned) await bundle.remove();
  }
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

/** A suite that can be run. */
interface PlannedSuite {
  readonly file: string;
  readonly label: string;
  readonly bundle: Bundle;
  /** One, or those of the built-in scenarios, by name, for `--scenario complete`. */
  readonly plan: Plan | Map<BuiltInScenario, Plan>;
}

/**
 * Plans all suites before the first is run, so that every mistake in any of them is told at once and before any load. A
 * suite in which `-k` and tags select nothing is left out where they select something in another.
 *
 * @param planned - is given what can be run
 * @returns the exit codes of suites that cannot
 */
async function planAll(
  files: readonly string[],
  flags: TypedFlags,
  planned: PlannedSuite[],
  { context, interrupt }: { readonly context: CliContext; readonly interrupt: AbortSignal },
): Promise<readonly ExitCode[]> {
  const refused: ExitCode[] = [];
  const idle: { readonly file: string; readonly error: NothingSelectedError }[] = [];
  for (const [index, label] of labelsOf(files).entries()) {
    const file = files[index] as string;
    try {
      planned.push(await planSuite(file, label, flags, { context, interrupt }));
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      if (error instanceof NothingSelectedError) idle.push({ file, error });
      else refused.push(explainFailure(error, context));
    }
  }
  if (refused.length > 0 && files.length > 1) context.say('So none of the suites was run.');
  if (refused.length > 0) return refused;
  if (planned.length === 0) return idle.map(({ error }) => explainFailure(error, context));
  for (const { file } of idle) context.say(`${file} is left out: none of its tasks is selected.`);
  return refused;
}

async function planSuite(
  file: string,
  label: string,
  flags: TypedFlags,
  { context: { host }, interrupt }: { readonly context: CliContext; readonly interrupt: AbortSignal },
): Promise<PlannedSuite> {
  const { suite, bundle } = await loadSuite(file, takesColour(host.stderr, host.env), interrupt);
  try {
    const input = {
      ...{ cores: availableParallelism(), suite, suiteFile: file, suiteHash: bundle.hash },
      ...{ flags: optionsOf(flags), environment: host.env, config: await readConfig(host.cwd()) },
    };
    const asked = input.flags.scenario ?? host.env.PROOFLOAD_SCENARIO;
    const isComplete = asked === COMPLETE_SCENARIO && suite.scenarios?.[COMPLETE_SCENARIO] === undefined;
    return { file, label, bundle, plan: isComplete ? plansOf(input) : planOf(input) };
  } catch (error) {
    await bundle.remove();
    throw error;
  }
}

/** A run that cannot be made, its target being away for example, does not keep those of other suites from being made. */
async function runSuite(
  { plan, bundle, label }: PlannedSuite,
  interrupts: Interrupts,
  context: CliContext,
): Promise<ExitCode> {
  try {
    if (plan instanceof Map) return await runComplete(plan, { bundle: bundle.url, label }, interrupts, context);
    return await runPlan({ plan, bundle: bundle.url, label }, interrupts, context);
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

/** Every built-in scenario, the suite's own of these names among them. */
function plansOf(input: PlanInput): Map<BuiltInScenario, Plan> {
  const names = Object.keys(BUILT_IN_SCENARIOS) as BuiltInScenario[];
  return new Map(names.map((scenario) => [scenario, planOf({ ...input, flags: { ...input.flags, scenario } })]));
}

const OUTCOMES: Readonly<Partial<Record<ExitCode, string>>> = {
  [exitCodes.passed]: '✓ passed',
  [exitCodes.failed]: '✗ failed',
  [exitCodes.invalid]: '! invalid',
};

/** One built-in scenario after another, for one verdict. */
async function runComplete(
  plans: ReadonlyMap<BuiltInScenario, Plan>,
  { bundle, label }: { readonly bundle: string; readonly label: string },
  interrupts: Interrupts,
  context: CliContext,
): Promise<ExitCode> {
  const outcomes: (readonly [name: string, code: ExitCode])[] = [];
  for (const [scenario, plan] of plans) {
    if (interrupts.interrupt.aborted) break;
    context.say(`── ${scenario}: ${BUILT_IN_SCENARIOS[scenario].description}`);
    const own = label === '' ? scenario : `${label}_${scenario}`;
    outcomes.push([scenario, await runPlan({ plan, bundle, label: own }, interrupts, context)]);
  }
  const code = worst(outcomes.map(([, each]) => each));
  const words = outcomes.map(([name, each]) => `${name} ${OUTCOMES[each] ?? `ended with code ${each}`}`);
  context.say(`COMPLETE  ${OUTCOMES[code] ?? `code ${code}`}: ${words.join(', ')}`);
  return code;
}
