/**
 * A load as a function of time: asked once for each second of the run, before it begins, and turned into stages.
 *
 *     shape(second)   { users, spawnRate? }    so many users by the end of the second: at once, or as far as the spawn
 *                                              rate gets towards them
 *                     { rate }                 so many arrivals a second for the length of this second
 *                     undefined                the end
 */
import { parseRate } from '../units/rate.ts';
import { type Fault, isRecord, show } from './problem.ts';
import type { LoadShape } from './types.ts';
import { problemsOf, rate, members as schemaOf, wholeFromZero } from './values.ts';

/** A stage in canonical units: to so many users or to a rate, within a time; the change is linear. */
export type LoadStage =
  | { readonly durationMs: number; readonly users: number }
  | { readonly durationMs: number; readonly rate: number };

/** The longest load that a function without a run time may describe: a day. */
const LONGEST_SECONDS = 86_400;

const levelSchema = schemaOf<{ users?: unknown; spawnRate?: unknown; rate?: unknown }>({
  users: wholeFromZero.optional(),
  spawnRate: rate({ zero: false }).optional(),
  rate: rate({ zero: true }).optional(),
});

/**
 * Asks a shape for each second and makes stages of its answers; seconds without a change become one stage.
 *
 * @param runTimeMs - no second after this is asked for; `undefined`: the shape must end by itself
 * @example
 * readShape((second) => (second < 60 ? { users: 10 } : undefined), undefined);
 * // { stages: [{ durationMs: 0, users: 10 }, { durationMs: 60000, users: 10 }] }
 */
export function readShape(
  shape: LoadShape,
  runTimeMs: number | undefined,
): { readonly stages: readonly LoadStage[] } | Fault {
  const builder = new StageBuilder();
  const seconds = runTimeMs === undefined ? LONGEST_SECONDS : Math.ceil(runTimeMs / 1000);
  for (let second = 0; second < seconds; second += 1) {
    let level: unknown;
    try {
      level = shape(second);
    } catch (error) {
      return { message: `threw for second ${second}: ${error instanceof Error ? error.message : String(error)}` };
    }
    if (level === undefined || level === null)
      return builder.stages.length > 0 ? builder : { message: 'ends before it begins' };
    const fault = levelFault(level, second) ?? builder.add(level as Level);
    if (fault !== undefined) return fault;
  }
  if (runTimeMs !== undefined) return builder;
  return { message: 'never ends', hint: 'Return undefined for the second after the last, or give the load a runTime.' };
}

type Level = Exclude<ReturnType<LoadShape>, undefined | null>;

function levelFault(level: unknown, second: number): Fault | undefined {
  const [first] = problemsOf(levelSchema, level);
  const name = first?.path === '' || first === undefined ? '' : `${first.path} `;
  if (first !== undefined) return { message: `gave for second ${second} what is no level: ${name}${first.message}` };
  const { users, rate: perSecond } = isRecord(level) ? level : {};
  if ((users === undefined) !== (perSecond === undefined)) return undefined;
  return { message: `must give { users } or { rate } or undefined, got ${show(level)} for second ${second}` };
}

/** Stages out of one level after another. */
class StageBuilder {
  readonly stages: LoadStage[] = [];
  /** The level reached: a spawn rate may leave it between two whole numbers of users. */
  #level = 0;
  #kind: 'users' | 'rate' | undefined;

  add(level: Level): Fault | undefined {
    const kind = 'rate' in level ? 'rate' : 'users';
    if (this.#kind !== undefined && kind !== this.#kind) {
      return { message: 'mixes users and rates: a load is closed or open from beginning to end' };
    }
    this.#kind = kind;
    if ('rate' in level) {
      const perSecond = parseRate(level.rate);
      this.#jump(perSecond, { durationMs: 0, rate: perSecond });
      this.#hold({ durationMs: 1000, rate: perSecond });
      return undefined;
    }
    const { users, spawnRate } = level;
    if (spawnRate === undefined) {
      this.#jump(users, { durationMs: 0, users });
      this.#hold({ durationMs: 1000, users });
    } else {
      this.#approach(users, parseRate(spawnRate));
    }
    return undefined;
  }

  #jump(level: number, stage: LoadStage): void {
    if (level !== this.#level) this.stages.push(stage);
    this.#level = level;
  }

  /** A second at the level that the last stage reached. */
  #hold(stage: LoadStage): void {
    const last = this.stages.at(-1);
    const before = this.stages.at(-2);
    const level = (one: LoadStage | undefined) => (one === undefined ? 0 : 'rate' in one ? one.rate : one.users);
    const isHeld =
      last !== undefined && last.durationMs > 0 && level(last) === level(stage) && level(before) === level(stage);
    if (isHeld) this.stages[this.stages.length - 1] = { ...last, durationMs: last.durationMs + 1000 };
    else this.stages.push(stage);
  }

  /** A second on the way to a number of users; a user is there once it is due as a whole. */
  #approach(users: number, spawnRate: number): void {
    const rising = users > this.#level;
    this.#level = rising ? Math.min(users, this.#level + spawnRate) : Math.max(users, this.#level - spawnRate);
    this.#hold({
      durationMs: 1000,
      users: rising ? Math.floor(this.#level + 1e-9) : Math.max(0, Math.ceil(this.#level - 1e-9)),
    });
  }
}
