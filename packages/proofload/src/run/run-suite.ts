/** A suite run from code: loaded, planned, run, judged, stored, as the command does it. */
import { availableParallelism } from 'node:os';
import { parseFailOn } from '../judge/fail-on.ts';
import { makePlan } from '../plan/make-plan.ts';
import { OPTIONS } from '../plan/options.ts';
import { FileStore } from '../record/store.ts';
import { findAgainst, settingOf } from './against.ts';
import { type ConductedRun, conduct } from './conductor.ts';
import type { RunEvent } from './events.ts';
import { loadSuite } from './load-suite.ts';

/** How to run a suite. */
export interface RunSuiteOptions {
  /** Options by the names of the command's flags, as texts: `{ users: '5', 'run-time': '10s', baseline: 'main' }`. */
  readonly options?: Readonly<Record<string, string | boolean>>;
  /** Where the store and the repository are looked for; default: the working directory of the process. */
  readonly workingDirectory?: string;
  /** Ends the run gracefully, when aborted; what was measured is judged. */
  readonly signal?: AbortSignal;
  /** Hears of the run's progress. */
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * Runs a suite once. The environment's variables do not count; outputs other than the store are the caller's.
 *
 * @throws SuiteLoadError, SuiteError, UsageError when the suite or the options are not right
 * @throws TargetError when the target cannot be reached
 * @throws StoreError or IncomparableError when the baseline cannot be used
 * @example
 * const { record } = await runSuite('shop.perf.ts', { options: { users: '5', 'run-time': '60s', baseline: 'main' } });
 * record.verdict.status; // 'passed'
 */
export async function runSuite(file: string, options: RunSuiteOptions = {}): Promise<ConductedRun> {
  const { options: flags = {}, workingDirectory = process.cwd(), onEvent = () => {}, signal } = options;
  const { suite, bundle } = await loadSuite(file, false);
  try {
    const plan = makePlan({
      cores: availableParallelism(),
      suite,
      suiteFile: file,
      suiteHash: bundle.hash,
      flags,
      environment: {},
      config: undefined,
    });
    const textOf = (name: 'out' | 'baseline' | 'fail-on') => plan.options[name]?.value as string | undefined;
    const out = textOf('out') ?? (OPTIONS.out.default as string);
    const reference = textOf('baseline');
    const setting = await settingOf(plan, workingDirectory, {});
    const against =
      reference === undefined
        ? undefined
        : await findAgainst(new FileStore(out), reference, setting, {
            failOn: parseFailOn(textOf('fail-on') as string),
            force: plan.options.force?.value === true,
          });
    return await conduct({
      plan,
      bundle: bundle.url,
      store: out,
      workingDirectory,
      environment: {},
      baseline: against?.baseline,
      onEvent,
      interrupt: signal ?? new AbortController().signal,
      kill: new AbortController().signal,
    });
  } finally {
    await bundle.remove();
  }
}
