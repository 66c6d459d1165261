/** `proofload baseline ACTION …`: what runs are held against, listed, shown, saved, pinned, removed, and moved about. */
import { BaselineStore } from '../record/baseline/store.ts';
import { baselineDetails, baselineList } from '../report/baselines.ts';
import { loadRuns } from '../run/load-runs.ts';
import { didYouMean } from '../units/suggest.ts';
import type { CommandFunction } from './app.ts';
import { type BaselineAction, nameOf } from './baseline-action.ts';
import { exportBaseline, importBaselines } from './baseline-files.ts';
import { columnsOf, takesColour } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readOptions, storeOf } from './stored.ts';
import { UsageError } from './usage-error.ts';

const baseline: CommandFunction = async (context, flags, [name = 'list', ...args]) => {
  const act = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (act === undefined) {
    const names = Object.keys(ACTIONS);
    throw new UsageError(`“baseline ${name}” is not known.${didYouMean(name, names)} There are: ${names.join(', ')}.`);
  }
  const { json, replace, off, format, to, as, operation, ...others } = flags;
  const store = storeOf(readOptions(others, context.host.env));
  const own = { json, replace, off, format, to, as, operation };
  return act({ context, args, flags: own, store, baselines: new BaselineStore(store.baselines) });
};

export default baseline;

const ACTIONS: Readonly<Record<string, (action: BaselineAction) => Promise<ExitCode>>> = {
  async list({ context, baselines, flags }) {
    const { baselines: all, problems } = await baselines.list();
    for (const problem of problems) context.say(problem);
    context.print(flags.json ? JSON.stringify(all, null, 2) : baselineList(all, painted(context)));
    return exitCodes.passed;
  },

  async show(action) {
    const { context, baselines, flags, args } = action;
    const found = await baselines.require(nameOf(args, 'show main'));
    context.print(flags.json ? JSON.stringify(found, null, 2) : baselineDetails(found, painted(context)));
    return exitCodes.passed;
  },

  async save({ context, baselines, store, flags, args }) {
    const name = nameOf(args, 'save main 0007');
    const references = args.length > 1 ? args.slice(1) : ['latest'];
    const { runs, problems } = await loadRuns(store, references);
    for (const problem of problems) context.say(problem);
    for (const { id, status } of runs) {
      if (status === 'invalid') context.say(`The run ${id} is invalid: what it measured is partly the load generator.`);
    }
    const saved = await (flags.replace
      ? baselines.replace(name, runs, new Date())
      : baselines.add(name, runs, new Date()));
    context.say(`The baseline “${name}” has ${saved.runs.length === 1 ? '1 run' : `${saved.runs.length} runs`} now.`);
    return exitCodes.passed;
  },

  async pin({ context, baselines, flags, args }) {
    const name = nameOf(args, 'pin main');
    const { pinned } = await baselines.pin(name, flags.off !== true);
    context.say(pinned ? `“${name}” stays as it is now.` : `“${name}” can be changed again.`);
    return exitCodes.passed;
  },

  async remove({ context, baselines, args }) {
    nameOf(args, 'remove main');
    for (const name of args) {
      await baselines.remove(name);
      context.say(`The baseline “${name}” is removed; its runs are kept.`);
    }
    return exitCodes.passed;
  },

  export: exportBaseline,
  import: importBaselines,
};

function painted({ host: { stdout, env } }: BaselineAction['context']) {
  return { colour: takesColour(stdout, env), columns: columnsOf(stdout) };
}
