/** `proofload compare BASE RUN…`: stored runs held against others; exit code 1 on a regression that gates. */
import { parseFailOn } from '../judge/fail-on.ts';
import type { Verdict } from '../record/schema/verdict.ts';
import { comparisonMarkdown, comparisonSummary } from '../report/comparison.ts';
import { compareStoredRuns } from '../run/compare-runs.ts';
import type { CommandFunction } from './app.ts';
import { columnsOf, takesColour } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readOptions, storeOf } from './stored.ts';
import { UsageError } from './usage-error.ts';

const compare: CommandFunction = async (context, flags, [base, ...runs]) => {
  if (base === undefined || runs.length === 0) {
    throw new UsageError('What is to be compared with what? For example: proofload compare main latest.');
  }
  const { json, markdown, ...others } = flags;
  const options = readOptions(others, context.host.env);
  const failOn = parseFailOn(options['fail-on'] as string);
  const store = storeOf(options);
  const { verdict, before, after, problems } = await compareStoredRuns({
    store,
    base,
    runs,
    failOn,
    force: options.force === true,
  });
  for (const problem of problems) context.say(problem);
  if (json) {
    const idOf = ({ id, startedAt }: (typeof before)[number]) => ({ id, startedAt });
    context.print(JSON.stringify({ ...verdict, before: before.map(idOf), after: after.map(idOf) }, null, 2));
  } else if (markdown) {
    context.print(comparisonMarkdown(verdict));
  } else {
    const { stdout, env } = context.host;
    const painted = { colour: takesColour(stdout, env), columns: columnsOf(stdout) };
    context.print(comparisonSummary(verdict, { ...painted, verbose: options.verbose === true }));
  }
  return codeOf(verdict, options.strict === true);
};

export default compare;

function codeOf({ status }: Verdict, strict: boolean): ExitCode {
  if (status === 'invalid' || (status === 'inconclusive' && strict)) return exitCodes.invalid;
  return status === 'failed' ? exitCodes.failed : exitCodes.passed;
}
