/** What a planned load comes to: how many users and arrivals there are at most. */
import { type Problem, problem } from '../suite/problem.ts';
import { formatCount } from '../units/number.ts';
import { formatRate } from '../units/rate.ts';
import type { ClosedLoad, IterationsLoad, LoadPlan } from './types.ts';

/** The users of a number of iterations over time: so many are kept up until none of the iterations are left. */
export function closedOf({ users, spawnRate, changed }: IterationsLoad): ClosedLoad {
  if (changed !== undefined) return changed;
  if (spawnRate === undefined) return { model: 'closed', startUsers: users, stages: [] };
  return { model: 'closed', startUsers: 1, stages: [{ durationMs: ((users - 1) / spawnRate) * 1_000, users }] };
}

/** The most virtual users and arrivals a second that a load has at any time. */
export function peakOf(load: LoadPlan): { readonly users: number; readonly rate: number } {
  switch (load.model) {
    case 'closed':
      return { users: Math.max(load.startUsers, ...load.stages.map(({ users }) => users)), rate: 0 };
    case 'open':
      return { users: load.maxUsers, rate: Math.max(load.startRate, ...load.stages.map(({ rate }) => rate)) };
    case 'iterations':
      return { users: load.users, rate: 0 };
    case 'replay':
      return { users: load.maxUsers, rate: load.peakRate };
    case 'several': {
      const peaks = load.parts.map((part) => peakOf(part.load));
      return {
        users: peaks.reduce((sum, { users }) => sum + users, 0),
        rate: peaks.reduce((sum, { rate }) => sum + rate, 0),
      };
    }
  }
}

/** What no machine bears, so that it is a slip: workers would only be kept from answering. */
const MOST = { users: 1_000_000, rate: 10_000_000 };

/** What is wrong with a load that is too much for any machine. */
export function tooMuch(load: LoadPlan): Problem | undefined {
  const { users, rate } = peakOf(load);
  if (users > MOST.users) {
    const [asked, most] = [users, MOST.users].map(formatCount);
    return problem('The load', `asks for ${asked} users at once; at most ${most} can be run`);
  }
  if (rate <= MOST.rate) return undefined;
  return problem('The load', `asks for ${formatRate(rate)}; at most ${formatRate(MOST.rate)} can be run`);
}
