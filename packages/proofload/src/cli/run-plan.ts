/** One plan run in a terminal: what `run`, `hit` and `demo` share, from the plan to the exit code. */
import { parseFailOn } from '../judge/fail-on.ts';
import type { JudgeBaseline } from '../judge/judge.ts';
import { conclude } from '../judge/verdict.ts';
import type { OptionValues } from '../plan/options.ts';
import type { Plan } from '../plan/types.ts';
import { BaselineStore } from '../record/baseline/store.ts';
import type { RunRecord } from '../record/schema.ts';
import { FileStore } from '../record/store.ts';
import { findAgainst, settingOf } from '../run/against.ts';
import { conduct } from '../run/conductor.ts';
import type { RunEvent } from '../run/events.ts';
import { repeat } from '../run/repeat.ts';
import type { CliContext } from './context.ts';
import { type ExitCode, exitCodes, worst } from './exit-codes.ts';
import { explainFailure } from './failures.ts';
import type { Interrupts } from './interrupts.ts';
import { LiveScreen } from './live-screen.ts';
import { LoadKeys } from './load-keys.ts';
import { showRun } from './outputs.ts';
import { requireRoom, type SavePlan, saveRuns } from './save-baseline.ts';
import { UsageError } from './usage-error.ts';
import { whyEnded } from './why-ended.ts';

export interface PlannedRun {
  readonly plan: Plan;
  /** The URL of the suite's bundle. */
  readonly bundle: string;
  /** Distinguishes the files of several suites; empty for one. */
  readonly label: string;
}

export async function runPlan(run: PlannedRun, interrupts: Interrupts, context: CliContext): Promise<ExitCode> {
  const { plan, label } = run;
  const { host } = context;
  const values = Object.fromEntries(
    Object.entries(plan.options).map(([name, { value }]) => [name, value]),
  ) as OptionValues;
  const store = new FileStore(values.out as string);
  const save: SavePlan = { name: ofSuite(values.save, label), automatic: values.autosave === true };
  const failOn = parseFailOn(values['fail-on'] as string);
  const runs = values.runs ?? 1;
  if (runs === 'auto' && values.baseline === undefined) {
    throw new UsageError('--runs auto runs until a comparison is decided, so it needs --baseline REF to compare with.');
  }
  const setting = await settingOf(plan, host.cwd(), host.env);
  await requireRoom(store, save, setting);
  const { force } = values;
  const reference = await referenceOf(store, values.baseline, label);
  const against = reference === undefined ? undefined : await findAgainst(store, reference, setting, { failOn, force });
  for (const problem of against?.problems ?? []) context.say(problem);
  const repeated = await repeat({
    runs,
    budgetMs: plan.maxRunTimeMs,
    expectedMs: plan.runTimeMs ?? 0,
    baseline: against?.baseline,
    now: () => performance.now(),
    once: (baseline, number) => {
      if (runs !== 1) context.say(`── run ${number}${runs === 'auto' ? '' : ` of ${runs}`}`);
      return runOnce(run, { values, baseline }, interrupts, context);
    },
  });
  const why = whyEnded({ why: repeated.why, made: repeated.runs.length }, runs, plan.maxRunTimeMs);
  if (why !== undefined) context.say(why);
  const last = repeated.runs.length - 1;
  const codes = repeated.runs.map(({ code, record }, index) => (index === last ? code : codeOfRequirements(record)));
  for (const sentence of await saveRuns(
    store,
    save,
    repeated.runs.map(({ record }) => record),
  )) {
    context.say(sentence);
  }
  return worst(codes);
}

/** Of several suites each has a baseline of its own: `main-checkout`. */
function ofSuite(name: string | undefined, label: string): string | undefined {
  return name === undefined || label === '' ? name : `${name}-${label}`;
}

/** The suite's own baseline of that name, where there is one; a branch, a commit and `latest` are the same for all. */
async function referenceOf(store: FileStore, reference: string | undefined, label: string) {
  const own = ofSuite(reference, label);
  if (own === undefined || own === reference) return reference;
  return (await new BaselineStore(store.baselines).find(own)) === undefined ? reference : own;
}

interface Shown {
  readonly record: RunRecord;
  readonly code: ExitCode;
}

async function runOnce(
  { plan, bundle, label }: PlannedRun,
  { values, baseline }: { readonly values: OptionValues; readonly baseline: JudgeBaseline | undefined },
  interrupts: Interrupts,
  context: CliContext,
): Promise<Shown> {
  const { host } = context;
  const keys = new LoadKeys(host, {
    onInterrupt: interrupts.press,
    onChange: (what) => screen.say(what),
  });
  const screen = new LiveScreen(context, {
    suite: plan.suite.name,
    variant: plan.scenario ?? plan.profile,
    warmupMs: plan.warmupMs,
    headless: values.headless === true,
    quiet: values.quiet === true,
    verbose: values.verbose === true,
    keys,
  });
  const hear = (event: RunEvent): void => {
    if (event.type === 'started' && !values.headless && !values.quiet) keys.attach(event.control);
    screen.hear(event);
  };
  const { record, measurements, folder, storeError, stageErrors, incomparable } = await conduct({
    plan,
    bundle,
    store: values.out as string,
    workingDirectory: host.cwd(),
    environment: host.env,
    baseline,
    onEvent: hear,
    interrupt: interrupts.interrupt,
    kill: interrupts.kill,
  }).finally(() => {
    keys.release();
    screen.end();
  });
  const codes: ExitCode[] = [exitCodeOf(record, values['exit-code-on-error'])];
  try {
    await showRun(
      { record, measurements, folder: storeError === undefined ? folder : undefined },
      values,
      context,
      label,
    );
  } catch (error) {
    codes.push(explainFailure(error, context));
  }
  for (const error of [...stageErrors, incomparable, storeError]) {
    if (error !== undefined) codes.push(explainFailure(error, context));
  }
  return { record, code: storeError === undefined ? worst(codes) : exitCodes.internal };
}

/** Of a run before the last, whose comparison was not yet due. */
function codeOfRequirements(record: RunRecord): ExitCode {
  const { requirements, validity } = record.verdict;
  return exitCodeOf({ ...record, verdict: conclude({ requirements, comparisons: [], validity }) });
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
