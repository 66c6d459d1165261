/** What a planned load comes to: how many users and arrivals there are at most. */
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
