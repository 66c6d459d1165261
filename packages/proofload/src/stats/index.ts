/**
 * `proofload/stats`: the mathematics behind a verdict, on plain numbers and without effects. Time and randomness are
 * passed in; what a formula is not defined for throws `StatsInputError`.
 */

export { type KneedleOptions, kneedle } from './capacity/kneedle.ts';
export { type LittlesLaw, type LittlesLawInput, littlesLaw } from './capacity/littles-law.ts';
export { fitUsl, type UslFit, type UslOptions, type UslParameters } from './capacity/usl.ts';
export {
  type BenchmarkEffect,
  type BenchmarkEstimate,
  benchmarkEffect,
  benchmarkEstimate,
  callsPerSample,
} from './comparison/benchmark.ts';
export { compareGroups, type MetricComparison } from './comparison/compare-groups.ts';
export {
  type ChangeStatus,
  confidenceAt,
  type DecideOptions,
  type Decision,
  decide,
  severityOf,
} from './comparison/decision.ts';
export {
  type BlockCounts,
  type DuetEffect,
  type DuetOptions,
  duetEffect,
  duetTailEffect,
  pairsNeeded,
} from './comparison/duet.ts';
export { compareRuns, type Effect, type EffectOptions, type RunsEffect } from './comparison/effect.ts';
export { type Look, lookLevel } from './comparison/looks.ts';
export type { Metric, PositiveMetric, PositiveValue, ShareMetric, ShareValue } from './comparison/metric.ts';
export { type MoreRuns, moreRuns } from './comparison/more-runs.ts';
export { benjaminiHochberg, holm } from './comparison/multiple.ts';
export { type RunNoise, type RunValue, runNoise, sharedNoise } from './comparison/run-noise.ts';
export { type MetricKind, type Scale, type ScaledEffect, type Severity, scales } from './comparison/scales.ts';
export { learnedTolerance } from './comparison/tolerance.ts';
export { betaQuantile, regularizedBeta } from './distributions/beta.ts';
export { binomialCdf, binomialQuantile } from './distributions/binomial.ts';
export { fCdf, fQuantile } from './distributions/fisher.ts';
export { normalCdf, normalQuantile } from './distributions/normal.ts';
export { studentCdf, studentQuantile } from './distributions/student.ts';
export { StatsInputError } from './errors.ts';
export { type ChangePoint, changePoints } from './history/change-points.ts';
export { type Growth, type GrowthOptions, growth } from './history/leak.ts';
export { type NewestValue, newestValue, type SegmentTrend, segmentTrend } from './history/segment.ts';
export { type BlockRatio, blockRatio } from './intervals/block-ratio.ts';
export { type BlockVariance, blockVariance, type SliceCounts } from './intervals/blocks.ts';
export { earlyStoppingPasses, earlyStoppingSamples } from './intervals/early-stopping.ts';
export {
  binomialPercentileInterval,
  type PercentileInterval,
  percentileInterval,
} from './intervals/percentile.ts';
export { clopperPearson, type Interval, wilson } from './intervals/proportion.ts';
export { type RatioInterval, ratioInterval } from './intervals/ratio.ts';
export { type SamplesNeededOptions, samplesNeeded } from './intervals/samples.ts';
export { normalSample, type RandomSource, seededRandom } from './random/generator.ts';
export { hodgesLehmann, hodgesLehmannShift, type ShiftEstimate } from './ranks/hodges-lehmann.ts';
export { type MannWhitney, mannWhitney } from './ranks/mann-whitney.ts';
export { type SignedRank, signedRank } from './ranks/signed-rank.ts';
export {
  mean,
  median,
  medianAbsoluteDeviation,
  type QuantileSource,
  quantileOfSorted,
  sampleQuantiles,
  variance,
} from './sample.ts';
export { autocorrelation, effectiveSampleSize } from './series/autocorrelation.ts';
export { circularBlockLength } from './series/block-length.ts';
export { type BootstrapOptions, bootstrapInterval, circularBlockBootstrap } from './series/bootstrap.ts';
export { type MannKendall, mannKendall } from './series/mann-kendall.ts';
export { type TheilSen, type TheilSenOptions, theilSen } from './series/theil-sen.ts';
export { type WarmUp, warmUp } from './series/warm-up.ts';
export {
  kaplanMeier,
  type Observation,
  type SurvivalCurve,
  type SurvivalQuantile,
  type SurvivalStep,
} from './survival/kaplan-meier.ts';
