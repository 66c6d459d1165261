/**
 * A load that is changed while it runs: what it is now, and the plan that workers follow from the next change on. Each
 * change is made known some milliseconds ahead, so that every worker makes it at the same moment.
 */
import { changeRate, changeUsers } from '../plan/change-load.ts';
import { RateCurve } from '../plan/rate-curve.ts';
import type { LoadPlan } from '../plan/types.ts';
import { usersAt } from '../plan/users-at.ts';

/** How much load there is: virtual users, or arrivals a second. */
export interface LoadLevel {
  readonly unit: 'users' | 'rate';
  readonly value: number;
}

/** A change that was made. */
export interface LoadChange {
  /** Since the load's start. */
  readonly atMs: number;
  readonly level: LoadLevel;
}

/** A load cannot be changed in the way that was asked for. */
export class LoadChangeError extends Error {
  override readonly name = 'LoadChangeError';
  /** Stable: programs may decide by it. */
  readonly code = 'load-change';
}

export class Steering {
  readonly changes: LoadChange[] = [];
  #load: LoadPlan;

  constructor(load: LoadPlan) {
    this.#load = load;
  }

  /** The load with all changes so far. */
  get load(): LoadPlan {
    return this.#load;
  }

  /** How much load there is to be at a time; `undefined` for a load that cannot be changed: a number of iterations. */
  levelAt(elapsedMs: number): LoadLevel | undefined {
    const load = this.#load;
    if (load.model === 'closed') return { unit: 'users', value: usersAt(load, elapsedMs) };
    if (load.model === 'open') return { unit: 'rate', value: new RateCurve(load).rateAt(elapsedMs) };
    return undefined;
  }

  /**
   * Makes the load another one from a time on; what was planned for later is given up.
   *
   * @param spawnRate - users started or stopped a second; default: all at once
   * @throws {LoadChangeError} for users of an open load, a rate of a closed one, and values that are no level
   */
  change(atMs: number, level: LoadLevel, spawnRate?: number): LoadPlan {
    const { unit, value } = level;
    if (!(value >= 0 && Number.isFinite(value)) || (unit === 'users' && !Number.isInteger(value))) {
      throw new LoadChangeError(`The load can be 0 or more ${unit === 'users' ? 'users' : 'a second'}, not ${value}.`);
    }
    const load = this.#load;
    if (load.model === 'closed' && unit === 'users') this.#load = changeUsers(load, atMs, value, spawnRate);
    else if (load.model === 'open' && unit === 'rate') this.#load = changeRate(load, atMs, value);
    else throw new LoadChangeError(`${CHANGEABLE[load.model]}; its ${unit} cannot be changed while it runs.`);
    this.changes.push({ atMs, level });
    return this.#load;
  }
}

const CHANGEABLE: Readonly<Record<LoadPlan['model'], string>> = {
  closed: 'This load is a number of users',
  open: 'This load is a rate',
  iterations: 'This load is a number of iterations',
  replay: 'This load is a replay',
  several: 'These are several loads at once',
};
