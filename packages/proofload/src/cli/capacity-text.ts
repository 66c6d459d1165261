/** What a search for capacity found, for a terminal: the answer, a chart of the levels, and the law. */
import type { Capacity, CapacityLaw, CapacityStep, CapacityUnit } from '../judge/capacity.ts';
import { captioned } from '../report/terminal/layout.ts';
import { formatDuration } from '../units/duration.ts';
import { formatSignificant } from '../units/number.ts';
import { formatPercent } from '../units/percent.ts';
import { formatRate } from '../units/rate.ts';

const BAR = 32;
/** As in the summary of a run. */
const MOST_COLUMNS = 100;

/** A level in its unit: `195/s`, `40 users`. */
export function formatLevel(level: number, unit: CapacityUnit): string {
  if (unit === 'rate') return `${level}/s`;
  return `${level} ${level === 1 ? 'user' : 'users'}`;
}

/** A line as a level is done. */
export function stepLine(
  { level, purpose, status, marginal, p95, errors, broke }: CapacityStep,
  unit: CapacityUnit,
): string {
  const measured = [p95 === null ? 'no answer' : `p95 ${formatDuration(p95)}`, `errors ${formatPercent(errors)}`];
  const why = status === 'failed' ? `: ${broke.join(', ') || 'given up'}` : '';
  const sure = marginal ? ' (narrowly)' : '';
  return `${status === 'passed' ? '✓' : '✗'} ${formatLevel(level, unit).padEnd(12)} ${purpose.padEnd(7)} ${measured.join(', ')}${sure}${why}`;
}

/**
 * The whole result.
 *
 * @param columns - of the terminal
 */
export function capacityText(capacity: Capacity, columns: number): string {
  const width = Math.min(MOST_COLUMNS, columns);
  const { unit, knee, law, notes } = capacity;
  const lines = [headline(capacity), ...chart(capacity)];
  lines.push(
    knee === undefined
      ? 'KNEE   none was seen between the levels that were tried'
      : `KNEE   ${formatLevel(knee, unit)}: from there on more load costs mostly ${unit === 'rate' ? 'latency' : 'waiting, and buys little throughput'}`,
    ...lawLines(law),
    ...notes.flatMap((note) => captioned('NOTE   ', note, width)),
  );
  return `${lines.join('\n')}\n`;
}

function headline({ passing, failing, confirmed, broke, unit }: Capacity): string {
  if (passing === undefined) return `✗ NO CAPACITY  no level passed; broken: ${broke.join(', ') || 'see the runs'}`;
  const sure = confirmed ? ', confirmed by a second try of both' : '';
  if (failing === undefined) return `CAPACITY  at least ${formatLevel(passing, unit)}`;
  return `CAPACITY  ${formatLevel(passing, unit)} passes, ${formatLevel(failing, unit)} fails${sure}; broken: ${broke.join(', ') || 'given up'}`;
}

/** A line a level, ascending; the bar is the 95th percentile, on a scale of logarithms since overload is far above. */
function chart({ steps, unit }: Capacity): readonly string[] {
  const sorted = [...steps].sort((a, b) => a.level - b.level);
  const known = sorted.flatMap(({ p95 }) => (p95 === null || p95 <= 0 ? [] : [p95]));
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const lengthOf = (p95: number | null): number => {
    if (p95 === null || p95 <= 0) return 0;
    return most > least ? 1 + Math.round(((BAR - 1) * Math.log(p95 / least)) / Math.log(most / least)) : 1;
  };
  const label = (step: CapacityStep): string => formatLevel(step.level, unit);
  const width = Math.max(0, ...sorted.map((step) => label(step).length));
  return [
    'LEVELS  p95, in logarithms; answers a second; run',
    ...sorted.map((step) => {
      const mark = step.status === 'passed' ? '✓' : '✗';
      const value = step.p95 === null ? '–' : formatDuration(step.p95);
      const bar = '█'.repeat(lengthOf(step.p95)).padEnd(BAR);
      return `  ${mark} ${label(step).padStart(width)} ${bar} ${value.padStart(7)}  ${formatRate(step.throughput).padStart(8)}  ${step.run}`;
    }),
  ];
}

function lawLines(law: CapacityLaw | undefined): readonly string[] {
  if (law === undefined) return ['LAW    too few different levels for the Universal Scalability Law, which takes six'];
  const { lambda, sigma, kappa, intervals, rSquared, peak } = law;
  const figure = (value: number, { lower, upper }: { readonly lower: number; readonly upper: number }): string =>
    `${formatSignificant(value)} [${formatSignificant(lower)}, ${formatSignificant(upper)}]`;
  const highest =
    peak === undefined
      ? 'no peak was seen within 1.5 times of what was tried'
      : `peak ${formatRate(peak.throughput)} at ${formatSignificant(peak.load)} at once`;
  return [
    `LAW    throughput of one ${figure(lambda, intervals.lambda)}/s, contention ${figure(sigma, intervals.sigma)}, coherency ${figure(kappa, intervals.kappa)}`,
    `       ${highest}; explains ${formatPercent(rSquared)} of the variance`,
  ];
}
