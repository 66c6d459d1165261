/**
 * What of a run is exported: of one in the store all of it, of one that only a baseline still has, its figures. What a
 * baseline does not keep (the course over time, errors, checks) is empty then.
 */
import { percentileKeys } from '../schema/distribution.ts';
import type { OperationRecord } from '../schema/operation.ts';
import type { RunRecord } from '../schema.ts';
import type { ComparedOperation, ComparedRun } from './schema.ts';

const STATISTICS = ['min', 'mean', 'stddev', ...percentileKeys, 'max'] as const;

/** Latencies, in ms. */
export type ExportableLatency = { readonly count: number } & Readonly<Record<(typeof STATISTICS)[number], number>> & {
    /** Where it is known, for percentiles that have no figure of their own. */
    readonly histogram?: string;
  };

/** An operation that can be exported. */
export interface ExportableOperation
  extends Pick<OperationRecord, 'name' | 'kind' | 'count' | 'failed' | 'rate' | 'bytesIn' | 'errors'> {
  readonly latency?: ExportableLatency | undefined;
}

/** A run that can be exported; a record is one. */
export interface ExportableRun
  extends Pick<RunRecord, 'startedAt' | 'durationMs' | 'warmupMs' | 'scenario' | 'timeline' | 'checks'> {
  readonly suite: Pick<RunRecord['suite'], 'name' | 'file'>;
  readonly environment: Pick<RunRecord['environment'], 'host' | 'os' | 'cpu' | 'cores' | 'proofload' | 'git'>;
  readonly totals: ExportableOperation;
  readonly operations: readonly ExportableOperation[];
}

/** What a baseline keeps of a run, in the form of a record. */
export function exportableOf(run: ComparedRun): ExportableRun {
  const operations = run.operations.map(operationOf);
  const unknown = { host: 'unknown', os: 'unknown', cpu: 'unknown', cores: 0, proofload: 'unknown', git: null };
  return {
    startedAt: run.startedAt ?? new Date(0).toISOString(),
    durationMs: run.durationMs ?? 0,
    warmupMs: run.warmupMs,
    scenario: run.scenario,
    suite: run.suite ?? { name: run.id, file: run.source },
    environment: run.environment ?? unknown,
    timeline: [],
    checks: [],
    totals: operations.find(({ kind }) => kind === 'all') ?? NOTHING,
    operations: operations.filter(({ kind }) => kind !== 'all'),
  };
}

const NOTHING: ExportableOperation = {
  ...{ name: '*', kind: 'all', count: 0, failed: 0, rate: 0, bytesIn: 0, errors: [] },
};

function operationOf({ name, kind, count, failed, figures }: ComparedOperation): ExportableOperation {
  const value = (figure: string) => figures[figure]?.[0];
  const statistics = Object.fromEntries(STATISTICS.map((figure) => [figure, value(figure) ?? 0]));
  return {
    ...{ name, kind, count, failed, rate: value('rate') ?? 0, bytesIn: 0, errors: [] },
    ...(value('mean') === undefined ? {} : { latency: { count, ...statistics } as ExportableLatency }),
  };
}
