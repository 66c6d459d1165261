/**
 * The Universal Scalability Law: throughput X over load or size N, with contention sigma (what has to queue) and coherency
 * kappa (what has to agree with everybody else).
 *
 *   X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1)),  peak at N = sqrt((1 - sigma) / kappa)
 *
 * Started from least squares of N / X on N - 1 and N (N - 1), where the law is linear, and refined on X itself by
 * Levenberg-Marquardt with sigma, kappa >= 0. Sources: Gunther, "Guerrilla Capacity Planning" (2007) and "A general theory
 * of computational scalability based on rational functions" (2008).
 */
import { normalQuantile } from '../distributions/normal.ts';
import { studentQuantile } from '../distributions/student.ts';
import { requireFinite, StatsInputError } from '../errors.ts';
import type { Interval } from '../intervals/proportion.ts';
import type { RandomSource } from '../random/generator.ts';
import { mean } from '../sample.ts';
import { bootstrapInterval } from '../series/bootstrap.ts';
import { fitLeastSquares, type LeastSquaresFit, type ModelAt, solveLinear } from './levenberg-marquardt.ts';

/** The three numbers of the law. */
export interface UslParameters {
  /** Throughput at N = 1. */
  readonly lambda: number;
  /** Contention, 0 or more. */
  readonly sigma: number;
  /** Coherency, 0 or more. */
  readonly kappa: number;
}

/** A fitted law. */
export interface UslFit extends UslParameters {
  readonly intervals: { readonly lambda: Interval; readonly sigma: Interval; readonly kappa: Interval };
  /** Share of the variance of the throughput that the law explains. */
  readonly rSquared: number;
  /**
   * Where throughput is highest; undefined when no peak was seen: when kappa's interval includes 0, or the peak lies beyond
   * 1.5 times the highest load that was tested.
   */
  readonly peak: { readonly load: number; readonly throughput: number } | undefined;
  /** The highest load for which `throughput` answers. */
  readonly farthestLoad: number;
  /** The law's throughput at a load; undefined beyond `farthestLoad`, since no law holds far from its data. */
  throughput(load: number): number | undefined;
}

/** How to fit. */
export interface UslOptions {
  readonly random: RandomSource;
  /** Resamples for the intervals; 500. */
  readonly draws?: number;
  readonly confidence?: number;
}

const FEWEST_LEVELS = 6;
const FARTHEST = 1.5;

/**
 * Fits the law to throughputs at six different loads or more; levels may repeat. The intervals come from
 * residuals drawn anew. Throws StatsInputError with fewer levels.
 * @example fitUsl([1, 18, 36, 72, 108, 144, 216], [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775, 1702.2], { random }).peak?.load // 96.5
 */
export function fitUsl(loads: readonly number[], throughputs: readonly number[], options: UslOptions): UslFit {
  check(loads, throughputs);
  const { random, draws = 500, confidence = 0.95 } = options;
  const best = fitBounded(loads, throughputs, startOf(loads, throughputs));
  const law = toParameters(best.parameters);
  const fitted = loads.map((load) => throughputAt(law, load));
  // Three parameters take up three degrees of freedom, by which residuals are too small, and their spread is not known for
  // certain: hence Student's t over the normal distribution's.
  const degrees = loads.length - 3;
  const tail = (1 + confidence) / 2;
  const inflation = Math.sqrt(loads.length / degrees) * (studentQuantile(tail, degrees) / normalQuantile(tail));
  const power = errorPower(throughputs, fitted);
  const residuals = throughputs.map((value, i) => ((value - fitted[i]!) / fitted[i]! ** power) * inflation);
  const drawn = Array.from({ length: draws }, () => {
    const resampled = fitted.map(
      (value) => value + residuals[Math.floor(random() * residuals.length)]! * value ** power,
    );
    return fitBounded(loads, resampled, best.parameters).parameters;
  });
  const intervalOf = (i: number): Interval =>
    bootstrapInterval(Float64Array.from(drawn, (parameters) => parameters[i]!).sort(), confidence);
  const intervals = { lambda: intervalOf(0), sigma: intervalOf(1), kappa: intervalOf(2) };
  const farthestLoad = FARTHEST * Math.max(...loads);
  const peakLoad = Math.sqrt((1 - law.sigma) / law.kappa);
  const seen = intervals.kappa.lower > 0 && peakLoad <= farthestLoad;
  const centre = mean(throughputs);
  const total = throughputs.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return {
    ...law,
    intervals,
    rSquared: total === 0 ? 1 : 1 - best.sumOfSquares / total,
    peak: seen ? { load: peakLoad, throughput: throughputAt(law, peakLoad) } : undefined,
    farthestLoad,
    throughput: (load) => (load > farthestLoad ? undefined : throughputAt(law, load)),
  };
}

function check(loads: readonly number[], throughputs: readonly number[]): void {
  requireFinite('fitUsl', loads);
  requireFinite('fitUsl', throughputs);
  if (loads.length !== throughputs.length)
    throw new StatsInputError('fitUsl', `${loads.length} throughputs`, throughputs);
  const wrong = [...loads, ...throughputs].find((value) => !(value > 0));
  if (wrong !== undefined) throw new StatsInputError('fitUsl', 'loads and throughputs above 0', wrong);
  const levels = new Set(loads).size;
  if (levels < FEWEST_LEVELS) throw new StatsInputError('fitUsl', `at least ${FEWEST_LEVELS} different loads`, levels);
}

function toParameters([lambda, sigma, kappa]: readonly number[]): UslParameters {
  return { lambda: lambda!, sigma: sigma!, kappa: kappa! };
}

function throughputAt({ lambda, sigma, kappa }: UslParameters, load: number): number {
  return (lambda * load) / (1 + sigma * (load - 1) + kappa * load * (load - 1));
}

/**
 * How errors grow with throughput: not at all (0), as counts do (1/2), or in proportion (1), whichever makes the residuals
 * likeliest were they normal. Source: Carroll and Ruppert, "Transformation and Weighting in Regression" (1988).
 */
function errorPower(throughputs: readonly number[], fitted: readonly number[]): number {
  const surprise = (power: number): number => {
    const squares = mean(throughputs.map((value, i) => ((value - fitted[i]!) / fitted[i]! ** power) ** 2));
    return 0.5 * Math.log(squares) + power * mean(fitted.map(Math.log));
  };
  return [0, 0.5, 1].reduce((best, power) => (surprise(power) < surprise(best) ? power : best));
}

/** N / X = 1 / lambda + (sigma / lambda) (N - 1) + (kappa / lambda) N (N - 1), by linear least squares. */
function startOf(loads: readonly number[], throughputs: readonly number[]): readonly number[] {
  const rows = loads.map((load) => [1, load - 1, load * (load - 1)]);
  const product = (i: number, j: number): number => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
  const matrix = [0, 1, 2].map((i) => [0, 1, 2].map((j) => product(i, j)));
  const right = [0, 1, 2].map((i) => rows.reduce((sum, row, n) => sum + (row[i]! * loads[n]!) / throughputs[n]!, 0));
  const [a, b, c] = solveLinear(matrix, right) ?? [];
  if (a === undefined || b === undefined || c === undefined || !(a > 0))
    return [throughputs[0]! / loads[0]!, 0.01, 0.0001];
  return [1 / a, Math.max(0, b / a), Math.max(0, c / a)];
}

/**
 * The best fit with sigma, kappa >= 0: where the free one leaves these bounds, the best of those with one or both at 0.
 */
function fitBounded(
  loads: readonly number[],
  throughputs: readonly number[],
  start: readonly number[],
): LeastSquaresFit {
  const fits = [[1, 2], [1], [2], []].map((free) => fitFree(loads, throughputs, start, free));
  const feasible = fits.filter(({ parameters }) => parameters.every((value) => value >= 0 && Number.isFinite(value)));
  return feasible.reduce((best, fit) => (fit.sumOfSquares < best.sumOfSquares ? fit : best));
}

/** Fits lambda and those of sigma (1) and kappa (2) that are free, the others at 0. */
function fitFree(
  loads: readonly number[],
  throughputs: readonly number[],
  start: readonly number[],
  free: readonly number[],
): LeastSquaresFit {
  const positions = [0, ...free];
  const spread = (values: readonly number[]): number[] => {
    const all = [0, 0, 0];
    positions.forEach((position, i) => {
      all[position] = values[i]!;
    });
    return all;
  };
  const model: ModelAt = (load, values) => {
    const { lambda, sigma, kappa } = toParameters(spread(values));
    const pairs = load * (load - 1);
    const below = 1 + sigma * (load - 1) + kappa * pairs;
    const value = (lambda * load) / below;
    const gradient = [load / below, (-value * (load - 1)) / below, (-value * pairs) / below];
    return { value, gradient: positions.map((position) => gradient[position]!) };
  };
  const found = fitLeastSquares(
    model,
    loads,
    throughputs,
    positions.map((position) => start[position]!),
  );
  return { ...found, parameters: spread(found.parameters) };
}
