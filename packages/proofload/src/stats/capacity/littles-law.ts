/**
 * Little's law, which holds for any system whatever its inside: those present are those arriving times how long they stay.
 * Where it does not hold for what a run measured, the run measured wrongly.
 * Source: Little, "A proof for the queuing formula L = lambda W" (1961).
 */
import { StatsInputError } from '../errors.ts';

/** What a run measured; all times in the same unit. */
export interface LittlesLawInput {
  /** Virtual users at work, on average over time. */
  readonly users: number;
  /** Iterations completed per unit of time. */
  readonly throughput: number;
  /** Mean time from the start of an iteration to its last response. */
  readonly responseTime: number;
  /** Mean time that a user waits between iterations; 0. */
  readonly thinkTime?: number;
}

/** How well the law holds. */
export interface LittlesLaw {
  /** X (R + Z): the users that the measured times account for. */
  readonly expectedUsers: number;
  /** (expected - measured) / measured. */
  readonly difference: number;
  /** Whether the difference is within 5 %. */
  readonly holds: boolean;
}

const ALLOWED = 0.05;

/**
 * Checks N = X (R + Z).
 * @example littlesLaw({ users: 50, throughput: 20, responseTime: 1.5, thinkTime: 1 }).holds // true
 */
export function littlesLaw({ users, throughput, responseTime, thinkTime = 0 }: LittlesLawInput): LittlesLaw {
  if (!(users > 0)) throw new StatsInputError('littlesLaw', 'users at work', users);
  const wrong = [throughput, responseTime, thinkTime].find((value) => !(value >= 0));
  if (wrong !== undefined) throw new StatsInputError('littlesLaw', 'times and rates of 0 or more', wrong);
  const expectedUsers = throughput * (responseTime + thinkTime);
  const difference = (expectedUsers - users) / users;
  return { expectedUsers, difference, holds: Math.abs(difference) <= ALLOWED };
}
