/** Requirements on a window or a phase of a run, of what is no operation: metrics of the suite's own, checks, and resources. */
import { metricRecordOf } from '../record/metrics.ts';
import type { CheckRecord, ResourceRecord } from '../record/schema/measurements.ts';
import type { RequirementResult } from '../record/schema/verdict.ts';
import type { MeasuredRun } from '../record/schema.ts';
import { type CustomMetric, readCustom } from './custom.ts';
import { cannotJudge, decide, failUnmeasured, type Limit, type Reading } from './decide.ts';
import type { Evidence, SecondSpan } from './evidence.ts';
import type { Thing } from './keys.ts';
import { readChecks, type Subject } from './reading.ts';
import { readThing } from './things.ts';
import { tooShort, windowsOf, worstOf } from './windows.ts';

/** Reads some seconds of the run; undefined, or why, where there is nothing to read. */
type PartReader = (spans: readonly SecondSpan[]) => Reading | string | undefined;

/** What a part of a run is judged by. */
export interface PartCourt {
  readonly run: MeasuredRun;
  readonly evidence: Evidence;
  readonly strict: boolean;
  /** The seconds that the requirement is about. */
  readonly spans: readonly SecondSpan[];
}

/** A metric of the suite's own, by what it counted in those seconds alone. */
export function judgeCustomPart(limit: Limit, { record, part }: CustomMetric, court: PartCourt): RequirementResult {
  const read: PartReader = (spans) => {
    const metric = court.evidence.metric(record.name, spans);
    const within = metric && metricRecordOf(record.name, metric, lengthMs(spans));
    return within && readCustom({ record: within, part }, limit, lengthMs(spans));
  };
  return judgePart(limit, court, read);
}

/** A resource, by its samples in those seconds alone. */
export function judgeResourcePart(limit: Limit, thing: Thing, court: PartCourt): RequirementResult {
  const { run, evidence } = court;
  if (limit.metric === 'leak' && limit.windowMs !== undefined) {
    return cannotJudge(limit, `${limit.key}: a leak shows over a run or a phase of it, not within a window.`);
  }
  const read: PartReader = (spans) => {
    const resources = run.resources.flatMap((resource) => sampledWithin(resource, spans) ?? []);
    // What the resource has at all is said in view of the whole run.
    if (!resources.some(({ name }) => name === thing.name)) return undefined;
    const totals = { ...run.totals, count: evidence.merged(evidence.operations, spans).count };
    return readThing(thing, limit, { ...run, resources, totals, durationMs: lengthMs(spans) });
  };
  const whole = readThing(thing, limit, run);
  return typeof whole === 'string' ? failUnmeasured(limit, whole) : judgePart(limit, court, read);
}

/** Checks, by those that were made in those seconds. */
export function judgeChecksPart(
  limit: Limit,
  isMeant: (check: CheckRecord) => boolean,
  subject: Subject,
  court: PartCourt,
): RequirementResult {
  const read: PartReader = (spans) =>
    readChecks(court.evidence.checks(spans).filter(isMeant), { ...subject, spans, measuredMs: lengthMs(spans) });
  return judgePart(limit, court, read);
}

function judgePart(limit: Limit, { spans, strict }: PartCourt, read: PartReader): RequirementResult {
  if (limit.windowMs === undefined) {
    const reading = read(spans);
    return reading === undefined || typeof reading === 'string'
      ? failUnmeasured(limit, reading ?? `${limit.key}: ${limit.metric} was not recorded in that part of the run.`)
      : decide(limit, reading, strict);
  }
  const readings = windowsOf(limit, spans).flatMap((span) => {
    const reading = read([span]);
    return reading === undefined || typeof reading === 'string' ? [] : [{ reading, span }];
  });
  const worst = worstOf(limit, readings);
  if (worst === undefined) {
    const short = tooShort(limit, spans);
    if (short !== undefined) return cannotJudge(limit, short);
    return failUnmeasured(limit, `${limit.key}: ${limit.metric} was not recorded in any window of that length.`);
  }
  const { from, to } = worst.span;
  return { ...decide(limit, worst.reading, strict), worst: { startMs: from * 1000, endMs: to * 1000 } };
}

/** Of a resource what was sampled in some seconds; undefined where nothing was. */
function sampledWithin(resource: ResourceRecord, spans: readonly SecondSpan[]): ResourceRecord | undefined {
  const points = resource.points.filter(([atMs]) =>
    spans.some(({ from, to }) => atMs >= from * 1000 && atMs < to * 1000),
  );
  const values = points.map(([, value]) => value);
  const last = values.at(-1);
  if (last === undefined) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [min, max] = [Math.min(...values), Math.max(...values)];
  return { ...resource, last, min, mean, max, samples: values.length, points };
}

function lengthMs(spans: readonly SecondSpan[]): number {
  return spans.reduce((sum, { from, to }) => sum + (to - from) * 1000, 0);
}
