/**
 * What tasks of a virtual user are given. Its members are getters of the prototype: a session, or a function that works
 * on the user's behalf, is made when a task first takes it out of the context.
 */
import type { RunBatch } from '../protocol/batch/types.ts';
import type { Grpc } from '../protocol/grpc/types.ts';
import type { HttpSession } from '../protocol/http/session.ts';
import type { RunJob } from '../protocol/job/jobs.ts';
import type { LanguageModels } from '../protocol/llm/types.ts';
import type { ServerEvents } from '../protocol/sse/types.ts';
import type { WebSockets } from '../protocol/websocket/types.ts';
import type { TaskContext, VirtualUser } from '../suite/types.ts';
import { parseDuration } from '../units/duration.ts';
import type { UserProtocols } from './protocols.ts';

/** What a virtual user does for its tasks, besides speaking to the target. */
export interface TaskHelper {
  check(name: string, ok: boolean): boolean;
  sleep(ms: number): Promise<void>;
  measure<T>(name: string, work: () => T | Promise<T>): Promise<T>;
  group<T>(name: string, work: () => T | Promise<T>): Promise<T>;
  log(message: string): void;
}

/** What is the same for all virtual users of a worker. */
export interface SharedContext {
  readonly metrics: TaskContext['metrics'];
  /** What the suite's `setup` returned. */
  readonly setup: unknown;
}

export class UserContext implements TaskContext {
  readonly http: HttpSession;
  readonly vu: VirtualUser;
  readonly #shared: SharedContext;
  readonly #protocols: UserProtocols;
  readonly #helper: TaskHelper;
  #check: TaskContext['check'] | undefined;
  #sleep: TaskContext['sleep'] | undefined;
  #measure: TaskContext['measure'] | undefined;
  #group: TaskContext['group'] | undefined;
  #log: TaskContext['log'] | undefined;

  constructor(protocols: UserProtocols, helper: TaskHelper, vu: VirtualUser, shared: SharedContext) {
    this.http = protocols.http;
    this.vu = vu;
    this.#protocols = protocols;
    this.#helper = helper;
    this.#shared = shared;
  }

  get setup(): unknown {
    return this.#shared.setup;
  }

  get metrics(): TaskContext['metrics'] {
    return this.#shared.metrics;
  }

  get check(): TaskContext['check'] {
    this.#check ??= (name, ok) => this.#helper.check(name, ok);
    return this.#check;
  }

  get sleep(): TaskContext['sleep'] {
    this.#sleep ??= (duration) => this.#helper.sleep(parseDuration(duration, { bareUnit: 's' }));
    return this.#sleep;
  }

  get measure(): TaskContext['measure'] {
    this.#measure ??= (name, work) => this.#helper.measure(name, work);
    return this.#measure;
  }

  get group(): TaskContext['group'] {
    this.#group ??= (name, work) => this.#helper.group(name, work);
    return this.#group;
  }

  get log(): TaskContext['log'] {
    this.#log ??= (message) => this.#helper.log(message);
    return this.#log;
  }

  get ws(): WebSockets {
    return this.#protocols.ws;
  }

  get sse(): ServerEvents {
    return this.#protocols.sse;
  }

  get grpc(): Grpc {
    return this.#protocols.grpc;
  }

  get llm(): LanguageModels {
    return this.#protocols.llm;
  }

  get batch(): RunBatch {
    return this.#protocols.batch;
  }

  get job(): RunJob {
    return this.#protocols.job;
  }
}
