/**
 * `proofload/stats`: the mathematics behind a verdict, on plain numbers and without effects. Time and randomness are
 * passed in; what a formula is not defined for throws `StatsInputError`.
 */

export { benjaminiHochberg, holm } from './comparison/multiple.ts';
export { betaQuantile, regularizedBeta } from './distributions/beta.ts';
export { binomialCdf, binomialQuantile } from './distributions/binomial.ts';
export { fCdf, fQuantile } from './distributions/fisher.ts';
export { normalCdf, normalQuantile } from './distributions/normal.ts';
export { studentCdf, studentQuantile } from './distributions/student.ts';
export { StatsInputError } from './errors.ts';
export { type BlockVariance, blockVariance, type SliceCounts } from './intervals/blocks.ts';
export { earlyStoppingPasses, earlyStoppingSamples } from './intervals/early-stopping.ts';
export {
  binomialPercentileInterval,
  type PercentileInterval,
  percentileInterval,
  type QuantileSource,
} from './intervals/percentile.ts';
export { clopperPearson, type Interval, wilson } from './intervals/proportion.ts';
export { type RatioInterval, ratioInterval } from './intervals/ratio.ts';
export { type SamplesNeededOptions, samplesNeeded } from './intervals/samples.ts';
export { normalSample, type RandomSource, seededRandom } from './random/generator.ts';
export { hodgesLehmann, hodgesLehmannShift, type ShiftEstimate } from './ranks/hodges-lehmann.ts';
export { type MannWhitney, mannWhitney } from './ranks/mann-whitney.ts';
export { type SignedRank, signedRank } from './ranks/signed-rank.ts';
export { mean, median, medianAbsoluteDeviation, quantileOfSorted, variance } from './sample.ts';
export { autocorrelation, effectiveSampleSize } from './series/autocorrelation.ts';
export { circularBlockLength } from './series/block-length.ts';
export { type BootstrapOptions, bootstrapInterval, circularBlockBootstrap } from './series/bootstrap.ts';
export { type MannKendall, mannKendall } from './series/mann-kendall.ts';
export { type TheilSen, type TheilSenOptions, theilSen } from './series/theil-sen.ts';
export { type WarmUp, warmUp } from './series/warm-up.ts';
