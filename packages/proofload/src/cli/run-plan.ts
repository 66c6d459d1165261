/** One plan run in a terminal: what `run`, `hit` and `demo` share, from the plan to the exit code. */
import type { OptionValues } from '../plan/options.ts';
import type { Plan } from '../plan/types.ts';
import type { RunRecord } from '../record/schema.ts';
import { conduct } from '../run/conductor.ts';
import type { CliContext } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { explainFailure } from './failures.ts';
import type { Interrupts } from './interrupts.ts';
import { LiveScreen } from './live-screen.ts';
import { showRun } from './outputs.ts';

export interface PlannedRun {
  readonly plan: Plan;
  /** The URL of the suite's bundle. */
  readonly bundle: string;
  /** Distinguishes the files of several suites; empty for one. */
  readonly label: string;
}

export async function runPlan(run: PlannedRun, interrupts: Interrupts, context: CliContext): Promise<ExitCode> {
  const { plan, bundle, label } = run;
  const values = Object.fromEntries(
    Object.entries(plan.options).map(([name, { value }]) => [name, value]),
  ) as OptionValues;
  const screen = new LiveScreen(context, {
    suite: plan.suite.name,
    variant: plan.scenario ?? plan.profile,
    warmupMs: plan.warmupMs,
    headless: values.headless === true,
    quiet: values.quiet === true,
    verbose: values.verbose === true,
  });
  const { host } = context;
  const { record, measurements, folder, storeError } = await conduct({
    plan,
    bundle,
    store: values.out as string,
    workingDirectory: host.cwd(),
    environment: host.env,
    onEvent: screen.hear,
    interrupt: interrupts.interrupt,
    kill: interrupts.kill,
  }).finally(() => screen.end());
  let code = exitCodeOf(record, values['exit-code-on-error']);
  try {
    await showRun(
      { record, measurements, folder: storeError === undefined ? folder : undefined },
      values,
      context,
      label,
    );
  } catch (error) {
    code = explainFailure(error, context);
  }
  if (storeError !== undefined) {
    context.say(storeError.message);
    return exitCodes.internal;
  }
  return code;
}

/** Interrupted before invalid before failed, as the order of the codes has it. */
export function exitCodeOf({ end, verdict, strict, totals }: RunRecord, onError?: number): ExitCode {
  if (end === 'interrupted') return exitCodes.interrupted;
  if (verdict.status === 'invalid') return exitCodes.invalid;
  if (verdict.status === 'failed') return exitCodes.failed;
  if (verdict.status === 'inconclusive' && strict) return exitCodes.invalid;
  if (onError !== undefined && totals.failed > 0) return onError as ExitCode;
  return exitCodes.passed;
}
