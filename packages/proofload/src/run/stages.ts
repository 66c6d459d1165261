/**
 * What a suite and its scenario do once before the load and once after it, in the main thread. Their `http` speaks to
 * the target like that of a virtual user; what it does is measured nowhere.
 */
import { describeThrow } from '../engine/task-error.ts';
import { monotonicClock } from '../measure/clock.ts';
import { Recorder } from '../measure/recorder.ts';
import type { Plan } from '../plan/types.ts';
import { BackgroundCaller } from '../protocol/background-caller.ts';
import { type HttpSession, httpSessions } from '../protocol/http/session.ts';
import type { Stage, Suite } from '../suite/types.ts';
import { parseDuration } from '../units/duration.ts';
import { hideSecrets } from '../units/secrets.ts';
import { InterruptedError, StageError } from './errors.ts';
import { endOf } from './stage-limits.ts';

export interface StagesOptions {
  readonly plan: Plan;
  /** The URL of the suite's bundle. */
  readonly bundle: string;
  readonly onLog: (line: string) => void;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
  /** Aborted when the run is to end at once. */
  readonly kill?: AbortSignal;
}

/** How long a setup or a teardown may take unless the suite says so itself. */
const DEFAULT_LIMIT = '10m';

/** The suite, and the scenario that runs. */
interface Layer {
  readonly name: string;
  readonly stages: Stage;
}

export class Stages {
  readonly #options: StagesOptions;
  #layers: readonly Layer[] = [];
  /** Those whose setup was begun, which are to be torn down; the last first. */
  readonly #begun: Layer[] = [];
  #setup: unknown;
  #limitMs = 0;

  constructor(options: StagesOptions) {
    this.#options = options;
  }

  /**
   * Runs the suite's `setup`, then the scenario's, which is given the result of the former.
   *
   * @returns the last result, for all virtual users; `undefined` without one
   * @throws {StageError} for what they throw, for one that does not end in time, and for a result that cannot be copied to
   *   workers
   * @throws {InterruptedError} for one that had not ended when the run was interrupted
   */
  async setUp(): Promise<unknown> {
    const { plan, bundle } = this.#options;
    const { default: suite } = (await import(bundle)) as { readonly default: Suite };
    this.#limitMs = parseDuration(suite.setupTimeout ?? DEFAULT_LIMIT, { bareUnit: 's' });
    const scenario = plan.scenario === undefined ? undefined : suite.scenarios?.[plan.scenario];
    this.#layers = [
      { name: 'The suite', stages: suite },
      ...(scenario === undefined ? [] : [{ name: `The scenario ${plan.scenario}`, stages: scenario }]),
    ];
    for (const layer of this.#layers) {
      this.#begun.unshift(layer);
      const result = await this.#run(layer, 'setup', this.#options.signal);
      if (result !== undefined) this.#setup = copied(result, layer.name);
    }
    return this.#setup;
  }

  /**
   * Runs every `teardown` whose `setup` was begun, also when that threw; the scenario's first.
   *
   * @returns what they threw
   */
  async tearDown(): Promise<readonly StageError[]> {
    const errors: StageError[] = [];
    for (const layer of this.#begun.splice(0)) {
      try {
        // What was set up is to be taken down also after an interrupt: nothing aborts it.
        await this.#run(layer, 'teardown', new AbortController().signal);
      } catch (error) {
        errors.push(
          error instanceof StageError
            ? error
            : new StageError(`${layer.name} had not ended its teardown when the run was stopped.`),
        );
      }
    }
    return errors;
  }

  async #run({ name, stages }: Layer, stage: 'setup' | 'teardown', signal: AbortSignal): Promise<unknown> {
    const work = stages[stage];
    if (work === undefined) return undefined;
    const { kill, onLog, plan } = this.#options;
    const http = this.#openHttp();
    const log = (message: string): void => onLog(hideSecrets(`${stage}: ${message}`));
    try {
      const working = (async () => work({ http, setup: this.#setup, signal, log }))();
      const limits = { limitMs: this.#limitMs, graceMs: plan.stopTimeoutMs, signal, kill };
      return await endOf(working, `${name} has not ended its ${stage}`, limits);
    } catch (error) {
      if (signal.aborted) throw new InterruptedError();
      if (error instanceof StageError || error instanceof InterruptedError) throw error;
      throw new StageError(`${name} threw in its ${stage}: ${describeThrow(error).message}.`, { cause: error });
    } finally {
      http.close();
    }
  }

  #openHttp(): HttpSession {
    const { target, timeoutMs, headers } = this.#options.plan;
    const clock = monotonicClock();
    const recorder = new Recorder({ clock, startMs: clock.now() });
    const now = () => clock.now();
    return httpSessions({ baseUrl: target.url, tls: target.tls, network: target, timeoutMs, headers, recorder, now })(
      new BackgroundCaller(),
    );
  }
}

function copied(result: unknown, name: string): unknown {
  try {
    return structuredClone(result);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StageError(
      `${name} returns from its setup what cannot be copied to the workers: ${why.replace(/\.$/, '')}. Return plain data.`,
      { cause: error },
    );
  }
}
