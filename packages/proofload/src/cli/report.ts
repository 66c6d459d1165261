/** `proofload report [run]`: shows a stored run again; one that was killed is rebuilt from its seconds. */
import { reopen } from '../run/reopen.ts';
import type { CommandFunction } from './app.ts';
import { showRun } from './outputs.ts';
import { exitCodeOf } from './run-plan.ts';
import { readOptions, storeOf } from './stored.ts';

const report: CommandFunction = async (context, flags, [reference = 'latest']) => {
  const options = readOptions(flags, context.host.env);
  const run = await reopen(storeOf(options), reference);
  for (const problem of run.problems) context.say(problem);
  if (run.rebuilt && run.record.end === 'killed')
    context.say(`The run ${run.record.id} was killed; this is what was measured until then.`);
  await showRun(run, options, context);
  return exitCodeOf(run.record);
};

export default report;
