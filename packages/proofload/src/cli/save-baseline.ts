/** Keeping the runs that were made as a baseline: `--save NAME` and `--autosave`. */
import { comparedRunOf } from '../record/baseline/schema.ts';
import { BaselineStore } from '../record/baseline/store.ts';
import { StoreError } from '../record/errors.ts';
import type { RunHeader } from '../record/schema/header.ts';
import type { RunRecord } from '../record/schema.ts';
import type { FileStore } from '../record/store.ts';
import { isWhole } from '../run/repeat.ts';

/** Where runs are to be saved. */
export interface SavePlan {
  readonly name: string | undefined;
  readonly automatic: boolean;
}

/**
 * Looks beforehand whether the baseline takes the runs, so that nobody waits for a run that cannot be saved.
 *
 * @throws StoreError `exists` when it is pinned or of another kind
 */
export async function requireRoom(store: FileStore, { name }: SavePlan, setting: RunHeader): Promise<void> {
  if (name !== undefined) await new BaselineStore(store.baselines).requireRoom(name, [setting]);
}

/** Saves what is worth it, and tells what was done, a sentence each. */
export async function saveRuns(
  store: FileStore,
  { name, automatic }: SavePlan,
  records: readonly RunRecord[],
): Promise<readonly string[]> {
  if (name === undefined && !automatic) return [];
  const baselines = new BaselineStore(store.baselines);
  const kept = records.filter((record) => isWhole(record) && !regressed(record));
  const sentences = records.filter((record) => !kept.includes(record)).map((record) => whyNot(record, name));
  const [first] = kept;
  if (first === undefined) return sentences;
  const runs = kept.map((record) => comparedRunOf(record, record.verdict.status));
  if (name !== undefined) {
    const { runs: all } = await baselines.add(name, runs, new Date());
    sentences.push(saved(name, all.length));
  }
  if (automatic) {
    const own = automaticName(first);
    sentences.push(await autosave(baselines, own, runs));
  }
  return sentences;
}

/** `bookshop-checkout-main`: of the suite, the scenario and the branch, as far as there are any. */
export function automaticName({ suite, scenario, environment }: RunHeader): string {
  return [suite.name, scenario, environment.git?.branch].filter((part) => part != null).join('-');
}

/** A baseline of another load makes room; one that is pinned stays, and the run is not failed for it. */
async function autosave(
  baselines: BaselineStore,
  name: string,
  runs: Parameters<BaselineStore['add']>[1],
): Promise<string> {
  try {
    return saved(name, (await baselines.add(name, runs, new Date())).runs.length);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'exists') throw error;
    if ((await baselines.find(name))?.pinned) return error.message;
    await baselines.replace(name, runs, new Date());
    return `${saved(name, runs.length)} What it held before was of another kind.`;
  }
}

function saved(name: string, count: number): string {
  return `Saved as the baseline “${name}”, which has ${count === 1 ? '1 run' : `${count} runs`} now.`;
}

function regressed({ verdict }: RunRecord): boolean {
  return verdict.comparisons.some(({ gate, status }) => gate && status === 'regressed');
}

function whyNot(record: RunRecord, name = automaticName(record)): string {
  const { id, end, verdict } = record;
  const why = verdict.status === 'invalid' ? 'is invalid' : end === 'completed' ? 'regressed' : 'was cut short';
  return `The run ${id} is not saved as a baseline, since it ${why}. To save it all the same: proofload baseline save ${name} ${id}`;
}
