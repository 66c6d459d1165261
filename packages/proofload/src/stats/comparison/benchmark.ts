/**
 * In-process benchmarks. A datum is the median of one fresh process, since what a process compiled and where its memory
 * fell stays with it to its end: within one process any number of samples repeat the same luck.
 * Source: Kalibera and Jones, "Rigorous benchmarking in reasonable time" (2013).
 */
import { StatsInputError } from '../errors.ts';
import { binomialPercentileInterval } from '../intervals/percentile.ts';
import { hodgesLehmannShift } from '../ranks/hodges-lehmann.ts';
import { mannWhitney } from '../ranks/mann-whitney.ts';
import { median, sampleQuantiles } from '../sample.ts';
import type { Effect } from './effect.ts';
import { type ScaledEffect, scales } from './scales.ts';

/** A sample must last this many ticks of the timer, so that the timer adds at most 0.1 %. */
const TICKS_PER_SAMPLE = 1000;
/** Fewer processes a side decide nothing. */
const FEWEST_PROCESSES = 10;

/**
 * How many calls to time as one sample. Both times in the same unit; a call too fast to be timed counts as one tick, and is
 * to be asked for again with what the larger sample shows.
 * @example callsPerSample(0.5, 1) // 2000: calls of 0.5 us, a timer of 1 us
 */
export function callsPerSample(callTime: number, timerResolution: number): number {
  if (!(timerResolution > 0)) throw new StatsInputError('callsPerSample', 'a positive resolution', timerResolution);
  if (!(callTime >= 0)) throw new StatsInputError('callsPerSample', 'a time of 0 or more', callTime);
  const time = callTime === 0 ? timerResolution : callTime;
  return Math.max(1, Math.ceil((TICKS_PER_SAMPLE * timerResolution) / time));
}

/** The time of a call with its interval, over processes. */
export interface BenchmarkEstimate {
  readonly estimate: number;
  /** Undefined below six processes. */
  readonly lower: number | undefined;
  readonly upper: number | undefined;
  /** Half of the interval over the estimate; Infinity without an interval. Below 0.03 there is no need for more. */
  readonly relativeError: number;
}

/** The median over processes, with the interval of its order statistics. */
export function benchmarkEstimate(medians: readonly number[], confidence = 0.95): BenchmarkEstimate {
  const { lower, upper } = binomialPercentileInterval(0.5, sampleQuantiles(medians), confidence);
  const estimate = median(medians);
  const known = lower !== undefined && upper !== undefined && estimate > 0;
  return { estimate, lower, upper, relativeError: known ? (upper - lower) / (2 * estimate) : Number.POSITIVE_INFINITY };
}

/** An effect between two sides of a benchmark. */
export interface BenchmarkEffect extends Effect {
  /** Fresh processes of the smaller side. */
  readonly processes: number;
}

/**
 * Compares the medians of interleaved processes: the Hodges-Lehmann ratio with its interval, and Mann-Whitney's test,
 * exact up to 20 a side. With fewer than 10 a side nothing is decided.
 */
export function benchmarkEffect(
  before: readonly number[],
  after: readonly number[],
  { tolerance = 0.02, confidence = 0.95 } = {},
): ScaledEffect<BenchmarkEffect> {
  for (const value of [...before, ...after]) {
    if (!(value > 0 && value < Infinity)) throw new StatsInputError('benchmarkEffect', 'positive times', value);
  }
  const a = before.map(Math.log);
  const b = after.map(Math.log);
  const scale = { ...scales.central, tolerance: Math.log1p(tolerance) };
  const shift = hodgesLehmannShift(b, a, confidence);
  const processes = Math.min(a.length, b.length);
  const enough = processes >= FEWEST_PROCESSES;
  const shifted = (by: number): readonly number[] => b.map((value) => value + by);
  const effect = {
    delta: shift.estimate,
    lower: enough ? shift.lower : Number.NEGATIVE_INFINITY,
    upper: enough ? shift.upper : Number.POSITIVE_INFINITY,
    confidence,
    pWorse: enough ? mannWhitney(shifted(-scale.tolerance), a).pGreater : 1,
    pBetter: enough ? mannWhitney(shifted(scale.tolerance), a).pLess : 1,
    processes,
  };
  return { effect, scale };
}
