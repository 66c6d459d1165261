/** By what means requests were sent on time, in words. */
import { formatPercent } from '../units/percent.ts';
import type { PacingRecord } from './schema/measurements.ts';

/** Shares below this are not worth telling. */
const LEAST_SHARE = 0.005;

/**
 * @returns the means, with their shares of the time where there were several
 * @example
 * pacingText({ spunShare: 0.75, realTimeShare: 0, raisedPriority: true }); // 'spinning 75%, timers 25%'
 */
export function pacingText({ spunShare, realTimeShare = 0 }: PacingRecord): string {
  const means = [
    { share: spunShare, text: 'spinning' },
    { share: realTimeShare, text: 'real-time timers' },
    { share: 1 - spunShare - realTimeShare, text: 'timers' },
  ].filter(({ share }) => share >= LEAST_SHARE);
  if (means.length === 1) return means.map(({ text }) => text).join();
  return means.map(({ share, text }) => `${text} ${formatPercent(share)}`).join(', ');
}
