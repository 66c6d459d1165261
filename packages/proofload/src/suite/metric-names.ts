/**
 * Reads the name of a requirement's metric. A name that is not built in may be a custom metric's, which exists only
 * once the suite runs; so a slip (`p59`, `eror`) must be told from a metric of one's own (`orders`) by its looks.
 */
import { didYouMean, editDistance } from '../units/suggest.ts';
import {
  COMMON_AGGREGATES,
  CUSTOM_EXAMPLES,
  type CustomMetricType,
  canonicalAggregate,
  hasAggregate,
  isCustomAggregate,
  METRICS,
  type MetricReference,
} from './metrics.ts';
import type { Fault } from './problem.ts';

/** The suite's declaration of its own metrics: `{ orders: 'counter', render: 'trend' }`. */
export type DeclaredMetrics = Readonly<Record<string, CustomMetricType>>;

/** A name read, or why it is none. */
export type MetricName = { readonly reference: MetricReference } | Fault;

/** What other tools call our metrics: never meant as a custom metric's name. */
const SYNONYMS: Readonly<Record<string, string>> = {
  avg: 'mean',
  average: 'mean',
  med: 'median',
  std: 'stddev',
  stdev: 'stddev',
  minimum: 'min',
  maximum: 'max',
  p100: 'max',
  rps: 'rate',
  throughput: 'rate',
  error: 'errors',
  errorrate: 'errors',
  error_rate: 'errors',
  failurerate: 'errors',
  successrate: 'success',
  success_rate: 'success',
  check: 'checks',
  hitrate: 'hitRatio',
  hit_ratio: 'hitRatio',
  cachehitratio: 'hitRatio',
  responsetime: 'p95',
  response_time: 'p95',
};

const CANDIDATES: readonly string[] = [...Object.keys(METRICS), ...COMMON_AGGREGATES];

/**
 * Reads a metric's name.
 *
 * A name that is not built in is taken as a custom metric's when the suite declares it, or when the suite declares no
 * metrics and the name is not {@link slipOf a slip} for a built-in one.
 *
 * @param declared - the suite's `metrics`; `undefined` when it declares none
 * @example
 * readMetricName('service.p95', undefined); // { reference: { base: 'service', aggregate: 'p95', … } }
 * readMetricName('eror', undefined);        // { message: 'there is no metric "eror"', hint: 'Did you mean "errors"? …' }
 */
export function readMetricName(name: string, declared: DeclaredMetrics | undefined): MetricName {
  const latency = canonicalAggregate(name);
  if (latency !== undefined) return { reference: { base: 'latency', aggregate: latency, custom: false } };
  if (isDeclared(METRICS, name)) return builtIn(name, undefined);
  const custom = declared ?? {};
  if (isDeclared(custom, name)) return ofDeclared(name, undefined, custom[name]!);
  const [base, aggregate] = splitName(name);
  if (isDeclared(METRICS, base)) return builtIn(base, aggregate);
  if (isDeclared(custom, base)) return ofDeclared(base, aggregate, custom[base]!);
  const meant = slipOf(base);
  if (meant !== undefined || looksLikePercentile(base)) return unknownMetric(name, meant, base, aggregate);
  if (declared !== undefined) return undeclared(name, base, custom);
  if (!/^[\p{L}_][^<>=]*$/u.test(name))
    return { message: `${JSON.stringify(name)} is no metric's name`, hint: undefined };
  return undeclaredCustom(name, base, aggregate);
}

function isDeclared(record: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.hasOwn(record, name);
}

/** `ttft.p99.9` is `ttft` and `p99.9`; the dot inside a percentile does not count. */
function splitName(name: string): readonly [base: string, aggregate: string | undefined] {
  const [, base, aggregate] = /^(.+?)\.(p\d[\d.]*|[^.]+)$/.exec(name) ?? [];
  if (base === undefined || aggregate === undefined) return [name, undefined];
  const dot = name.lastIndexOf('.');
  return /^p\d/.test(aggregate) ? [base, aggregate] : [name.slice(0, dot), name.slice(dot + 1)];
}

function looksLikePercentile(name: string): boolean {
  return /^p\s*\(?\d/i.test(name) || /^\d/.test(name);
}

function builtIn(base: string, aggregate: string | undefined): MetricName {
  const definition = METRICS[base]!;
  if (aggregate === undefined) {
    if (definition.single) return { reference: { base, aggregate, custom: false } };
    return { message: `"${base}" is a distribution`, hint: `Say which part of it is meant: "${base}.p95".` };
  }
  if (!definition.distribution) {
    return { message: `"${base}" is a single number and has no "${aggregate}"`, hint: `Write "${base}".` };
  }
  const canonical = canonicalAggregate(aggregate);
  if (canonical !== undefined) return { reference: { base, aggregate: canonical, custom: false } };
  const meant = nearest(aggregate, COMMON_AGGREGATES);
  return { message: `"${base}" has no "${aggregate}"`, hint: meant && `Did you mean "${base}.${meant}"?` };
}

function ofDeclared(base: string, aggregate: string | undefined, type: CustomMetricType): MetricName {
  if (hasAggregate(type, aggregate)) return { reference: customReference(base, aggregate) };
  const article = `the suite's metric "${base}" is a ${type}`;
  const message = aggregate === undefined ? article : `${article} and has no "${aggregate}"`;
  return { message, hint: `Write ${CUSTOM_EXAMPLES[type](base)}.` };
}

function customReference(base: string, aggregate: string | undefined): MetricReference {
  return { base, aggregate: aggregate && (canonicalAggregate(aggregate) ?? aggregate), custom: true };
}

/** Without a declaration, a last part that is no aggregate belongs to the name: `cart.size`. */
function undeclaredCustom(name: string, base: string, aggregate: string | undefined): MetricName {
  if (aggregate === undefined) return { reference: customReference(name, undefined) };
  if (isCustomAggregate(aggregate)) return { reference: customReference(base, aggregate) };
  const meant = looksLikePercentile(aggregate) ? nearest(aggregate, COMMON_AGGREGATES) : slipOf(aggregate);
  if (meant === undefined && !looksLikePercentile(aggregate)) return { reference: customReference(name, undefined) };
  return { message: `"${base}" has no "${aggregate}"`, hint: meant && `Did you mean "${base}.${meant}"?` };
}

function undeclared(name: string, base: string, declared: DeclaredMetrics): MetricName {
  const near = didYouMean(base, [...Object.keys(declared), ...CANDIDATES]).trim();
  const declare = `A metric of the suite's own must stand in its "metrics": { ${quoteKey(base)}: 'counter' }.`;
  return { message: `there is no metric ${JSON.stringify(name)}`, hint: near === '' ? declare : `${near} ${declare}` };
}

function unknownMetric(
  name: string,
  meant: string | undefined,
  base: string,
  aggregate: string | undefined,
): MetricName {
  const message = `there is no metric ${JSON.stringify(name)}`;
  if (looksLikePercentile(base)) {
    return {
      message,
      hint: `${meant === undefined ? '' : `Did you mean "${meant}"? `}Percentiles go from p50 to p99.9.`,
    };
  }
  const whole = aggregate === undefined ? meant : `${meant}.${aggregate}`;
  const declare = `If it is a metric of your own, declare it in the suite: metrics: { ${quoteKey(base)}: 'counter' }.`;
  return { message, hint: `Did you mean "${whole}"? ${declare}` };
}

function quoteKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
}

/**
 * The built-in metric for which a name is a slip, or another tool's word; `undefined` when it may well be a custom
 * metric. A slip is, upper and lower case aside: the same name; two neighbours swapped (`mena`); one edit away, from
 * four letters on and with the same first letter (`erors`, but `gpu` is not `cpu`); two edits from eight letters on.
 * Wider nets catch honest names: `orders` is two edits from `errors`, `cart` from `cost`.
 */
export function slipOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (Object.hasOwn(SYNONYMS, lower)) return SYNONYMS[lower];
  if (looksLikePercentile(name)) return nearest(percentileDigits(name), COMMON_AGGREGATES);
  const known = [...CANDIDATES, ...Object.keys(SYNONYMS)].find((candidate) => isSlip(lower, candidate.toLowerCase()));
  return known === undefined ? undefined : (SYNONYMS[known] ?? known);
}

function isSlip(word: string, known: string): boolean {
  if (word === known) return true;
  const distance = editDistance(word, known);
  if (distance === 1 && sortedLetters(word) === sortedLetters(known)) return true;
  if (word[0] !== known[0]) return false;
  const length = Math.min(word.length, known.length);
  return (distance === 1 && length >= 4) || (distance === 2 && length >= 8);
}

/** `p(95)`, `P95`, `95%`, `p95th`: the percentile that all of them mean. */
function percentileDigits(name: string): string {
  const [digits = ''] = /\d+(?:\.\d+)?/.exec(name) ?? [];
  return `p${digits}`;
}

/** The nearest of the known words, swaps before other edits; `undefined` when none is within a third of its length. */
function nearest(word: string, known: readonly string[]): string | undefined {
  if (Object.hasOwn(SYNONYMS, word.toLowerCase())) return SYNONYMS[word.toLowerCase()];
  const letters = sortedLetters(word);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const swapped = sortedLetters(candidate) === letters;
    const distance = editDistance(word.toLowerCase(), candidate) - (swapped ? 0.5 : 0);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function sortedLetters(word: string): string {
  return [...word].sort().join('');
}
