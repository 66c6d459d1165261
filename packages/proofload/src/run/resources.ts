/** The resources of a run: its probes, made of what the suite says, and asked once a second. */
import { EndpointProbe, type FetchText, readJson, readPrometheus } from '../measure/resources/endpoint-probe.ts';
import { ResourceError, type ResourceProbe } from '../measure/resources/probe.ts';
import { type ProcessChoice, ProcessProbe } from '../measure/resources/process-probe.ts';
import { type OnReadings, ResourceSampler } from '../measure/resources/sampler.ts';
import type { SampledResource } from '../measure/resources/series.ts';
import type { Plan, TargetPlan } from '../plan/types.ts';
import { ExchangeError } from '../protocol/http1/client.ts';
import type { ResourceDefinition } from '../suite/resources.ts';
import { addressOf, ask } from './ask.ts';
import { SuiteLoadError } from './errors.ts';

/** What the process that the target's command started is called. */
const TARGET = 'target';
const LOOK_EVERY_MS = 1_000;
/** An answer that takes longer than this is missed, in ms. */
const TIMEOUT_MS = 900;

/**
 * The probes of a plan; the target that Proofload started itself is watched unless the suite does so under another name.
 *
 * @param started - the process group of the target's command, where there is one
 * @throws SuiteLoadError for a probe of `target` when nothing was started
 */
export function probesOf({ resources, target, suite }: Plan, started: number | undefined): readonly ResourceProbe[] {
  const entries = Object.entries(resources);
  const asksForTarget = entries.find(([, one]) => 'process' in one && one.process === TARGET);
  if (asksForTarget !== undefined && started === undefined) {
    const where = `resources.${asksForTarget[0]}.process`;
    throw new SuiteLoadError(
      suite.file,
      `${suite.file}: ${where}: nothing was started that could be watched. Give the target a command, or a process by its number or command here.`,
    );
  }
  const own = entries.map(([name, definition]) => probeOf(name, definition, target, started));
  const watched = asksForTarget !== undefined || TARGET in resources;
  return started === undefined || watched ? own : [new ProcessProbe(TARGET, { group: started }), ...own];
}

function probeOf(
  name: string,
  definition: ResourceDefinition,
  target: TargetPlan,
  started: number | undefined,
): ResourceProbe {
  if ('process' in definition) return new ProcessProbe(name, choiceOf(definition.process, started));
  if ('prometheus' in definition) {
    return new EndpointProbe(name, definition.metrics, fetcher(definition.prometheus, target), readPrometheus);
  }
  return new EndpointProbe(name, definition.values, fetcher(definition.json, target), readJson);
}

function choiceOf(process: string | number, started: number | undefined): ProcessChoice {
  if (typeof process === 'number') return { pid: process };
  return process === TARGET && started !== undefined ? { group: started } : { command: process };
}

function fetcher(path: string, target: TargetPlan): FetchText {
  const url = addressOf(target, path);
  return async () => {
    try {
      const answer = await ask(url, target, TIMEOUT_MS);
      if (answer.status < 400) return answer.bodyText();
      throw new ResourceError(`${url.href} answered with status ${answer.status}.`);
    } catch (error) {
      if (error instanceof ExchangeError) throw new ResourceError(`${url.href}: ${error.message}`);
      throw error;
    }
  };
}

/** Looks at the resources each second of a run; without probes it does nothing. */
export class ResourceWatch {
  readonly #sampler: ResourceSampler;
  readonly #isEmpty: boolean;
  #timer: NodeJS.Timeout | undefined;
  #startMs = 0;
  #onReadings: OnReadings | undefined;

  constructor(probes: readonly ResourceProbe[]) {
    this.#sampler = new ResourceSampler(probes, (...readings) => this.#onReadings?.(...readings));
    this.#isEmpty = probes.length === 0;
  }

  /**
   * The load begins now.
   *
   * @param onReadings - hears of everything that is read until the end
   */
  start(onReadings: OnReadings): void {
    if (this.#isEmpty) return;
    this.#onReadings = onReadings;
    this.#startMs = performance.now();
    const look = (): void => void this.#sampler.look(performance.now() - this.#startMs);
    look();
    this.#timer = setInterval(look, LOOK_EVERY_MS);
  }

  /** What was seen so far. */
  get resources(): readonly SampledResource[] {
    return this.#sampler.resources();
  }

  /** Ends it; returns what was seen, and a sentence for each thing that could not be. */
  end(): { readonly resources: readonly SampledResource[]; readonly notes: readonly string[] } {
    clearInterval(this.#timer);
    this.#onReadings = undefined;
    return { resources: this.resources, notes: this.#sampler.notes() };
  }
}
