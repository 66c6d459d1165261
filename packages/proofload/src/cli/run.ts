/** `proofload run [suite…]`: runs suites one after another; the worst verdict counts. */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { makePlan } from '../plan/make-plan.ts';
import { findSuites, loadSuite } from '../run/load-suite.ts';
import type { CommandFunction } from './app.ts';
import { readConfig } from './config-file.ts';
import { type CliContext, takesColour } from './context.ts';
import { type ExitCode, worst } from './exit-codes.ts';
import { explainFailure } from './failures.ts';
import { optionsOf, type TypedFlags } from './flags.ts';
import { type Interrupts, listenForInterrupts } from './interrupts.ts';
import { runPlan } from './run-plan.ts';

const run: CommandFunction = async (context, flags, paths) => {
  const suites = await findSuites(paths);
  const interrupts = listenForInterrupts(context);
  const codes: ExitCode[] = [];
  try {
    for (const file of suites) {
      if (interrupts.interrupt.aborted) break;
      const label = suites.length === 1 ? '' : basename(file).replace(/\.perf\.[^.]+$/, '');
      if (label !== '') context.say(`── ${file}`);
      codes.push(await runSuite(file, label, flags, interrupts, context));
    }
  } finally {
    interrupts.release();
  }
  return worst(codes);
};

export default run;

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
      const plan = makePlan({
        cores: availableParallelism(),
        suite,
        suiteFile: file,
        suiteHash: bundle.hash,
        flags: optionsOf(flags),
        environment: host.env,
        config: await readConfig(host.cwd()),
      });
      return await runPlan({ plan, bundle: bundle.url, label }, interrupts, context);
    } finally {
      await bundle.remove();
    }
  } catch (error) {
    return explainFailure(error, context);
  }
}
