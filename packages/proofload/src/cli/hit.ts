/** `proofload hit URL`: one request as a load, without a suite. It becomes a suite, and goes the way of every suite. */
import { availableParallelism } from 'node:os';
import { makePlan } from '../plan/make-plan.ts';
import { hitSuite } from '../run/hit-suite.ts';
import { loadSuite } from '../run/load-suite.ts';
import type { CommandFunction } from './app.ts';
import { readConfig } from './config-file.ts';
import { optionsOf, type TypedFlags } from './flags.ts';
import { listenForInterrupts } from './interrupts.ts';
import { REQUEST_FLAGS, readRequest } from './request.ts';
import { runPlan } from './run-plan.ts';
import { UsageError } from './usage-error.ts';

const hit: CommandFunction = async (context, flags, [address]) => {
  if (address === undefined)
    throw new UsageError('Which URL? For example: proofload hit http://127.0.0.1:8000/ -t 10s.');
  const request = await readRequest(address, flags);
  const file = await hitSuite(request);
  const interrupts = listenForInterrupts(context);
  try {
    const { suite, bundle } = await loadSuite(file.path, false);
    try {
      const plan = makePlan({
        cores: availableParallelism(),
        suite,
        suiteFile: `hit ${request.url.href}`,
        suiteHash: bundle.hash,
        flags: loadFlags(flags),
        environment: context.host.env,
        config: await readConfig(context.host.cwd()),
      });
      return await runPlan({ plan, bundle: bundle.url, label: '' }, interrupts, context);
    } finally {
      await bundle.remove();
    }
  } finally {
    interrupts.release();
    await file.remove();
  }
};

export default hit;

function loadFlags(flags: TypedFlags): TypedFlags {
  return optionsOf(Object.fromEntries(Object.entries(flags).filter(([name]) => !REQUEST_FLAGS.includes(name))));
}
