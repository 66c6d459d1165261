/** `proofload check RUN [FILE]`: judges a stored run again, by requirements that are given now. */
import { parseFailOn } from '../judge/fail-on.ts';
import { judge } from '../judge/judge.ts';
import type { RunRecord } from '../record/schema.ts';
import { findAgainst } from '../run/against.ts';
import { recordedRequirements } from '../run/header.ts';
import { reopen } from '../run/reopen.ts';
import { requirementsFrom, requirementsIn, type ScenarioWish } from '../run/requirements-of.ts';
import type { CommandFunction } from './app.ts';
import type { ExitCode } from './exit-codes.ts';
import { showRun } from './outputs.ts';
import { readRequirement } from './require-flag.ts';
import { exitCodeOf } from './run-plan.ts';
import { readOptions, storeOf } from './stored.ts';
import { UsageError } from './usage-error.ts';

const check: CommandFunction = async (context, flags, [reference = 'latest', file]): Promise<ExitCode> => {
  const { require = [], scenario, ...others } = flags;
  if (scenario !== undefined && file === undefined) {
    throw new UsageError('--scenario chooses among the scenarios of a suite: name the suite after the run.');
  }
  const options = readOptions(others, context.host.env);
  const store = storeOf(options);
  const run = await reopen(store, reference);
  for (const problem of run.problems) context.say(problem);
  const given = [
    ...(file === undefined ? [] : await requirementsIn(file, scenarioOf(scenario as string | undefined, run.record))),
    ...requirementsFrom((require as readonly string[]).map(readRequirement)),
  ];
  const strict = options.strict === true || run.record.strict;
  const against =
    options.baseline === undefined
      ? undefined
      : await findAgainst(store, options.baseline, run.record, {
          failOn: parseFailOn(options['fail-on'] as string),
          force: options.force,
        });
  for (const problem of against?.problems ?? []) context.say(problem);
  const asked = given.length === 0 ? run.record : { ...run.record, requirements: recordedRequirements(given), strict };
  const record = judge(asked, run.measurements, {
    strict,
    ...(given.length === 0 ? {} : { requirements: given }),
    ...(against === undefined ? {} : { baseline: against.baseline }),
  });
  // The run keeps the report and the verdict that it was made with.
  await showRun({ record, measurements: run.measurements, folder: undefined }, options, context);
  return exitCodeOf(record);
};

export default check;

/** The one that is asked for, which the suite has to have; else that of the run, where the suite has it. */
function scenarioOf(asked: string | undefined, { scenario }: RunRecord): ScenarioWish {
  return asked === undefined ? { name: scenario, isAsked: false } : { name: asked, isAsked: true };
}
