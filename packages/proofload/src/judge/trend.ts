/**
 * How an operation did over many runs: where its level shifted and which build did it, where it drifts to since, and
 * whether the newest run belongs to the rest. From the index alone, so that 10,000 runs take no time.
 */
import type { IndexedRun } from '../record/run-index.ts';
import { type ChangePoint, changePoints, median, newestValue, segmentTrend } from '../stats/index.ts';
import { didYouMean } from '../units/suggest.ts';
import { figureName } from './fail-on.ts';

export type { ChangePoint };

/** What is asked for. */
export interface TrendOptions {
  /** Its name; `*` for all together. */
  readonly operation: string;
  /** `p95`, `p50`, `mean`, `rate`, `errors` … */
  readonly metric: string;
  /** Runs from before are left out. */
  readonly since?: Date;
  /** Only runs of this scenario; default: those without one, where there are any, so that no experiment hides them. */
  readonly scenario?: string;
}

/** A build: one run, or the median of several in a row of the same commit. */
export interface TrendPoint {
  /** Of the first of its runs. */
  readonly id: string;
  readonly startedAt: string;
  readonly commit: string | null;
  readonly runs: number;
  readonly value: number;
}

export type Direction = 'worse' | 'better';

/** A level shift and the build that it came with. */
export interface TrendChange extends ChangePoint {
  readonly at: TrendPoint;
  readonly direction: Direction;
}

/** Where it has been going since the last shift. */
export interface TrendDrift {
  readonly percentPerDay: number;
  /** 95 % interval. */
  readonly interval: readonly [number, number];
  readonly p: number;
  /** Undefined where chance may explain it. */
  readonly direction: Direction | undefined;
  /** Builds since the last shift. */
  readonly builds: number;
}

/** The newest build beside those since the last shift. */
export interface TrendNewest {
  readonly value: number;
  readonly usual: number;
  readonly percent: number;
  /** One-sided, of the direction that it points to. */
  readonly p: number;
  /** Undefined where chance may explain it. */
  readonly direction: Direction | undefined;
}

export interface Trend {
  readonly operation: string;
  readonly metric: string;
  /** The oldest first. */
  readonly points: readonly TrendPoint[];
  readonly changes: readonly TrendChange[];
  readonly drift: TrendDrift | undefined;
  readonly newest: TrendNewest | undefined;
  /** What is missing, and what was left out, a sentence each. */
  readonly notes: readonly string[];
}

const CHANCE = 0.01;
const MS_PER_DAY = 86_400_000;
const FEWEST_FOR_CHANGES = 14;
const FEWEST_FOR_DRIFT = 10;

/**
 * The history of one figure of an operation. Only runs of the kind of the newest are looked at: of its suite, scenario,
 * load, target and kind of machine.
 */
export function trendOf(runs: readonly IndexedRun[], options: TrendOptions): Trend {
  const { operation } = options;
  const metric = figureName(options.metric);
  // Before there were dates is as good as ever.
  const since = Number.isFinite(options.since?.getTime()) ? (options.since as Date).toISOString() : '';
  const inTime = runs
    .filter(({ startedAt, end, status }) => startedAt >= since && end === 'completed' && status !== 'invalid')
    .filter((run) => options.scenario === undefined || run.scenario === options.scenario)
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const measured = inTime.filter((run) => figureOf(run, operation, metric) !== undefined);
  const plain = measured.filter((run) => run.scenario === null);
  const wanted = plain.length > 0 ? plain : measured;
  const alike = wanted.filter((run) => isAlike(run, wanted.at(-1)!));
  const points = pointsOf(alike, operation, metric);
  const values = points.map(({ value }) => value);
  const days = points.map(({ startedAt }) => Date.parse(startedAt) / MS_PER_DAY);
  const directionOf = (difference: number): Direction => (difference > 0 === (metric === 'rate') ? 'better' : 'worse');
  return {
    operation,
    metric,
    points,
    changes: changePoints(values).map((change) => {
      return { ...change, at: points[change.index]!, direction: directionOf(change.after - change.before) };
    }),
    drift: driftOf(values, days, directionOf),
    newest: newestOf(values, directionOf),
    notes: [...missing(inTime, options, points.length), ...leftOut(measured.length - alike.length, alike.at(-1))],
  };
}

function figureOf({ operations }: IndexedRun, operation: string, metric: string): number | undefined {
  return operations.find(({ name }) => name === operation)?.figures[metric]?.[0];
}

const KIND = ['suite', 'scenario', 'load', 'target', 'environment'] as const;

function isAlike(run: IndexedRun, newest: IndexedRun): boolean {
  return KIND.every((aspect) => run[aspect] === newest[aspect]);
}

/** Runs in a row of one commit are one build; what was not committed is a build of its own. */
function pointsOf(runs: readonly IndexedRun[], operation: string, metric: string): readonly TrendPoint[] {
  const builds: IndexedRun[][] = [];
  for (const run of runs) {
    const last = builds.at(-1);
    const same = last?.[0]?.commit === run.commit && run.commit !== null && !run.dirty && !last[0].dirty;
    if (same) last?.push(run);
    else builds.push([run]);
  }
  return builds.map((build) => {
    const [{ id, startedAt, commit }] = build as [IndexedRun];
    return {
      id,
      startedAt,
      commit,
      runs: build.length,
      value: median(build.map((run) => figureOf(run, operation, metric)!)),
    };
  });
}

function driftOf(
  values: readonly number[],
  days: readonly number[],
  directionOf: (difference: number) => Direction,
): TrendDrift | undefined {
  const trend = segmentTrend(values, days);
  if (trend === undefined) return undefined;
  const { percentPerUnit: percentPerDay, interval, p, count: builds } = trend;
  return { percentPerDay, interval, p, builds, direction: p < CHANCE ? directionOf(percentPerDay) : undefined };
}

function newestOf(values: readonly number[], directionOf: (difference: number) => Direction): TrendNewest | undefined {
  const found = newestValue(values);
  if (found === undefined) return undefined;
  const { usual, percent, pHigher, pLower } = found;
  const p = Math.min(pHigher, pLower);
  return { value: values.at(-1)!, usual, percent, p, direction: p < CHANCE ? directionOf(percent) : undefined };
}

function missing(runs: readonly IndexedRun[], options: TrendOptions, builds: number): readonly string[] {
  if (builds === 0) return [noHistory(runs, options)];
  const are = builds === 1 ? 'is 1 build' : `are ${builds} builds`;
  if (builds < FEWEST_FOR_DRIFT) {
    return [
      `There ${are}: a drift takes ${FEWEST_FOR_DRIFT} and a change point ${FEWEST_FOR_CHANGES}. Keep running it.`,
    ];
  }
  return builds < FEWEST_FOR_CHANGES ? [`There ${are}: a change point takes ${FEWEST_FOR_CHANGES}.`] : [];
}

function noHistory(runs: readonly IndexedRun[], { operation, metric, scenario }: TrendOptions): string {
  if (runs.length === 0) {
    const of = scenario === undefined ? '' : ` of the scenario ${scenario}`;
    return `There are no completed runs${of} in this time. Make one with proofload run.`;
  }
  const names = [...new Set(runs.flatMap(({ operations }) => operations.map(({ name }) => name)))];
  if (names.includes(operation)) return `${operation} has no ${metric} in any of the ${runs.length} runs.`;
  return `${operation} is in none of the ${runs.length} runs; they have ${names.join(', ')}.${didYouMean(operation, names)}`;
}

function leftOut(count: number, newest: IndexedRun | undefined): readonly string[] {
  if (count === 0 || newest === undefined) return [];
  const were = count === 1 ? '1 run was' : `${count} runs were`;
  const of = newest.scenario === null ? 'no scenario' : `the scenario ${newest.scenario}`;
  return [`${were} left out: of another load, target, kind of machine or scenario than the newest of ${of}.`];
}
