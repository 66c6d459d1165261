/**
 * The protocols of a virtual user: `http`, and those that are made when a task first asks for them, so that what a
 * suite doesn't use costs it nothing.
 */
import type { Clock } from '../measure/clock.ts';
import type { Recorder } from '../measure/recorder.ts';
import { Random } from '../plan/random.ts';
import type { Plan } from '../plan/types.ts';
import { Batches } from '../protocol/batch/batches.ts';
import type { RunBatch } from '../protocol/batch/types.ts';
import type { Caller } from '../protocol/caller.ts';
import { GrpcSession } from '../protocol/grpc/session.ts';
import { GrpcTarget } from '../protocol/grpc/target.ts';
import type { Grpc } from '../protocol/grpc/types.ts';
import { type HttpSession, httpSessions, type OpenHttp } from '../protocol/http/session.ts';
import type { ResponseObserver } from '../protocol/http/target.ts';
import { Jobs, type RunJob } from '../protocol/job/jobs.ts';
import { type LlmSession, type LlmUser, llmSessions } from '../protocol/llm/session.ts';
import { type Environment, keepModelKey, type LlmDefinition, resolveLlm } from '../protocol/llm/settings.ts';
import type { LanguageModels } from '../protocol/llm/types.ts';
import { type SseSession, sseSessions } from '../protocol/sse/session.ts';
import type { ServerEvents } from '../protocol/sse/types.ts';
import { WebSocketSession } from '../protocol/websocket/session.ts';
import type { WebSockets } from '../protocol/websocket/types.ts';
import { locateFile } from '../units/suite-files.ts';
import type { Timers } from './timers.ts';

/** What protocols of a worker need. */
export interface ProtocolOptions {
  readonly plan: Pick<Plan, 'suite' | 'target' | 'timeoutMs' | 'headers' | 'seed'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly recorder: Recorder;
  /** The suite's. */
  readonly llm: LlmDefinition | undefined;
  readonly environment: Environment;
  /** Is told of every answer over HTTP. */
  readonly observer?: ResponseObserver | undefined;
}

/** What all virtual users of a worker share. */
export class WorkerProtocols {
  readonly openHttp: OpenHttp;
  readonly seed: number;
  readonly #options: ProtocolOptions;
  #openSse: ((http: HttpSession) => SseSession) | undefined;
  #openLlm: ((user: LlmUser) => LlmSession) | undefined;
  #jobs: Jobs | undefined;
  #batches: Batches | undefined;
  #grpc: GrpcTarget | undefined;

  constructor(options: ProtocolOptions) {
    const { plan, clock, recorder, observer, llm = {}, environment } = options;
    keepModelKey(llm, environment);
    this.#options = options;
    this.seed = plan.seed;
    this.openHttp = httpSessions({
      baseUrl: plan.target.url,
      tls: plan.target.tls,
      network: plan.target,
      timeoutMs: plan.timeoutMs,
      headers: plan.headers,
      recorder,
      now: () => clock.now(),
      observer,
    });
  }

  sse(http: HttpSession): SseSession {
    const { clock, timers } = this.#options;
    this.#openSse ??= sseSessions({ timers, now: () => clock.now() });
    return this.#openSse(http);
  }

  llm(user: LlmUser): LlmSession {
    const { clock, environment, llm = {}, timers } = this.#options;
    this.#openLlm ??= llmSessions({ settings: resolveLlm(llm, environment), timers, now: () => clock.now() });
    return this.#openLlm(user);
  }

  get batches(): Batches {
    const { clock, recorder } = this.#options;
    this.#batches ??= new Batches({ recorder, now: () => clock.now() });
    return this.#batches;
  }

  get jobs(): Jobs {
    const { clock, recorder, timers } = this.#options;
    this.#jobs ??= new Jobs({ recorder, timers, now: () => clock.now() });
    return this.#jobs;
  }

  grpc({ shared: http }: HttpSession): GrpcTarget {
    const { target, headers } = this.#options.plan;
    this.#grpc ??= new GrpcTarget({
      http,
      tls: target.tls,
      headers,
      resolve: locateFile,
    });
    return this.#grpc;
  }

  /** Gives back what was opened for all users: the ports for webhooks. */
  async close(): Promise<void> {
    await this.#jobs?.close();
  }
}

/** What of a virtual user its protocols need. */
export interface ProtocolUser extends Caller {
  readonly signal: AbortSignal;
  /** Of its line, in bytes a second. */
  readonly bandwidth?: number | undefined;
}

/** The protocols of one virtual user. */
export class UserProtocols {
  readonly http: HttpSession;
  readonly #shared: WorkerProtocols;
  readonly #user: ProtocolUser;
  #ws: WebSocketSession | undefined;
  #sse: SseSession | undefined;
  #grpc: GrpcSession | undefined;
  #job: RunJob | undefined;
  #batch: RunBatch | undefined;
  #llm: LlmSession | undefined;

  constructor(shared: WorkerProtocols, user: ProtocolUser) {
    this.#shared = shared;
    this.#user = user;
    this.http = shared.openHttp(user, user.bandwidth);
  }

  get ws(): WebSockets {
    const { http } = this;
    this.#ws ??= new WebSocketSession({
      target: http.shared,
      caller: this.#user,
      cookies: http.ownJar(),
      link: http.link,
    });
    return this.#ws;
  }

  get sse(): ServerEvents {
    this.#sse ??= this.#shared.sse(this.http);
    return this.#sse;
  }

  get grpc(): Grpc {
    this.#grpc ??= new GrpcSession(this.#shared.grpc(this.http), this.#user);
    return this.#grpc;
  }

  get llm(): LanguageModels {
    if (this.#llm === undefined) {
      const random = new Random(this.#shared.seed, 'prompts', this.#user.id);
      const { http, job } = this;
      this.#llm = this.#shared.llm({ http, job, random: () => random.uniform() });
    }
    return this.#llm;
  }

  get batch(): RunBatch {
    this.#batch ??= this.#shared.batches.of(this.#user);
    return this.#batch;
  }

  get job(): RunJob {
    if (this.#job === undefined) {
      const caller = this.#user;
      const random = new Random(this.#shared.seed, 'jobs', caller.id);
      const { http, sse } = this;
      this.#job = this.#shared.jobs.of({ caller, http, sse, signal: caller.signal, random: () => random.uniform() });
    }
    return this.#job;
  }

  /** Ends everything that is open; what is in flight is censored. */
  close(): void {
    this.#ws?.close();
    this.#sse?.close();
    this.#grpc?.close();
    this.#llm?.close();
    this.http.close();
  }
}
