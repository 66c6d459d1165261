/** Values of any kind as people read them: the actual value of a gate, its interval, a change. */
import { type Dimension, formatFigure } from '../../judge/figure.ts';
import type { RecordInterval } from '../../record/schema/values.ts';
import { durationUnitFor, formatDuration } from '../../units/duration.ts';
import { NO_VALUE } from '../../units/number.ts';

export type { Dimension };

const RATIOS: ReadonlySet<string> = new Set(['errors', 'success', 'checks', 'hitRatio', 'goodRatio']);

/** What a metric is measured in, by its name, for results that do not say it themselves. */
export function dimensionOf(metric: string): Dimension {
  if (RATIOS.has(metric)) return 'ratio';
  if (metric === 'rate') return 'rate';
  if (metric === 'count') return 'number';
  return metric === 'memory' ? 'size' : 'duration';
}

/** A value in the unit that suits it; a dash where there is none. */
export function formatQuantity(value: number | null | undefined, dimension: Dimension): string {
  return formatAs(value, dimension, value);
}

/** A value in the unit that suits another one, so that both can be compared at a glance. */
function formatAs(value: number | null | undefined, dimension: Dimension, like: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
  if (dimension === 'duration') return formatDuration(value, durationUnitFor([like ?? value]));
  return dimension === 'change' ? formatChange(value) : formatFigure(value, dimension);
}

/**
 * An interval in the unit of the value that it belongs to; the unit is left out where all three share it.
 *
 * @returns empty where there is no interval; a dash for an end that the data do not give
 * @example
 * formatInterval([398, 431], 412, 'duration'); // '[398, 431]'
 */
export function formatInterval(
  interval: RecordInterval | null | undefined,
  value: number | null,
  dimension: Dimension,
): string {
  if (!interval || (interval[0] === null && interval[1] === null)) return '';
  return `[${withoutCommonUnit([...interval], value, dimension).join(', ')}]`;
}

/**
 * Values before and after in one unit: `['301', '412ms']`.
 */
export function formatPair(before: number, after: number, dimension: Dimension): readonly [string, string] {
  const [first = NO_VALUE] = withoutCommonUnit([before], after, dimension);
  return [first, formatAs(after, dimension, after)];
}

function withoutCommonUnit(values: readonly (number | null)[], like: number | null, dimension: Dimension): string[] {
  const unit = unitOf(formatAs(like, dimension, like));
  const texts = values.map((value) => formatAs(value, dimension, like));
  const common = texts.every((text) => text === NO_VALUE || unitOf(text) === unit || /^0\D*$/.test(text));
  return common && unit !== '' ? texts.map((text) => text.replace(/\D+$/, '') || text) : texts;
}

/** The letters after a plain number; empty for forms of two units such as `2m 00s`. */
function unitOf(text: string): string {
  return /^-?[\d.,]+(\D+)$/.exec(text)?.[1] ?? '';
}

/**
 * A relative change, signed.
 *
 * @example
 * formatChange(0.372); // '+37%'
 */
export function formatChange(change: number): string {
  return signed(change, '%');
}

/** A change's interval: `[+29, +44]`. */
export function formatChangeInterval([low, high]: RecordInterval): string {
  const end = (value: number | null) => (value === null ? NO_VALUE : signed(value, ''));
  return `[${end(low)}, ${end(high)}]`;
}

function signed(change: number, unit: string): string {
  if (!Number.isFinite(change)) return NO_VALUE;
  const percent = change * 100;
  const size = Math.abs(percent);
  const digits = size >= 9.95 ? 0 : size >= 0.095 ? 1 : 2;
  const text = size.toFixed(digits).replace(/\.0+$/, '');
  return `${text === '0' ? '' : percent < 0 ? '−' : '+'}${text}${unit}`;
}

/**
 * A bound in words, as a suite says it: with a space after its sign, and of a leak that there is none.
 *
 * @example
 * formatBoundText('<300ms', 'p95');  // '< 300ms'
 * formatBoundText('<=0B', 'leak');   // 'none'
 */
export function formatBoundText(bound: string, metric: string): string {
  if (metric === 'leak' && /^<=\s*0B$/.test(bound.trim())) return 'none';
  return bound.trim().replace(/^(<=|>=|<|>)\s*/, '$1 ');
}

/**
 * A moment of a run as on a clock.
 *
 * @example
 * formatClock(118_000); // '01:58'
 */
export function formatClock(offsetMs: number): string {
  const seconds = Math.floor(Math.max(0, offsetMs) / 1000);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const clock = `${twoDigits(minutes)}:${twoDigits(seconds % 60)}`;
  return hours === 0 ? clock : `${hours}:${clock}`;
}

/**
 * A length of time to the second, for clocks that run.
 *
 * @example
 * formatSpan(58_400); // '58s'
 */
export function formatSpan(spanMs: number): string {
  const seconds = Math.round(Math.max(0, spanMs) / 1000);
  return seconds < 60 ? `${seconds}s` : formatDuration(seconds * 1000);
}

/** The p-value of a test, as the literature writes it: `p<0.001`, `p=0.21`. */
export function formatProbability(p: number): string {
  if (p < 0.001) return 'p<0.001';
  return `p=${p < 0.01 ? p.toFixed(3) : p.toFixed(2)}`;
}
