/**
 * How long the blocks of an autocorrelated series have to be, before blocks count as independent.
 * Sources: Politis and White, "Automatic block-length selection for the dependent bootstrap" (2004); Patton, Politis and
 * White, "Correction" (2009), whose constant 4/3 for circular blocks stands here.
 */
import { requireFinite } from '../errors.ts';
import { centre, lagged } from './autocorrelation.ts';

const SIGNIFICANT = 2;

/**
 * The block length (in values, not rounded, at least 1) that minimises the mean squared error of the variance of the
 * mean under circular blocks; at most min(3 sqrt n, n / 3). A constant series has blocks of 1.
 *
 * The flat-top window: autocovariances count in full up to half of M, then fall linearly to 0 at M, with M twice the lag
 * after which five (or log10 n) autocorrelations in a row are insignificant.
 */
export function circularBlockLength(values: ArrayLike<number>): number {
  requireFinite('circularBlockLength', values);
  const n = values.length;
  if (n < 4) return 1;
  const centred = centre(values);
  const scale = lagged(centred, 0);
  if (scale <= 0) return 1;

  const quietLags = Math.max(5, Math.floor(Math.log10(n)));
  const farthest = Math.min(n - 2, Math.ceil(Math.sqrt(n)) + quietLags);
  const threshold = SIGNIFICANT * Math.sqrt(Math.log10(n) / n);
  const covariances = [scale];
  let lastSignificant = 0;
  for (let lag = 1; lag <= farthest && lag - lastSignificant <= quietLags; lag++) {
    covariances.push(lagged(centred, lag));
    if (Math.abs(covariances[lag]! / scale) >= threshold) lastSignificant = lag;
  }
  const settled = lastSignificant + quietLags < covariances.length;
  const window = settled ? Math.min(farthest, 2 * Math.max(1, lastSignificant)) : farthest;
  while (covariances.length <= window) covariances.push(lagged(centred, covariances.length));

  let longRun = scale;
  let slope = 0;
  for (let lag = 1; lag <= window; lag++) {
    const weight = 2 * lag <= window ? 1 : 2 * (1 - lag / window);
    longRun += 2 * weight * covariances[lag]!;
    slope += 2 * weight * lag * covariances[lag]!;
  }
  const most = Math.min(3 * Math.sqrt(n), n / 3);
  const length = Math.cbrt((2 * slope * slope) / ((4 / 3) * longRun * longRun)) * Math.cbrt(n);
  return Number.isFinite(length) ? Math.min(most, Math.max(1, length)) : most;
}
