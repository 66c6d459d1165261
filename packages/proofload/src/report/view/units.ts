/** Values of a trend in the unit that its definition gives: times as times, tokens and the like as numbers. */
import { definitionOf } from '../../measure/trend-definitions.ts';
import { durationUnitFor, formatDuration } from '../../units/duration.ts';
import { formatSignificant } from '../../units/number.ts';

/**
 * The texts of values of one trend, all in one unit.
 *
 * @param kind - of the operation
 */
export function formatTrend(kind: string, trend: string, values: readonly number[]): readonly string[] {
  const unit = definitionOf(kind, trend)?.unit ?? 'ms';
  if (unit !== 'ms') return values.map((value) => formatSignificant(value));
  const shared = durationUnitFor(values);
  return values.map((value) => formatDuration(value, shared));
}
