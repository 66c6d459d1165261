/** `proofload report [run]`: shows a stored run again; one that was killed is rebuilt from its seconds. */
import { OPTIONS } from '../plan/options.ts';
import { FileStore } from '../record/store.ts';
import { reopen } from '../run/reopen.ts';
import type { CommandFunction } from './app.ts';
import { optionsOf } from './flags.ts';
import { type OutputOptions, showRun } from './outputs.ts';
import { exitCodeOf } from './run-plan.ts';

const report: CommandFunction = async (context, flags, [reference = 'latest']) => {
  const options = optionsOf(flags);
  const out = (options.out as string | undefined) ?? context.host.env.PROOFLOAD_OUT ?? (OPTIONS.out.default as string);
  const run = await reopen(new FileStore(out), reference);
  for (const problem of run.problems) context.say(problem);
  if (run.rebuilt && run.record.end === 'killed')
    context.say(`The run ${run.record.id} was killed; this is what was measured until then.`);
  await showRun(run, options as OutputOptions, context);
  return exitCodeOf(run.record);
};

export default report;
