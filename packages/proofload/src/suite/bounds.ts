/**
 * A requirement's bound against its metric: whether their dimensions agree, and what to write where they don't.
 */
import { type Bound, type BoundDimension, formatBound, type LimitBound, parseBound } from '../units/bound.ts';
import { UnitError } from '../units/error.ts';
import { METRICS, type MetricReference } from './metrics.ts';
import { type Fault, show } from './problem.ts';

/** A bound in its metric's own unit, and as it is shown and stored. */
export interface MetricBound {
  readonly bound: Bound;
  readonly text: string;
}

/** What a bound of each dimension is called in a sentence. */
const WORDS: Readonly<Record<BoundDimension, string>> = {
  duration: 'a time',
  rate: 'a rate',
  ratio: 'a share',
  size: 'a size',
  number: 'a number',
  change: 'a change against the baseline',
};

/**
 * Reads a bound.
 *
 * @param metric - the metric's name as it was written, for messages
 * @param reference - what it means; `undefined` when its name is wrong, which is reported elsewhere
 * @example
 * readMetricBound('>50/s', 'p95', { base: 'latency', aggregate: 'p95', custom: false });
 * // { message: 'p95 is a time, but ">50/s" is a rate', hint: 'Write for example "<100ms".' }
 */
export function readMetricBound(
  text: string,
  metric: string,
  reference: MetricReference | undefined,
): MetricBound | Fault {
  let bound: Bound;
  try {
    bound = parseBound(text);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return { message: `must be a bound, got ${show(text)}`, hint: error.accepted };
  }
  // The unit of a custom metric is the suite's affair.
  if (reference === undefined || reference.custom) return { bound, text };
  if (bound.operator === 'none') return reference.base === 'leak' ? NO_LEAK : { bound, text };
  return misfit(bound, text, metric, reference.base) ?? inUnitOf(reference.base, bound, text);
}

/** `leak: 'none'` asks that no leak is found: of 0 bytes for each operation. Elsewhere `none` takes a bound back. */
const NO_LEAK: MetricBound = { bound: { operator: '<=', value: 0, dimension: 'size' }, text: '<=0B' };

function misfit(bound: LimitBound, text: string, metric: string, base: string): Fault | undefined {
  const { accepts, example } = METRICS[base]!;
  const [own = 'number'] = accepts;
  if (!accepts.includes(bound.dimension)) {
    const message = `${metric} is ${WORDS[own]}, but ${show(text)} is ${WORDS[bound.dimension]}`;
    return { message, hint: `Write for example ${exampleFor(bound, own, example)}.` };
  }
  // The processor's share may be above 1: there are several cores.
  if (own !== 'ratio' || bound.dimension !== 'number' || base === 'cpu' || !isPercentInDisguise(bound))
    return undefined;
  return {
    message: `${metric} is a share from 0 to 1, which ${show(text)} decides nothing about`,
    hint: `Write "${bound.operator}${bound.value}%" for percent.`,
  };
}

/** `errors: '<5'` and `errors: '<1'` hold for any run: five percent and one percent were meant. */
function isPercentInDisguise({ operator, value }: LimitBound): boolean {
  return value > 1 || (value === 1 && operator.startsWith('<'));
}

/** The bound that was probably meant: the number as written with the metric's unit, else the metric's example. */
function exampleFor({ operator, value, dimension }: LimitBound, own: BoundDimension, example: string): string {
  if (dimension !== 'number' || value < 0) return `"${example}"`;
  if (own === 'duration') return `"${operator}${value}ms" or "${operator}${value}s"`;
  if (own === 'size') return `"${operator}${value}MB"`;
  return `"${example}"`;
}

/** A rate of something that is counted per hour: parsed as one per second, from which twelve digits are exact. */
function inUnitOf(base: string, bound: LimitBound, text: string): MetricBound {
  if (base !== 'perHour' || bound.dimension !== 'rate') return { bound, text };
  const perHour: LimitBound = { ...bound, value: Number((bound.value * 3600).toPrecision(12)), dimension: 'number' };
  return { bound: perHour, text: formatBound(perHour) };
}
