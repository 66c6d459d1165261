/**
 * What tasks of a virtual user are given. Protocols are getters of the prototype: a session is made when a task first
 * takes it out of the context.
 */
import type { RunBatch } from '../protocol/batch/types.ts';
import type { Grpc } from '../protocol/grpc/types.ts';
import type { HttpSession } from '../protocol/http/session.ts';
import type { RunJob } from '../protocol/job/jobs.ts';
import type { LanguageModels } from '../protocol/llm/types.ts';
import type { ServerEvents } from '../protocol/sse/types.ts';
import type { WebSockets } from '../protocol/websocket/types.ts';
import type { TaskContext } from '../suite/types.ts';
import type { UserProtocols } from './protocols.ts';

/** The members of a context that are no protocols. */
export type PlainContext = Omit<TaskContext, 'http' | 'ws' | 'sse' | 'grpc' | 'job' | 'batch' | 'llm'>;

export class UserContext implements TaskContext {
  readonly http: HttpSession;
  readonly vu: TaskContext['vu'];
  readonly check: TaskContext['check'];
  readonly sleep: TaskContext['sleep'];
  readonly measure: TaskContext['measure'];
  readonly group: TaskContext['group'];
  readonly metrics: TaskContext['metrics'];
  readonly setup: unknown;
  readonly log: TaskContext['log'];
  readonly #protocols: UserProtocols;

  constructor(protocols: UserProtocols, { vu, check, sleep, measure, group, metrics, setup, log }: PlainContext) {
    this.#protocols = protocols;
    this.http = protocols.http;
    this.vu = vu;
    this.check = check;
    this.sleep = sleep;
    this.measure = measure;
    this.group = group;
    this.metrics = metrics;
    this.setup = setup;
    this.log = log;
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
