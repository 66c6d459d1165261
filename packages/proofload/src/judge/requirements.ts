/** Judges the requirements of a run, one by one. */
import type { Histogram } from '../measure/histogram.ts';
import type { OperationCounts } from '../measure/operation-counts.ts';
import { answerFigures } from '../record/caches.ts';
import { histogramOf } from '../record/distribution.ts';
import type { PlannedRequirement } from '../record/schema/header.ts';
import type { CheckRecord } from '../record/schema/measurements.ts';
import type { RequirementResult } from '../record/schema/verdict.ts';
import type { MeasuredRun } from '../record/schema.ts';
import { parseBound } from '../units/bound.ts';
import { judgeEveryThing, kindOfThings } from './any-thing.ts';
import { readCache } from './cache-figures.ts';
import { judgeChange, type Sides } from './change.ts';
import { findCustom, partsOf, readCustom } from './custom.ts';
import { cannotJudge, decide, failUnmeasured, type Limit, type Requirement } from './decide.ts';
import type { Evidence, SecondSpan } from './evidence.ts';
import { isName, matchKey, type Named, type Thing, thingOf } from './keys.ts';
import { type FigureMetric, type Metric, parseMetric } from './metric.ts';
import { neverRan, noFigure, unknownMetric } from './missing.ts';
import { readNumber, readNumberWithin } from './numbers.ts';
import { judgeChecksPart, judgeCustomPart, judgeResourcePart } from './parts.ts';
import { secondsOfPhase } from './phases.ts';
import { readChecks, readFigure, readFrom, type Subject } from './reading.ts';
import { readThing } from './things.ts';
import { readWorstWindow, tooShort, type WindowReader } from './windows.ts';

/**
 * The requirement that a record's header has, its bound read.
 *
 * @throws {UnitError} `invalid-bound`
 */
export function requirementOf(planned: PlannedRequirement): Requirement {
  const { key, metric, bound, severity, windowMs, phase, abort } = planned;
  return { key, metric, bound: parseBound(bound), text: bound, severity, windowMs, phase, abort };
}

/** Whether a requirement sets a limit. */
export function isLimit(requirement: Requirement): requirement is Limit {
  return requirement.bound.operator !== 'none';
}

/** Judges each requirement that sets a limit; `none` sets none, and frees an operation from wider keys. */
export function judgeRequirements(
  requirements: readonly Requirement[],
  run: MeasuredRun,
  evidence: Evidence,
  { strict, withoutIntervals = false, sides }: JudgingOptions,
): readonly RequirementResult[] {
  const limits = requirements.filter(isLimit);
  const sendLag = run.generator.sendLag && histogramOf(run.generator.sendLag);
  return limits.map((limit) =>
    judgeLimit(limit, { run, evidence, strict, withoutIntervals, sides, requirements, sendLag }),
  );
}

/** How requirements are judged. */
export interface JudgingOptions {
  /** Whether a bound within its interval is inconclusive. */
  readonly strict: boolean;
  /** Leaves out the intervals of the run as a whole, which take a look at every second of it. */
  readonly withoutIntervals?: boolean;
  /** What requirements on a change are judged by. */
  readonly sides?: Sides | undefined;
}

interface Court {
  readonly strict: boolean;
  readonly withoutIntervals: boolean;
  readonly sides: Sides | undefined;
  readonly run: MeasuredRun;
  readonly evidence: Evidence;
  readonly requirements: readonly Requirement[];
  readonly sendLag: Histogram | undefined;
}

function judgeLimit(limit: Limit, court: Court): RequirementResult {
  const { run, evidence } = court;
  const things = kindOfThings(limit);
  if (things !== undefined && findCustom(limit.metric, run.metrics) === undefined)
    return judgeEveryThing(limit, things, run, (each) => judgeLimit(each, court));
  if (limit.bound.dimension === 'change') return judgeChange(limit, court.sides, court.strict);
  const thing = thingOf(limit.key);
  if (thing !== undefined) return judgeThing(limit, thing, court);
  const metric = parseMetric(limit.metric);
  const custom = asCustom(limit, metric, court);
  if (custom !== undefined) return custom;
  const operations = operationsOf(limit, evidence.operations, court.requirements);
  if (operations.length === 0) return failUnmeasured(limit, neverRan(limit.key, run));
  const names = operations.map(({ name }) => name);
  const spans = spansOf(limit, court);
  if (typeof spans === 'string') return withoutSeconds(limit, spans, court, names);
  const short = spans && tooShort(limit, spans);
  if (short !== undefined) return cannotJudge(limit, short, names);
  const subject = { evidence, operations, spans, measuredMs: lengthMs(limit, spans, run), sendLag: court.sendLag };
  if (metric.kind === 'checks') return judgeChecks(limit, subject, court);
  if (metric.kind === 'custom') return judgeNumber(limit, subject, court);
  return judgeFigure(limit, metric, subject, court);
}

function judgeFigure(limit: Limit, metric: FigureMetric, subject: Subject, { strict }: Court): RequirementResult {
  const { spans } = subject;
  const nothing = () =>
    failUnmeasured(
      limit,
      noFigure(limit, subject),
      subject.operations.map(({ name }) => name),
    );
  if (limit.windowMs === undefined || spans === undefined) {
    const reading = readFigure(limit, metric, subject);
    return reading === undefined ? nothing() : decide(limit, reading, strict);
  }
  const read: WindowReader = (counts, within) => readFrom(counts, limit, metric, within);
  return judgeWindows(limit, { ...subject, spans }, read, strict) ?? nothing();
}

/** Judges the worst window; undefined where none has such a figure. */
function judgeWindows(
  limit: Limit,
  subject: Subject & { readonly spans: readonly SecondSpan[] },
  read: WindowReader,
  strict: boolean,
): RequirementResult | undefined {
  const worst = readWorstWindow(limit, subject, read);
  if (worst === undefined) return undefined;
  const { from, to } = worst.span;
  return { ...decide(limit, worst.reading, strict), worst: { startMs: from * 1000, endMs: to * 1000 } };
}

/** A key that frees an operation by its name takes it out of wider keys for that metric. */
export function operationsOf(
  limit: Limit,
  operations: readonly Named[],
  requirements: readonly Requirement[],
): readonly Named[] {
  const matched = matchKey(limit.key, operations);
  if (isName(limit.key)) return matched;
  return matched.filter(({ name }) => !requirements.some((other) => frees(other, name, limit.metric)));
}

function frees({ key, metric, bound }: Requirement, name: string, wanted: string): boolean {
  return bound.operator === 'none' && key === name && metric === wanted;
}

/** The seconds that a limit is about; undefined for the whole run, or why they cannot be told. */
function spansOf(limit: Limit, { run, evidence, withoutIntervals }: Court): readonly SecondSpan[] | string | undefined {
  const { phase, windowMs } = limit;
  const { seconds } = evidence;
  if (phase === undefined && windowMs === undefined) return seconds && !withoutIntervals ? [seconds] : undefined;
  if (seconds === undefined) {
    return `${limit.key}: ${limit.metric} is about a part of the run, and the seconds of the run (series.ndjson) are not there any more.`;
  }
  if (phase === undefined) return [seconds];
  const within = secondsOfPhase(run, phase, seconds);
  return within.length > 0
    ? within
    : `${limit.key}: the load has no phase "${phase}" of at least a second that was reached.`;
}

/** A phase that a whole run never had saw no data, so that what is required of it fails. */
function withoutSeconds(limit: Limit, reason: string, { run, evidence }: Court, names: readonly string[] = []) {
  const isUnknown = evidence.seconds === undefined || run.end !== 'completed';
  return isUnknown ? cannotJudge(limit, reason, names) : failUnmeasured(limit, reason, names);
}

function lengthMs(
  { phase }: Limit,
  spans: readonly SecondSpan[] | undefined,
  { durationMs, warmupMs }: MeasuredRun,
): number {
  if (phase === undefined || spans === undefined) return Math.max(0, durationMs - Math.ceil(warmupMs / 1000) * 1000);
  return spans.reduce((sum, { from, to }) => sum + (to - from) * 1000, 0);
}

/** A single number of the operation's kind: `perHour`, `goodput`, `cost`. */
function judgeNumber(limit: Limit, subject: Subject, { run, strict }: Court): RequirementResult {
  const names = subject.operations.map(({ name }) => name);
  const reading = readNumber(limit, subject, run);
  if (reading === undefined) return failUnmeasured(limit, unknownMetric(limit.metric, run), names);
  if (typeof reading === 'string') return failUnmeasured(limit, reading, names);
  const { spans } = subject;
  if (limit.windowMs === undefined || spans === undefined) return decide(limit, reading, strict);
  const read: WindowReader = (counts, within) => readNumberWithin(counts, limit, within);
  const nothing = () => failUnmeasured(limit, noFigure(limit, subject), names);
  return judgeWindows(limit, { ...subject, spans }, read, strict) ?? nothing();
}

function judgeChecks(limit: Limit, subject: Subject, court: Court): RequirementResult {
  const names = subject.operations.map(({ name }) => name);
  // Checks before any request belong to no operation, but to the run.
  const isMeant = ({ operation }: CheckRecord): boolean =>
    operation === null ? limit.key === '*' : names.includes(operation);
  if (isOfPart(limit) && subject.spans !== undefined) {
    return judgeChecksPart(limit, isMeant, subject, { ...court, spans: subject.spans });
  }
  const reading = readChecks(court.run.checks.filter(isMeant), subject);
  return reading === undefined
    ? failUnmeasured(limit, `${limit.key}: no check was made.`, names)
    : decide(limit, reading, court.strict);
}

/** A custom metric belongs to no operation, so its key does not matter; what operations have of that name comes first. */
function asCustom(limit: Limit, metric: Metric, court: Court): RequirementResult | undefined {
  const { run, evidence, strict } = court;
  if (metric.kind !== 'custom' && metric.kind !== 'statistic') return undefined;
  const custom = findCustom(limit.metric, run.metrics);
  if (custom === undefined) return undefined;
  const ofOperations =
    metric.kind === 'statistic' && matchKey(limit.key, evidence.operations).some(has(metric.source, run));
  if (ofOperations) return undefined;
  const reading = readCustom(custom, limit, run.durationMs - run.warmupMs);
  if (reading !== undefined && isOfPart(limit)) {
    const spans = spansOf(limit, court);
    if (spans === undefined || typeof spans === 'string') return withoutSeconds(limit, spans ?? '', court);
    return judgeCustomPart(limit, custom, { run, evidence, strict, spans });
  }
  if (reading !== undefined) return decide(limit, reading, strict);
  const { name, type } = custom.record;
  return failUnmeasured(limit, `${name} is a ${type} and has no "${custom.part}"; it has ${partsOf(type).join(', ')}.`);
}

function has(source: string, run: MeasuredRun): (operation: Named) => boolean {
  const builtIn = ['latency', 'service', 'queueWait', 'connect', 'tls', 'firstByte', 'download'];
  return ({ name }) =>
    builtIn.includes(source) || run.operations.some((each) => each.name === name && source in each.trends);
}

/** Whether a limit is about a window or a phase of the run. */
function isOfPart({ phase, windowMs }: Limit): boolean {
  return phase !== undefined || windowMs !== undefined;
}

function judgeThing(limit: Limit, thing: Thing, court: Court): RequirementResult {
  const { run, evidence, strict } = court;
  const reading = readThing(thing, limit, run);
  if (!isOfPart(limit))
    return typeof reading === 'string' ? failUnmeasured(limit, reading) : decide(limit, reading, strict);
  if (thing.kind === 'resource') {
    const spans = spansOf(limit, court);
    if (spans === undefined || typeof spans === 'string') return withoutSeconds(limit, spans ?? '', court);
    return judgeResourcePart(limit, thing, { run, evidence, strict, spans });
  }
  const cache = evidence.caches.find(({ name }) => name === thing.name);
  if (cache === undefined) {
    if (typeof reading === 'string') return failUnmeasured(limit, reading);
    return cannotJudge(
      limit,
      `${limit.key}: ${limit.metric} is counted over the whole run, not for a window or a phase.`,
    );
  }
  return judgeCachePart(limit, cache, court);
}

/** A cache in a window or a phase, by its answers there alone. */
function judgeCachePart(limit: Limit, cache: Named, court: Court): RequirementResult {
  const { run, evidence, strict } = court;
  const spans = spansOf(limit, court);
  if (spans === undefined || typeof spans === 'string') return withoutSeconds(limit, spans ?? '', court);
  const measuredMs = lengthMs(limit, spans, run);
  const subject = { evidence, operations: [cache], spans, measuredMs, sendLag: undefined };
  const readIn = (counts: OperationCounts, lengthMs: number) =>
    readCache(answerFigures(cache.name, counts), limit, lengthMs);
  if (limit.windowMs !== undefined) {
    const read: WindowReader = (counts, within) => {
      const reading = readIn(counts, within.measuredMs);
      return typeof reading === 'string' ? undefined : reading;
    };
    const nothing = () => failUnmeasured(limit, noFigure(limit, subject));
    return judgeWindows(limit, subject, read, strict) ?? nothing();
  }
  const reading = readIn(evidence.merged([cache], spans), measuredMs);
  return typeof reading === 'string' ? failUnmeasured(limit, reading) : decide(limit, reading, strict);
}
