/**
 * Asks a load's tick, a function of the suite, each second of a run how much load there is to be, and makes it so.
 */
import type { LoadRun } from '../engine/coordinator.ts';
import { describeThrow } from '../engine/task-error.ts';
import type { AggregatedOperation } from '../measure/aggregate.ts';
import type { Plan } from '../plan/types.ts';
import { standsApart } from '../record/kinds.ts';
import type { Measurements } from '../record/measurements.ts';
import { type LoadFigures, type LoadState, type LoadTick, readTick } from '../suite/load-tick.ts';
import type { Suite } from '../suite/types.ts';

/** Figures are of so many of the last seconds. */
const FIGURE_SECONDS = 5;

/** What the load is to do after a tick. */
export type TickEnd =
  | undefined
  /** The tick says that it is over. */
  | { readonly ends: true }
  /** The tick threw, or returned what is no level; a sentence. */
  | { readonly fault: string };

/** The tick of a plan's load, in its suite; `undefined` for a load without one. */
export async function tickOf({ tick, scenario, profile }: Plan, bundle: string): Promise<LoadTick | undefined> {
  if (tick === undefined) return undefined;
  const { default: suite } = (await import(bundle)) as { readonly default: Suite };
  const loads = {
    suite: suite.load,
    scenario: suite.scenarios?.[scenario ?? '']?.load,
    profile: suite.profiles?.[profile ?? ''],
  };
  const load = loads[tick];
  return load !== undefined && 'tick' in load ? load.tick : undefined;
}

export class LoadTicker {
  readonly #tick: LoadTick;
  readonly #load: Pick<LoadRun, 'level' | 'changeUsers' | 'changeRate'>;

  /** The level that it began with or that the tick asked for last. */
  #asked: number | undefined;

  constructor(tick: LoadTick, load: Pick<LoadRun, 'level' | 'changeUsers' | 'changeRate'>) {
    this.#tick = tick;
    this.#load = load;
  }

  /**
   * Asks the tick, once a second is complete; not while somebody has paused the load.
   *
   * @param second - the last one that is complete, from 0
   */
  ask(measurements: Measurements, second: number): TickEnd {
    const { level } = this.#load;
    if (level === undefined) return undefined;
    this.#asked ??= level.value;
    if (level.value === 0 && this.#asked !== 0) return undefined;
    let returned: unknown;
    try {
      returned = this.#tick(stateOf(measurements, second, level.value));
    } catch (thrown) {
      return { fault: `The tick of the load threw after ${second + 1} s: ${describeThrow(thrown).message}.` };
    }
    const answer = readTick(returned, level.unit);
    if (answer === 'stay') return undefined;
    if (answer === 'end') return { ends: true };
    if ('message' in answer) return { fault: `The tick of the load ${answer.message}, after ${second + 1} s.` };
    this.#asked = 'rate' in answer ? answer.rate : answer.users;
    if ('rate' in answer) {
      if (answer.rate !== level.value) this.#load.changeRate(answer.rate, { by: 'tick' });
    } else if (answer.users !== level.value) {
      this.#load.changeUsers(answer.users, { by: 'tick', spawnRate: answer.spawnRate });
    }
    return undefined;
  }
}

function stateOf({ warmup, counted }: Measurements, second: number, level: number): LoadState {
  const run = counted.seconds > second ? counted : warmup;
  const span = { from: Math.max(0, second + 1 - FIGURE_SECONDS), to: second + 1 };
  const figuresOf = (operations: readonly AggregatedOperation[]): LoadFigures => {
    const { count, failed, latency } = run.merged(operations, span);
    const percentile = (p: number) => (latency.count === 0 ? undefined : latency.quantile(p));
    return {
      rate: count / (span.to - span.from),
      errors: count === 0 ? 0 : failed / count,
      ...{ p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) },
    };
  };
  const health = run.health.get(second) ?? [];
  return {
    ...figuresOf(run.operations.filter(({ kind }) => !standsApart(kind))),
    elapsed: second + 1,
    level,
    users: health.reduce((sum, { activeUsers }) => sum + activeUsers, 0),
    waiting: health.reduce((sum, { waiting }) => sum + waiting, 0),
    of: (operation) => figuresOf(run.operations.filter(({ name }) => name === operation)),
  };
}
