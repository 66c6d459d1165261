/** What every action of `proofload baseline` is given. */
import type { BaselineStore } from '../record/baseline/store.ts';
import type { FileStore } from '../record/store.ts';
import type { CliContext } from './context.ts';
import type { TypedFlags } from './flags.ts';
import { UsageError } from './usage-error.ts';

export interface BaselineAction {
  readonly context: CliContext;
  /** What follows the action's name. */
  readonly args: readonly string[];
  /** The flags of the command's own. */
  readonly flags: TypedFlags;
  readonly store: FileStore;
  readonly baselines: BaselineStore;
}

/** The name that comes first. */
export function nameOf([name]: readonly string[], example: string): string {
  if (name !== undefined) return name;
  throw new UsageError(`Which baseline? For example: proofload baseline ${example}.`);
}
