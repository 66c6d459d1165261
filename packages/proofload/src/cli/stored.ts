/** What the commands on stored runs share: their options, from flags and the environment, and the store that these name. */
import { UsageError as PlanError } from '../plan/error.ts';
import type { OptionValues } from '../plan/options.ts';
import { resolveOptions } from '../plan/resolve-options.ts';
import { FileStore } from '../record/store.ts';
import type { HostProcess } from './context.ts';
import { optionsOf, type TypedFlags } from './flags.ts';

/**
 * Reads the options among the flags; those of the command's own are to be taken out before.
 *
 * @throws PlanError with everything that is wrong
 */
export function readOptions(flags: TypedFlags, environment: HostProcess['env']): OptionValues {
  const { values, problems } = resolveOptions({ flags: optionsOf(flags), environment });
  if (problems.length > 0) throw new PlanError(problems);
  return values;
}

/** The store of runs and baselines. */
export function storeOf({ out }: Pick<OptionValues, 'out'>): FileStore {
  return new FileStore(out as string);
}
