/**
 * From what was measured to the record of the run, without a verdict: intervals and the verdict are the judge's part,
 * which completes the record.
 */
import type { UserTime, WorkerHealth } from '../measure/slice.ts';
import { cacheRecords, isOfCache } from './caches.ts';
import { definitionsOf } from './definitions.ts';
import { distributionOf } from './distribution.ts';
import { standsApart, wasActive } from './kinds.ts';
import type { Measurements } from './measurements.ts';
import { metricRecordOf } from './metrics.ts';
import { mergeErrors, operationRecordOf, type TimeBase } from './operation.ts';
import type { RunHeader } from './schema/header.ts';
import type { CheckRecord, GeneratorRecord } from './schema/measurements.ts';
import type { RunOutcome } from './schema/outcome.ts';
import type { MeasuredRun } from './schema.ts';
import { timelineOf } from './timeline.ts';

/** A run before it was judged. Pure: the same measurements give the same record. */
export function buildRun(header: RunHeader, measurements: Measurements, outcome: RunOutcome): MeasuredRun {
  const { counted, firstSecond } = measurements;
  const time: TimeBase = {
    startedAt: new Date(header.startedAt),
    measuredMs: Math.max(0, outcome.durationMs - firstSecond * 1000),
  };
  const seen = counted.operations.filter(wasActive);
  const together = seen.filter(({ kind }) => !standsApart(kind));
  const operations = seen.map((operation) => operationRecordOf(operation, time));
  const totals = {
    ...{ name: '*', kind: 'all', tags: {}, counts: counted.merged(together) },
    ...{ errors: { all: [] }, exemplars: { slowest: [], failed: [] } },
  };
  return {
    ...header,
    load: outcome.load ?? header.load,
    durationMs: outcome.durationMs,
    end: outcome.end,
    totals: {
      ...operationRecordOf(totals, time),
      errors: mergeErrors(operations.filter(({ kind }) => !standsApart(kind))),
    },
    operations,
    checks: counted.checks.flatMap(checkRecord),
    metrics: [...counted.metrics]
      .filter(([name]) => !isOfCache(name, measurements))
      .flatMap(([name, metric]) => (metric.empty ? [] : (metricRecordOf(name, metric, time.measuredMs) ?? []))),
    caches: cacheRecords(measurements),
    resources: outcome.resources ?? [],
    timeline: timelineOf(measurements, outcome.durationMs),
    ...definitionsOf(operations),
    generator: generatorRecord(header, measurements, outcome),
  };
}

function checkRecord({
  name,
  operation,
  passed,
  failed,
}: {
  readonly name: string;
  readonly operation: string | undefined;
  readonly passed: number;
  readonly failed: number;
}): readonly CheckRecord[] {
  return passed + failed === 0 ? [] : [{ name, operation: operation ?? null, passed, failed }];
}

/** A worker that is busy for more of a second than this cannot be trusted to send in time. */
const SATURATED_SHARE = 0.9;

function generatorRecord(header: RunHeader, measurements: Measurements, outcome: RunOutcome): GeneratorRecord {
  const { counted } = measurements;
  const seconds = [...counted.health.values()];
  const workers = seconds.flat();
  const denied = workers.flatMap(({ deniedShare }) => deniedShare ?? []);
  const sendLag = distributionOf(counted.generator.sendLag);
  const loopLag = distributionOf(counted.generator.loopLag);
  const dropped = counted.operations.reduce((sum, { counts }) => sum + counts.dropped, counted.generator.dropped);
  const loads = header.load.model === 'several' ? header.load.parts.map(({ load }) => load) : [header.load];
  const asked = loads.some(
    ({ model, ...load }) => model === 'iterations' || ('overflow' in load && load.overflow === 'drop'),
  );
  const { steal, otherLoad, memory, lost, notes, pacing } = outcome;
  return {
    workers: seconds.reduce((most, { length }) => Math.max(most, length), 0),
    cpu: mean(workers.map(({ busyShare }) => busyShare)),
    saturated: mean(seconds.map((second) => (second.some(isSaturated) ? 1 : 0))),
    ...(loopLag === undefined ? {} : { loopLag }),
    ...(sendLag === undefined ? {} : { sendLag }),
    dropped: asked ? dropped : 0,
    droppedUnasked: asked ? 0 : dropped,
    ...(denied.length === 0 ? {} : { denied: Math.min(1, mean(denied)) }),
    ...(steal === undefined ? {} : { steal }),
    ...(otherLoad === undefined ? {} : { otherLoad }),
    localErrors: outcome.localErrors ?? {},
    clockJumps: outcome.clockJumps ?? [],
    ...(lost === undefined ? {} : { lost }),
    ...(pacing === undefined ? {} : { pacing }),
    ...populationOf(measurements, outcome),
    ...(memory === undefined ? {} : { memory }),
    ...(notes === undefined ? {} : { notes }),
  };
}

/** Users tell how long they were there when they go, so that nothing is known of a run that was killed. */
function populationOf(
  { warmup, counted }: Measurements,
  { end, durationMs }: RunOutcome,
): Pick<GeneratorRecord, 'population'> {
  const times = [warmup.generator.userTime, counted.generator.userTime];
  const sum = (of: keyof UserTime) => times.reduce((total, time) => total + time[of], 0);
  const iterations = sum('iterations');
  if (end === 'killed' || iterations === 0 || durationMs === 0 || sum('presentMs') === 0) return {};
  return {
    population: {
      users: sum('presentMs') / durationMs,
      throughput: (iterations * 1000) / durationMs,
      iterationMs: sum('workMs') / iterations,
      betweenMs: sum('betweenMs') / iterations,
    },
  };
}

function isSaturated({ busyShare }: WorkerHealth): boolean {
  return busyShare > SATURATED_SHARE;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
