/**
 * What a scenario was made to find out, as figures with sentences: the breaking point of a stress run, the failures and
 * the time to recover of a spike, the drift and the leaks of a soak.
 */
import type { TimelineRow } from '../record/schema/measurements.ts';
import type { Finding } from '../record/schema/verdict.ts';
import type { MeasuredRun } from '../record/schema.ts';
import { mannKendall, median, theilSen } from '../stats/index.ts';
import { formatDuration } from '../units/duration.ts';
import { formatSignificant } from '../units/number.ts';
import { formatPercent } from '../units/percent.ts';
import { formatRate } from '../units/rate.ts';
import type { Requirement } from './decide.ts';
import type { Evidence } from './evidence.ts';
import { thingOf } from './keys.ts';
import { leakMetricOf, readLeak } from './leak.ts';
import { isLimit, judgeRequirements } from './requirements.ts';

/** A stage of the load that is held. */
interface Level {
  /** Its number among all stages, from 1: the phase that requirements name. */
  readonly stage: number;
  readonly level: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** The findings of a run of a scenario that is known by its name; none for others. */
export function scenarioFindings(
  run: MeasuredRun,
  evidence: Evidence,
  requirements: readonly Requirement[],
): readonly Finding[] {
  switch (run.scenario) {
    case 'stress':
      return breakingPoint(run, evidence, requirements);
    case 'spike':
      return recovery(run);
    case 'soak':
      return [...drifts(run), ...leaks(run)];
    default:
      return [];
  }
}

function levelsOf({ load, durationMs }: MeasuredRun): readonly Level[] {
  if (load.model !== 'closed' && load.model !== 'open') return [];
  let startMs = 0;
  return load.stages.flatMap((stage, index) => {
    const from = startMs;
    startMs += stage.durationMs;
    const level = 'users' in stage ? stage.users : stage.rate;
    const endMs = Math.min(startMs, durationMs);
    return stage.durationMs > 0 && endMs > from && level > 0 ? [{ stage: index + 1, level, startMs: from, endMs }] : [];
  });
}

function levelText({ load }: MeasuredRun, level: number): string {
  return load.model === 'open' ? formatRate(level) : `${level} users`;
}

/** The first level at which a requirement is broken, judged by that level's own seconds. */
function breakingPoint(run: MeasuredRun, evidence: Evidence, requirements: readonly Requirement[]): readonly Finding[] {
  const levels = levelsOf(run);
  const limits = requirements.filter(
    (each) =>
      isLimit(each) && each.severity === 'fail' && each.bound.dimension !== 'change' && thingOf(each.key) === undefined,
  );
  if (levels.length === 0 || limits.length === 0 || evidence.seconds === undefined) {
    const text = 'No breaking point can be told without requirements on operations and levels of load.';
    return [{ name: 'breaking point', value: null, dimension: 'number', text }];
  }
  const options = { strict: false, withoutIntervals: true };
  let sustained: Level | undefined;
  for (const level of levels) {
    const here = limits.map((limit) => ({ ...limit, phase: `${level.stage}`, windowMs: undefined }));
    const broken = judgeRequirements(here, run, evidence, options).filter(({ status }) => status === 'failed');
    if (broken.length > 0) {
      const what = broken.map(({ key, metric, bound }) => `${key} ${metric} ${bound}`).join(', ');
      const held =
        sustained === undefined ? 'no lower level was tried' : `${levelText(run, sustained.level)} were sustained`;
      const text = `The breaking point is ${levelText(run, level.level)}: there ${what} broke; ${held}.`;
      return [figure(run, 'breaking point', level.level, text), ...sustainedFinding(run, sustained)];
    }
    sustained = level;
  }
  const text = `No breaking point was found: every requirement held up to ${levelText(run, levels.at(-1)!.level)}.`;
  return [{ name: 'breaking point', value: null, dimension: 'number', text }, ...sustainedFinding(run, sustained)];
}

function sustainedFinding(run: MeasuredRun, level: Level | undefined): readonly Finding[] {
  if (level === undefined) return [];
  return [figure(run, 'sustained load', level.level, `Every requirement held at ${levelText(run, level.level)}.`)];
}

function figure({ load }: MeasuredRun, name: string, value: number, text: string): Finding {
  return { name, value, dimension: load.model === 'open' ? 'rate' : 'number', text };
}

/** Recovered is: three rows in a row no worse than the usual, with some room for chance. */
const CALM_ROWS = 3;
const CALM_FACTOR = 1.5;
const CALM_ERRORS = 0.01;

function recovery(run: MeasuredRun): readonly Finding[] {
  const levels = levelsOf(run);
  const spike = levels.reduce<Level | undefined>(
    (most, each) => (each.level > (most?.level ?? 0) ? each : most),
    undefined,
  );
  const before = spike === undefined ? [] : rowsIn(run, 0, spike.startMs);
  if (spike === undefined || before.length === 0) {
    return [
      {
        name: 'time to recover',
        value: null,
        dimension: 'duration',
        text: 'The load has no sudden rise after a usual level.',
      },
    ];
  }
  const usualMs = median(before.flatMap(({ p95 }) => p95 ?? []));
  const usualErrors = shareOf(before);
  const after = rowsIn(run, spike.startMs, run.durationMs);
  const peak = Math.max(0, ...after.map((row) => shareOf([row])));
  const peakMs = Math.max(0, ...after.map(({ p95 }) => p95 ?? 0));
  const errors =
    peak === 0
      ? 'No request failed, neither in the spike nor after it.'
      : `In the worst second of the spike and after it ${formatPercent(peak)} of the requests failed; before it ${formatPercent(usualErrors)} did.`;
  const slowest = `The p95 rose from ${formatDuration(usualMs)} to ${formatDuration(peakMs)}.`;
  const calm = ({ p95, count, failed }: TimelineRow): boolean =>
    count > 0 && (p95 ?? 0) <= usualMs * CALM_FACTOR && failed / count <= usualErrors + CALM_ERRORS;
  const rows = rowsIn(run, spike.endMs, run.durationMs).filter(({ count }) => count > 0);
  const at = rows.findIndex((_, index) => {
    const stretch = rows.slice(index, index + CALM_ROWS);
    return stretch.length === CALM_ROWS && stretch.every(calm);
  });
  const recoveredMs = at < 0 ? undefined : Math.max(0, (rows[at] as TimelineRow).startMs - spike.endMs);
  const text =
    recoveredMs === undefined
      ? 'The service did not recover before the run ended: neither latency nor failures came back to what they were.'
      : `The service took ${recoveredMs === 0 ? 'less than a second' : formatDuration(recoveredMs)} after the spike to come back to what it was.`;
  return [
    { name: 'peak error rate', value: peak, dimension: 'ratio', text: errors },
    { name: 'peak p95', value: peakMs, dimension: 'duration', text: slowest },
    { name: 'time to recover', value: recoveredMs ?? null, dimension: 'duration', text },
  ];
}

function rowsIn({ timeline }: MeasuredRun, fromMs: number, toMs: number): readonly TimelineRow[] {
  return timeline.filter(({ startMs, durationMs }) => startMs >= fromMs && startMs + durationMs <= toMs + 1);
}

function shareOf(rows: readonly TimelineRow[]): number {
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  return count === 0 ? 0 : rows.reduce((sum, row) => sum + row.failed, 0) / count;
}

/** A drift below this over the whole run is none, whatever the test says. */
const LEAST_DRIFT = 0.05;
const DRIFT_LEVEL = 0.01;
const DRIFT_ROWS = 20;

function drifts(run: MeasuredRun): readonly Finding[] {
  const rows = run.timeline.filter(({ count }) => count > 0);
  const settled = rows.slice(Math.floor(rows.length / 4));
  return [
    drift(
      'latency drift',
      'p95',
      settled.flatMap(({ p95 }) => p95 ?? []),
    ),
    drift(
      'throughput drift',
      'throughput',
      settled.map(({ rate }) => rate),
    ),
  ];
}

/** The change over what is left when the first quarter is dropped, by the Theil-Sen slope. */
function drift(name: string, what: string, values: readonly number[]): Finding {
  if (values.length < DRIFT_ROWS) {
    return {
      name,
      value: null,
      dimension: 'change',
      text: `The run was too short to tell whether the ${what} drifts.`,
    };
  }
  const test = mannKendall(values);
  const { slope } = theilSen(values, { varianceOfS: test.variance });
  const change = (slope * (values.length - 1)) / Math.max(Number.MIN_VALUE, median(values));
  const isDrift = test.p < DRIFT_LEVEL && Math.abs(change) >= LEAST_DRIFT;
  const size = `${change > 0 ? '+' : ''}${formatSignificant(change * 100)}%`;
  const text = isDrift
    ? `The ${what} drifts: ${size} from the first quarter to the end (p=${formatSignificant(test.p)}).`
    : `No drift of the ${what} was proven (${size} from the first quarter to the end, p=${formatSignificant(test.p)}).`;
  return { name, value: change, dimension: 'change', text };
}

function leaks(run: MeasuredRun): readonly Finding[] {
  const names = [...new Set(run.resources.map(({ name }) => name))];
  return names.flatMap((name) => {
    const memory = leakMetricOf(run.resources.filter((each) => each.name === name));
    if (memory === undefined) return [];
    const { bytesPerRequest, finding } = readLeak(memory, run.totals.count);
    const text = `${name}: ${finding === '' ? `no leak was found in its ${memory.metric}.` : finding}`;
    return [{ name: `leak of ${name}`, value: bytesPerRequest, dimension: 'size', text } as const];
  });
}
