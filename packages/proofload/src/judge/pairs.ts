/** Finding the same operation in the runs of both sides of a comparison. */
import type { ComparedOperation, ComparedRun } from '../record/baseline/schema.ts';
import { standsApart } from '../record/kinds.ts';
import type { Figure } from '../record/schema/operation.ts';

/** Runs that tell how much equal runs differ, by operation and figure: of one commit, say. */
export interface HistoryRun {
  readonly operations: readonly {
    readonly name: string;
    readonly kind: string;
    readonly figures: Readonly<Record<string, Figure>>;
  }[];
}

/** The same operation in each run that has it, before and after. */
export interface OperationPair {
  readonly name: string;
  readonly kind: string;
  readonly before: readonly ComparedOperation[];
  readonly after: readonly ComparedOperation[];
  /** Whether it is judged, or only reported. */
  readonly gates: boolean;
}

function identity({ name, kind, tags }: ComparedOperation): string {
  return JSON.stringify([name, kind === 'all', Object.entries(tags).sort()]);
}

/** Operations that both sides have. `*`, all together, gates only where there is nothing else: the parts tell more. */
export function pairOperations(
  before: readonly ComparedRun[],
  after: readonly ComparedRun[],
): readonly OperationPair[] {
  const old = groupOperations(before);
  const pairs = [...groupOperations(after)].flatMap(([key, now]) => {
    const then = old.get(key);
    const [first] = now;
    return then === undefined || first === undefined
      ? []
      : [{ name: first.name, kind: first.kind, before: then, after: now }];
  });
  const parts = pairs.some(({ kind }) => kind !== 'all' && !standsApart(kind));
  return pairs.map((pair) => ({
    ...pair,
    gates: pair.kind === 'all' ? !parts : pair.kind === 'code' || pair.kind === 'group' || !standsApart(pair.kind),
  }));
}

function groupOperations(runs: readonly ComparedRun[]): ReadonlyMap<string, readonly ComparedOperation[]> {
  const groups = new Map<string, ComparedOperation[]>();
  for (const operation of runs.flatMap(({ operations }) => operations)) {
    if (operation.count === 0) continue;
    const key = identity(operation);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [operation]);
    else group.push(operation);
  }
  return groups;
}

/** Operations that only one side has, a sentence each. */
export function missingOperations(before: readonly ComparedRun[], after: readonly ComparedRun[]): readonly string[] {
  const [old, now] = [groupOperations(before), groupOperations(after)];
  const only = (these: typeof old, others: typeof old) =>
    [...these].flatMap(([key, [operation]]) =>
      others.has(key) || operation?.kind === 'all' ? [] : (operation?.name ?? []),
    );
  return [
    ...only(old, now).map((name) => `${name} was measured before and is not any more.`),
    ...only(now, old).map((name) => `${name} is measured now and was not before.`),
  ];
}
