/**
 * The jobs of one worker: what its virtual users share, and the function by which a task runs one.
 */
import { setMaxListeners } from 'node:events';
import type { Recorder } from '../../measure/recorder.ts';
import type { Caller } from '../caller.ts';
import type { HttpSession } from '../http/session.ts';
import type { ServerEvents } from '../sse/types.ts';
import { JobRun } from './job-run.ts';
import { ServerClock } from './server-clock.ts';
import type { Job, JobResult } from './types.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

/** What wakes a job at a time of the clock. */
export interface JobTimers {
  at(dueMs: number, alarm: { ring(dueMs: number): void }): void;
}

/** What all jobs of a worker need. */
export interface JobsOptions {
  readonly recorder: Recorder;
  readonly timers: JobTimers;
  /** The clock's time in ms; the one by which the recorder's seconds and the callers' intended starts go. */
  readonly now: () => number;
}

/** The virtual user for whom a job runs. */
export interface JobUser {
  readonly caller: Caller;
  readonly http: HttpSession;
  readonly sse: ServerEvents;
  /** Aborted when the run's grace is over, before the connections of `http` are closed. */
  readonly signal: AbortSignal;
  /** In [0, 1): for polls that come at random moments. */
  readonly random: () => number;
}

/**
 * Runs a job to its end: submits it, waits until it is over, fetches its result.
 *
 * Failures do not throw. It rejects with an `HttpError` of code `stopped` when the run ends first; the job is then
 * censored, with the time that it had gone on.
 *
 * @param data - given to the functions of the job's definition
 * @example
 * const { ok, response } = await job(biography, { name: 'Ada' });
 */
export type RunJob = <Data>(
  job: Job<Data>,
  ...data: undefined extends Data ? [data?: Data] : [data: Data]
) => Promise<JobResult>;

/**
 * One for each worker.
 *
 * @example
 * const jobs = new Jobs({ recorder, timers, now: () => clock.now() });
 * const runJob = jobs.of({ caller, http, sse, signal, random });
 * await jobs.close(); // when every user has stopped, before the recorder's last slice
 */
export class Jobs {
  readonly #options: JobsOptions;
  readonly #clocks = new Map<unknown, ServerClock>();
  readonly #receivers = new Map<string, Promise<WebhookReceiver>>();

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  get recorder(): Recorder {
    return this.#options.recorder;
  }

  get timers(): JobTimers {
    return this.#options.timers;
  }

  now(): number {
    return this.#options.now();
  }

  /** The function that a virtual user's tasks are given as `job`. */
  of(user: JobUser): RunJob {
    // Every job listens for the end of the run; Node.js takes more than ten at once for a leak.
    setMaxListeners(0, user.signal);
    return (job, ...data) => {
      if (!isJob(job)) {
        const message = "The task asked for a job that is none; define it with job('name', { submit, id, … }).";
        return Promise.reject(new TypeError(message));
      }
      const startMs = this.now();
      user.caller.begin(startMs);
      return new JobRun(this, user, job, data[0], startMs).run();
    };
  }

  /** @internal What is known of the clock of the service that does jobs of a kind. */
  clockOf(job: unknown): ServerClock {
    let clock = this.#clocks.get(job);
    if (clock === undefined) {
      clock = new ServerClock();
      this.#clocks.set(job, clock);
    }
    return clock;
  }

  /** @internal The receiver of webhooks at an address, opened when it is first asked for. */
  receiverAt(listen: string): Promise<WebhookReceiver> {
    let receiver = this.#receivers.get(listen);
    if (receiver === undefined) {
      const { now, recorder } = this.#options;
      receiver = WebhookReceiver.open({ listen, now, refusals: () => recorder.operation('(webhook)', 'step') });
      this.#receivers.set(listen, receiver);
    }
    return receiver;
  }

  /** Closes the ports that were opened for webhooks, and counts those that named no job. */
  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#receivers.values());
    await Promise.all(opened.map((receiver) => (receiver.status === 'fulfilled' ? receiver.value.close() : undefined)));
  }
}

function isJob(job: unknown): boolean {
  return typeof job === 'object' && job !== null && 'kind' in job && job.kind === 'proofload.job';
}
