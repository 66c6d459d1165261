/**
 * A job as a suite describes it: work that is submitted, done elsewhere, and fetched when it is ready.
 */
import type { Http, HttpResponse, ResponseHeaders } from '../http/types.ts';
import type { EventStream, ServerEvents } from '../sse/types.ts';
import type { PollPace } from './pace.ts';

/** How far a job is. */
export type JobState = 'queued' | 'running' | 'done' | 'failed';

/** What tells of a job: the answer to a request, an event of a stream, or what a webhook was sent. */
export interface JobAnswer {
  /** Of a request's answer; 200 for events and webhooks. */
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** The name of an event; `undefined` for everything else. */
  readonly event?: string | undefined;
  text(): string;
  json<T = unknown>(): T;
}

/**
 * When the server did what, as it tells itself: a text as in ISO 8601, a `Date`, or milliseconds since 1970. What it
 * does not tell is left out. Its clock need not be right.
 */
export interface ServerTimes {
  readonly queuedAt?: ServerTime;
  readonly startedAt?: ServerTime;
  readonly finishedAt?: ServerTime;
  /** Its clock's time when it answered, which ties that clock to ours. */
  readonly now?: ServerTime;
  /** How long it waited and ran, in ms, where the server tells that instead. */
  readonly queueMs?: number | null | undefined;
  readonly runMs?: number | null | undefined;
}

export type ServerTime = string | number | Date | null | undefined;

/** What `submit` is given. */
export interface SubmitContext<Data> {
  /** Its requests are recorded as one operation, `<job> submit`, unless they have a name of their own. */
  readonly http: Http;
  /** What the task gave to `job(definition, data)`. */
  readonly data: Data;
  /** Where the service is to tell that the job is over; empty without `webhook`. */
  readonly webhook: string;
}

/** What the other functions are given. */
export interface JobContext<Data> {
  /** Its requests are recorded as one operation, `<job> poll`, `<job> fetch` …, unless they have a name of their own. */
  readonly http: Http;
  readonly data: Data;
  readonly id: string;
}

/** Asking again and again. */
export interface JobPoll<Data> {
  /** How long from one poll to the next: `'1s'`, `constant('1s')`, `between('1s', '3s')` or `backoff('250ms', 1.5, '5s')`. */
  readonly every: string | number | PollPace;
  readonly request: (context: JobContext<Data>) => Promise<HttpResponse>;
  /** After so many failed polls in a row the job counts as failed; default 3. */
  readonly failures?: number;
}

/** What `stream` is given. */
export interface StreamContext<Data> extends JobContext<Data> {
  /** Its streams are recorded as one operation, `<job> stream`, unless they have a name of their own. */
  readonly sse: ServerEvents;
}

/** Being told by a request of the service's own, at a port that each worker opens for it. */
export interface JobWebhook {
  /** The id of the job in what is sent; default: the job's own `id`. */
  readonly id?: (answer: JobAnswer) => string | number;
  /** The address to listen on; default `127.0.0.1`, which a service elsewhere cannot reach. */
  readonly listen?: string;
  /** How the service reaches that address, when it is not by the address itself: a host's name. */
  readonly host?: string;
}

/** What `job()` is given. At least one of `poll`, `stream` and `webhook` tells when the job is over. */
export interface JobDefinition<Data = unknown> {
  /** Submits the work; returns the answer to its request. */
  readonly submit: (context: SubmitContext<Data>) => Promise<HttpResponse>;
  /** The job's id in that answer. */
  readonly id: (answer: JobAnswer) => string | number;
  readonly poll?: JobPoll<Data>;
  /**
   * Opens a stream of events that tells of the job. Events of which `state` returns `undefined` are passed over.
   *
   * @example
   * stream: ({ sse, id }) => sse.connect(`/biographies/${id}/events`),
   */
  readonly stream?: (context: StreamContext<Data>) => Promise<EventStream>;
  readonly webhook?: JobWebhook;
  /** What an answer, an event or a webhook says of the job: `queued`, `running`, `done` or `failed`. */
  readonly state: (answer: JobAnswer) => string | undefined;
  /** The server's own times, out of the answer that tells the end, or out of the result. */
  readonly serverTimes?: (answer: JobAnswer) => ServerTimes | null | undefined;
  /** Fetches what the job made. */
  readonly result?: (context: JobContext<Data>) => Promise<HttpResponse>;
  /** How long the job may take from its submission to its result; default 1 h. */
  readonly timeout?: string | number;
  /** What becomes of a job that took too long: it is left alone (the default), or cancelled. */
  readonly onTimeout?: 'cancel' | 'leave';
  /** Cancels it; default: a `DELETE` to where `result` would be fetched. */
  readonly cancel?: (context: JobContext<Data>) => Promise<HttpResponse>;
}

/** A kind of job; made with `job()`. */
export interface Job<Data = unknown> extends Omit<JobDefinition<Data>, 'poll' | 'timeout' | 'onTimeout'> {
  readonly kind: 'proofload.job';
  /** The name of its operation. */
  readonly name: string;
  readonly poll: (Omit<JobPoll<Data>, 'every' | 'failures'> & ResolvedPoll) | undefined;
  readonly timeoutMs: number;
  readonly onTimeout: 'cancel' | 'leave';
}

interface ResolvedPoll {
  readonly every: PollPace;
  readonly failures: number;
}

/** The phases of a job, in their order. */
export type JobPhase = 'submit' | 'queue' | 'run' | 'notice' | 'fetch';

/** How a job ended. Failures do not throw: they are recorded, and the task goes on. */
export interface JobResult {
  /** Whether the job is done and its result was fetched. */
  readonly ok: boolean;
  /** `lost` when it could not be submitted, followed or fetched. */
  readonly state: 'done' | 'failed' | 'timeout' | 'lost';
  readonly id: string | undefined;
  /** Why it is not `ok`, as it was recorded. */
  readonly error: string | undefined;
  /** The answer to `result`; `undefined` when nothing was fetched. */
  readonly response: HttpResponse | undefined;
  /** From the intended start to the end, in ms. */
  readonly totalMs: number;
  /** How long each phase took, in ms, as far as it is known. */
  readonly phases: Readonly<Partial<Record<JobPhase, number>>>;
  /** Counts the job as failed, at once, with your reason in place of any other; only the first call counts. */
  fail(why: string): void;
  /** Takes back what it would count as failed for; possible until the iteration ends. A `fail` stays. */
  pass(): void;
}
