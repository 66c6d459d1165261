/**
 * The requests of a job, each recorded with those of its step: `biography submit`, `biography poll` …
 */

import { HttpError } from '../http/errors.ts';
import { CallResponse } from '../http/response.ts';
import { ScopedHttp } from '../http/scoped.ts';
import type { HttpSession } from '../http/session.ts';
import type { HttpResponse, Path, RequestOptions } from '../http/types.ts';
import type { ServerEvents } from '../sse/types.ts';
import { JobFault, type JobFaultType, thrownMessage } from './fault.ts';

/** What a request of a job can be. */
export type StepName = 'submit' | 'poll' | 'stream' | 'fetch' | 'cancel';

/** A request of a job that has ended, with or without an answer. */
export class Sent {
  readonly response: HttpResponse;
  /** By the clock: when it was sent first, before any redirects, and when its answer had come. */
  readonly sentMs: number;
  readonly receivedMs: number;

  constructor(response: HttpResponse, calledMs: number, nowMs: number) {
    this.response = response;
    const isOurs = response instanceof CallResponse;
    this.receivedMs = isOurs ? response.endMs : nowMs;
    this.sentMs = isOurs ? this.receivedMs - response.timings.serviceMs : calledMs;
  }

  /** Why it counts as failed, in few words; `undefined` when it does not. */
  get failure(): string | undefined {
    const { response } = this;
    if (response instanceof CallResponse) return response.verdict?.message;
    return response.status >= 400 ? String(response.status) : undefined;
  }

  /** The failure as that of the job, by what it means for the job. */
  fault(type: JobFaultType, meaning: string): JobFault {
    const { status, error } = this.response;
    return new JobFault(type, `${meaning}: ${this.failure}`, status === 0 && error?.code !== 'timeout');
  }
}

/** Sends the requests of one job. */
export class Steps {
  readonly #job: string;
  readonly #http: HttpSession;
  readonly #now: () => number;

  constructor(job: string, http: HttpSession, now: () => number) {
    this.#job = job;
    this.#http = http;
    this.#now = now;
  }

  /** What requests of a step are sent with. */
  httpOf(step: StepName): ScopedHttp {
    return new ScopedHttp(this.#http, `${this.#job} ${step}`, 'step');
  }

  /** What streams of the job are opened with. */
  sseOf(sse: ServerEvents): ServerEvents {
    const name = `${this.#job} stream`;
    return {
      connect: (target, options) => sse.connect(target, { name, ...options }),
      listen: (target, onEvent, options) => sse.listen(target, onEvent, { name, ...options }),
    };
  }

  /**
   * Lets the suite send a request.
   *
   * @param kind - of its operation
   * @param Http - what the suite sends it with
   * @throws {JobFault} when the suite's function throws, or returns no response
   * @throws {HttpError} `stopped`
   */
  async send(
    step: StepName,
    kind: 'step' | 'poll',
    send: (http: ScopedHttp) => Promise<HttpResponse>,
    Http: typeof ScopedHttp = ScopedHttp,
  ): Promise<Sent> {
    const calledMs = this.#now();
    let response: unknown;
    try {
      response = await send(new Http(this.#http, `${this.#job} ${step}`, kind));
    } catch (thrown) {
      if (thrown instanceof HttpError && thrown.code === 'stopped') throw thrown;
      throw new JobFault(faultOf(step), `${nameOf(step)}() threw: ${thrownMessage(thrown)}`);
    }
    if (isResponse(response)) return new Sent(response, calledMs, this.#now());
    const got = response === undefined ? 'nothing' : response === null ? 'null' : typeof response;
    const message = `${nameOf(step)}() returned ${got}; it must return the response of its request`;
    throw new JobFault(faultOf(step), message);
  }
}

/** What the function of a step is called in a definition. */
function nameOf(step: StepName): string {
  if (step === 'poll') return 'poll.request';
  return step === 'fetch' ? 'result' : step;
}

function faultOf(step: StepName): JobFaultType {
  return step === 'cancel' ? 'timeout' : step;
}

function isResponse(response: unknown): response is HttpResponse {
  return typeof response === 'object' && response !== null && 'status' in response && 'text' in response;
}

/** Deletes what it is asked to get: the address of a job's result is that of the job. */
export class DeletingHttp extends ScopedHttp {
  override get(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.delete(target, options);
  }
}
