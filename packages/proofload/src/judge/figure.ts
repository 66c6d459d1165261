/** Figures in the judge's sentences. */
import type { RequirementResult } from '../record/schema/verdict.ts';
import { formatDuration } from '../units/duration.ts';
import { formatNumber } from '../units/number.ts';
import { formatPercent } from '../units/percent.ts';
import { formatRate } from '../units/rate.ts';
import { formatSize } from '../units/size.ts';

/** What a figure is: milliseconds, per second, a share, bytes, a number, a relative change. */
export type Dimension = RequirementResult['dimension'];

/**
 * A figure for a sentence, with its unit.
 *
 * @example
 * formatFigure(412.3, 'duration'); // '412ms'
 */
export function formatFigure(value: number, dimension: Dimension): string {
  switch (dimension) {
    case 'duration':
      return formatDuration(value);
    case 'rate':
      return formatRate(value);
    case 'ratio':
      return formatPercent(value);
    case 'size':
      return formatSize(value);
    case 'number':
      return formatNumber(value);
    case 'change':
      return `${value < 0 ? '' : '+'}${formatPercent(value)}`;
  }
}

/** What a compared metric is. */
export function dimensionOfCompared(metric: string): Dimension {
  if (metric === 'rate') return 'rate';
  return metric === 'errors' ? 'ratio' : 'duration';
}
