/** Locust's `_failures.csv` and `_exceptions.csv`: what failed, and what tasks threw. */
import type { OperationRecord } from '../../record/schema/operation.ts';
import type { RunRecord } from '../../record/schema.ts';
import { csv } from './cells.ts';
import { typeAndName } from './operation.ts';

const FAILURES_HEAD = ['Method', 'Name', 'Error', 'Occurrences', 'First Seen', 'Last Seen'];
const EXCEPTIONS_HEAD = ['Count', 'Message', 'Traceback', 'Nodes'];

/** Operations of this kind hold what tasks threw outside of any request. */
const TASK = 'task';

/** A line for each kind of failure; the moments are in ISO 8601. */
export function failuresCsv({ operations }: RunRecord): string {
  const rows = groupsOf(operations, (kind) => kind !== TASK).map(({ operation, group }) => {
    const { type, name } = typeAndName(operation.name, operation.kind);
    return [type, name, group.message || group.type, group.count, group.first, group.last];
  });
  return csv([FAILURES_HEAD, ...rows]);
}

/** A line for each kind of error that tasks threw: its message, the task where a trace would stand, the machine. */
export function exceptionsCsv({ operations, environment }: RunRecord): string {
  const rows = groupsOf(operations, (kind) => kind === TASK).map(({ operation, group }) => [
    group.count,
    group.message || group.type,
    operation.name,
    environment.host,
  ]);
  return csv([EXCEPTIONS_HEAD, ...rows]);
}

function groupsOf(operations: readonly OperationRecord[], wanted: (kind: string) => boolean) {
  return operations
    .filter(({ kind }) => wanted(kind))
    .flatMap((operation) => operation.errors.map((group) => ({ operation, group })));
}
