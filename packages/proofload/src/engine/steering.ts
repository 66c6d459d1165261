/**
 * A load that is changed while it runs: what it is now, and the plan that workers follow from the next change on. Each
 * change is made known some milliseconds ahead, so that every worker makes it at the same moment.
 */
import { changeRate, changeUsers, endLoad } from '../plan/change-load.ts';
import { closedOf } from '../plan/peak.ts';
import { RateCurve } from '../plan/rate-curve.ts';
import type { LoadPlan, SingleLoad } from '../plan/types.ts';
import { usersAt } from '../plan/users-at.ts';

/** How much load there is: virtual users, or arrivals a second. */
export interface LoadLevel {
  readonly unit: 'users' | 'rate';
  readonly value: number;
}

/** A load that can be changed, one of several perhaps. */
export interface SteeredPart {
  /** The users that take part; of a load that is the only one, empty. */
  readonly name: string;
  readonly level: LoadLevel;
}

/** A change that was made. */
export interface LoadChange {
  /** Since the load's start. */
  readonly atMs: number;
  readonly level: LoadLevel;
  /** By a person, or by the load's own tick. */
  readonly by: 'hand' | 'tick';
  /** Which of several loads it was, by its users; empty for the only one. */
  readonly part: string;
}

/** How a change is made. */
export interface ChangeOptions {
  /** Users started or stopped a second; default: all at once. */
  readonly spawnRate?: number | undefined;
  /** Which of several loads, from 0. */
  readonly part?: number | undefined;
  readonly by?: LoadChange['by'];
}

/** A load cannot be changed in the way that was asked for. */
export class LoadChangeError extends Error {
  override readonly name = 'LoadChangeError';
  /** Stable: programs may decide by it. */
  readonly code = 'load-change';
}

export class Steering {
  readonly changes: LoadChange[] = [];
  readonly #workers: number;
  #load: LoadPlan;

  /** @param workers - each has a share of iterations that are shared, and needs a user to do them */
  constructor(load: LoadPlan, workers = 1) {
    this.#load = load;
    this.#workers = workers;
  }

  /** The load with all changes so far. */
  get load(): LoadPlan {
    return this.#load;
  }

  /** The load as it was until it ended. */
  endedAt(elapsedMs: number): LoadPlan {
    const load = this.#load;
    return load.model === 'closed' || load.model === 'open' ? endLoad(load, elapsedMs) : load;
  }

  /** Why the load cannot be changed, as a sentence; `undefined` for one that can. */
  get fixed(): string | undefined {
    const load = this.#load;
    const loads = load.model === 'several' ? load.parts.map((part) => part.load) : [load];
    const reasons = loads.map(fixedBecause);
    return reasons.some((reason) => reason === undefined) ? undefined : reasons[0];
  }

  /** What can be changed, and how much of it there is to be at a time; `undefined` in place of what cannot. */
  partsAt(elapsedMs: number): readonly (SteeredPart | undefined)[] {
    const load = this.#load;
    if (load.model !== 'several') {
      const level = levelOf(load, elapsedMs);
      return [level && { name: '', level }];
    }
    return load.parts.map((part) => {
      const sinceMs = elapsedMs - part.startMs;
      const level = sinceMs < 0 || sinceMs >= part.runTimeMs ? undefined : levelOf(part.load, sinceMs);
      return level && { name: part.users.join(', '), level };
    });
  }

  /** How much load there is to be at a time, of the only one or the first; `undefined` for one that cannot be changed. */
  levelAt(elapsedMs: number): LoadLevel | undefined {
    return this.partsAt(elapsedMs)[0]?.level;
  }

  /**
   * Makes the load another one from a time on; what was planned for later is given up.
   *
   * @throws {LoadChangeError} for users of an open load, a rate of a closed one, and values that are no level
   */
  change(atMs: number, level: LoadLevel, { spawnRate, part = 0, by = 'hand' }: ChangeOptions = {}): LoadPlan {
    const { unit, value } = level;
    if (!(value >= 0 && Number.isFinite(value)) || (unit === 'users' && !Number.isInteger(value))) {
      throw new LoadChangeError(`The load can be 0 or more ${unit === 'users' ? 'users' : 'a second'}, not ${value}.`);
    }
    const load = this.#load;
    if (load.model !== 'several') {
      this.#load = this.#changed(load, atMs, level, spawnRate);
    } else {
      const chosen = load.parts[part];
      if (chosen === undefined) throw new LoadChangeError(`There is no load ${part + 1} among ${load.parts.length}.`);
      const sinceMs = atMs - chosen.startMs;
      if (sinceMs < 0 || sinceMs >= chosen.runTimeMs) {
        const when = sinceMs < 0 ? 'has not begun yet' : 'is over';
        throw new LoadChangeError(`The load of ${chosen.users.join(', ')} ${when}.`);
      }
      const changed = this.#changed(chosen.load, sinceMs, level, spawnRate) as SingleLoad;
      const parts = load.parts.map((each) => (each === chosen ? { ...chosen, load: changed } : each));
      this.#load = { ...load, parts };
    }
    this.changes.push({ atMs, level, by, part: this.partsAt(atMs)[part]?.name ?? '' });
    return this.#load;
  }

  #changed(
    load: Exclude<LoadPlan, { model: 'several' }>,
    atMs: number,
    { unit, value }: LoadLevel,
    spawnRate: number | undefined,
  ): LoadPlan {
    const fixed = fixedBecause(load);
    if (fixed !== undefined) throw new LoadChangeError(fixed);
    if (load.model === 'closed' && unit === 'users') return changeUsers(load, atMs, value, spawnRate);
    if (load.model === 'open' && unit === 'rate') return changeRate(load, atMs, value);
    if (load.model !== 'iterations' || unit !== 'users') {
      const kind = load.model === 'open' ? 'a rate' : 'a number of users';
      throw new LoadChangeError(`This load is ${kind}; its ${unit} cannot be changed while it runs.`);
    }
    if (value > 0 && value < this.#workers) {
      const least = `at least ${this.#workers} users, one for each worker, or none to pause`;
      throw new LoadChangeError(`The iterations of this load are shared by its workers: it needs ${least}.`);
    }
    return { ...load, changed: changeUsers(closedOf(load), atMs, value, spawnRate) };
  }
}

function levelOf(load: LoadPlan, elapsedMs: number): LoadLevel | undefined {
  if (fixedBecause(load) !== undefined) return undefined;
  if (load.model === 'closed') return { unit: 'users', value: usersAt(load, elapsedMs) };
  if (load.model === 'iterations') return { unit: 'users', value: usersAt(closedOf(load), elapsedMs) };
  if (load.model === 'open') return { unit: 'rate', value: new RateCurve(load).rateAt(elapsedMs) };
  return undefined;
}

function fixedBecause(load: LoadPlan): string | undefined {
  if (load.model === 'replay') return 'This load is a replay: what is sent and when is in its trace, and stays so.';
  if (load.model !== 'iterations' || load.shared) return undefined;
  return 'In this load each user does a number of iterations of its own, so users cannot be added or taken away.';
}
