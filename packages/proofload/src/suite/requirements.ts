/**
 * Requirements as a suite writes them, read into keys, metrics and bounds; every problem is collected with its path.
 */
import type { Bound } from '../units/bound.ts';
import { parseDuration } from '../units/duration.ts';
import { UnitError } from '../units/error.ts';
import { didYouMean } from '../units/suggest.ts';
import { readMetricBound } from './bounds.ts';
import { type DeclaredMetrics, type MetricName, readMetricName } from './metric-names.ts';
import { entriesOf, isRecord, type Problem, pathOf, problem, show } from './problem.ts';
import { keyFault } from './requirement-keys.ts';
import { RESOURCE_METRICS } from './resources.ts';

/** One requirement, read. */
export interface CheckedRequirement {
  readonly key: string;
  /** As it was written: `p95`. */
  readonly metric: string;
  /** In the metric's own unit: ms, per second (`perHour`: per hour), bytes, a ratio or a number. */
  readonly bound: Bound;
  /** The bound as it is shown and stored: `<100ms`; as written, where the unit is the metric's. */
  readonly text: string;
  readonly severity: 'fail' | 'warn';
  readonly windowMs: number | undefined;
  /** `ramp`, `steady`, or the number of a stage from 1. */
  readonly phase: string | undefined;
  readonly abort: boolean;
}

const CIRCUMSTANCES = ['bound', 'severity', 'window', 'phase', 'abort'];

/**
 * Reads all requirements of a suite or a scenario.
 *
 * @param path - where they stand, for the problems' paths
 * @example
 * readRequirements({ '*': { p95: '<100ms' } }, undefined, ['requirements']).requirements[0].bound.value; // 100
 */
export function readRequirements(
  requirements: unknown,
  declared: DeclaredMetrics | undefined,
  path: readonly PropertyKey[],
): { readonly requirements: readonly CheckedRequirement[]; readonly problems: readonly Problem[] } {
  const read: CheckedRequirement[] = [];
  const problems: Problem[] = [];
  if (requirements !== undefined && !isRecord(requirements)) {
    problems.push(
      problem(pathOf(path), `must be an object such as { '*': { p95: '<100ms' } }, got ${show(requirements)}`),
    );
  }
  for (const [key, bounds] of entriesOf(requirements)) {
    const keyPath = [...path, key];
    const fault = keyFault(key);
    if (fault !== undefined) problems.push(problem(pathOf(keyPath), fault.message, fault.hint));
    if (!isRecord(bounds)) {
      problems.push(problem(pathOf(keyPath), `must be an object such as { p95: '<100ms' }, got ${show(bounds)}`));
    }
    for (const [metric, bound] of entriesOf(bounds)) {
      const own = key.startsWith('resource:') && !RESOURCE_METRICS.test(metric);
      const name = own ? metricOfResource(metric) : readMetricName(metric, declared);
      const one = readRequirement(name, metric, bound, [...keyPath, metric]);
      problems.push(...one.problems);
      if (one.checked !== undefined) read.push({ key, metric, ...one.checked });
    }
  }
  return { requirements: read, problems };
}

type CheckedBound = Omit<CheckedRequirement, 'key' | 'metric'>;

/** A resource's metrics have the names that its probe gives them, also such as mean something of an operation. */
function metricOfResource(metric: string): MetricName {
  return { reference: { base: metric, aggregate: undefined, custom: true } };
}

function readRequirement(
  name: MetricName,
  metric: string,
  written: unknown,
  path: readonly PropertyKey[],
): { readonly checked: CheckedBound | undefined; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  if ('message' in name) problems.push(problem(pathOf(path), name.message, name.hint));
  const whole = isRecord(written) ? written : { bound: written };
  const boundPath = isRecord(written) ? [...path, 'bound'] : path;
  const circumstances = readCircumstances(whole, path);
  problems.push(...circumstances.problems);
  const { bound: text } = whole;
  if (typeof text !== 'string') {
    problems.push(problem(pathOf(boundPath), `must be a bound such as "<100ms", got ${show(text)}`));
    return { checked: undefined, problems };
  }
  const bound = readMetricBound(text, metric, 'reference' in name ? name.reference : undefined);
  if ('message' in bound) {
    problems.push(problem(pathOf(boundPath), bound.message, bound.hint));
    return { checked: undefined, problems };
  }
  return { checked: { ...bound, ...circumstances.values }, problems };
}

type Circumstances = Pick<CheckedRequirement, 'severity' | 'windowMs' | 'phase' | 'abort'>;

function readCircumstances(
  written: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
): { readonly values: Circumstances; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const wrong = (member: string, message: string, hint?: string) =>
    problems.push(problem(pathOf([...path, member]), message, hint));
  for (const key of Object.keys(written)) {
    if (!CIRCUMSTANCES.includes(key)) wrong(key, 'is not known', didYouMean(key, CIRCUMSTANCES));
  }
  const { severity = 'fail', window, phase, abort = false } = written;
  if (severity !== 'fail' && severity !== 'warn') wrong('severity', `must be "fail" or "warn", got ${show(severity)}`);
  if (typeof abort !== 'boolean') wrong('abort', `must be true or false, got ${show(abort)}`);
  if (phase !== undefined && !isPhase(phase)) {
    wrong('phase', `must be "ramp", "steady" or a stage by its number from 1, got ${show(phase)}`);
  }
  let windowMs: number | undefined;
  if (window !== undefined) {
    windowMs = readWindow(window);
    if (windowMs === undefined) wrong('window', `must be a duration of 1s or more, got ${show(window)}`);
  }
  return {
    values: {
      severity: severity === 'warn' ? 'warn' : 'fail',
      windowMs,
      phase: phase === undefined ? undefined : String(phase),
      abort: abort === true,
    },
    problems,
  };
}

function isPhase(phase: unknown): boolean {
  return phase === 'ramp' || phase === 'steady' || /^[1-9]\d*$/.test(String(phase));
}

/** Windows are made of slices, which are seconds. */
function readWindow(window: unknown): number | undefined {
  if (typeof window !== 'string' && typeof window !== 'number') return undefined;
  try {
    const windowMs = parseDuration(window, { bareUnit: 's' });
    return windowMs >= 1000 ? windowMs : undefined;
  } catch (error) {
    if (error instanceof UnitError) return undefined;
    throw error;
  }
}
