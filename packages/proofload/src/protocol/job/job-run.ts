/**
 * One job on its way, from the call of `job()` in a task until its outcome is recorded.
 */

import { writeDuration } from '../../units/duration.ts';
import { groupedTags } from '../grouping.ts';
import { stopped } from '../http/call.ts';
import { HttpError } from '../http/errors.ts';
import type { HttpResponse } from '../http/types.ts';
import { MeasuredCall } from '../measured-call.ts';
import { rejectStopped } from '../stopped.ts';
import { JobFault, read, thrownMessage } from './fault.ts';
import { Follower } from './follower.ts';
import type { Jobs, JobUser } from './jobs.ts';
import { serverPhases } from './phases.ts';
import { describePhases, type PhaseTimes, recordCutOff, recordPhase, recordServerPhases } from './recording.ts';
import { type ReadTimes, readTimes } from './server-times.ts';
import { DeletingHttp, type Sent, Steps } from './steps.ts';
import type { Job, JobAnswer, JobResult } from './types.ts';

/** How it was seen that a job is over. */
export interface Noticed {
  readonly state: 'done' | 'failed';
  readonly answer: JobAnswer;
  /** When that was asked for, and when it had come; what the service told by itself was never asked for. */
  readonly sentMs: number;
  readonly receivedMs: number;
}

export class JobRun<Data> extends MeasuredCall {
  readonly jobs: Jobs;
  readonly user: JobUser;
  readonly job: Job<Data>;
  readonly data: Data;
  readonly steps: Steps;
  readonly #phases: PhaseTimes = {};
  /** Rejects when the job's time is up or the run is over, whatever it is waiting for. */
  readonly #interrupted: Promise<never>;
  #interrupt: (reason: unknown) => void = () => {};
  /** Ends what tells of the job. */
  #unfollow: () => void = () => {};
  #id: string | undefined;
  #submitted: Sent | undefined;
  #follower: Follower<Data> | undefined;
  /** What was said of it last. */
  #answer: JobAnswer | undefined;
  #state: JobResult['state'] | undefined;

  /** The caller has begun the operation, at `startMs` of the clock. */
  constructor(jobs: Jobs, user: JobUser, job: Job<Data>, data: Data | undefined, startMs: number) {
    super(user.caller, jobs.recorder.operation(job.name, 'job', groupedTags(user.caller, undefined)), startMs);
    this.jobs = jobs;
    this.user = user;
    this.job = job;
    this.data = data as Data;
    this.steps = new Steps(job.name, user.http, () => jobs.now());
    this.#interrupted = new Promise((_, reject) => {
      this.#interrupt = reject;
    });
    this.#interrupted.catch(() => {});
  }

  async run(): Promise<JobResult> {
    const { signal } = this.user;
    if (signal.aborted) return rejectStopped();
    signal.addEventListener('abort', this.#onStop);
    const disarm = this.#armTimeout();
    try {
      return await this.#work();
    } catch (thrown) {
      if (thrown instanceof JobFault) return this.#lose(thrown);
      throw thrown;
    } finally {
      disarm();
      this.#unfollow();
      signal.removeEventListener('abort', this.#onStop);
    }
  }

  /** Waits for something, but no longer than the job may take and the run goes on. */
  within<Value>(awaited: Promise<Value>): Promise<Value> {
    return Promise.race([awaited, this.#interrupted]);
  }

  async #work(): Promise<JobResult> {
    await this.#submit();
    const follower = new Follower(this, this.#id!, this.#submitted!);
    this.#follower = follower;
    this.#unfollow = await this.#follow(follower);
    follower.listen();
    const noticed = await follower.untilOver();
    this.#answer = noticed.answer;
    if (noticed.state === 'failed') {
      this.#recordPhases(follower, noticed, this.#timesOf(noticed.answer));
      return this.#end('failed', new JobFault('failed', 'the job failed'), noticed.receivedMs, undefined);
    }
    return this.#finish(follower, noticed);
  }

  async #submit(): Promise<void> {
    const { job, data } = this;
    const webhook = job.webhook === undefined ? '' : (await this.#receiver()).address(job as Job<never>);
    const sent = await this.within(this.steps.send('submit', 'step', (http) => job.submit({ http, data, webhook })));
    this.#answer = sent.response;
    if (sent.failure !== undefined) throw sent.fault('submit', 'not submitted');
    this.#submitted = sent;
    recordPhase(this.operation, this.#phases, 'submit', sent.receivedMs - this.intendedMs);
    const id = read('id', () => job.id(sent.response));
    if ((typeof id !== 'string' && typeof id !== 'number') || id === '') {
      throw new JobFault('id', 'id() found no id in the answer to submit(); it returns a text or a number');
    }
    this.#id = String(id);
  }

  #receiver() {
    const listen = this.job.webhook?.listen ?? '127.0.0.1';
    return this.jobs.receiverAt(listen).catch((error: unknown) => {
      throw new JobFault('webhook', `there is no port for webhooks at ${listen}: ${thrownMessage(error)}`, true);
    });
  }

  async #follow(follower: Follower<Data>): Promise<() => void> {
    const close = () => follower.close();
    if (this.job.webhook === undefined) return close;
    const receiver = await this.#receiver();
    const tell = (answer: JobAnswer, receivedMs: number) => follower.tell(answer, receivedMs);
    const unfollow = receiver.follow(this.job as Job<never>, this.#id!, tell);
    return () => {
      close();
      unfollow();
    };
  }

  async #finish(follower: Follower<Data>, noticed: Noticed): Promise<JobResult> {
    const { job, data } = this;
    const { result } = job;
    let times = this.#timesOf(noticed.answer);
    if (result === undefined) {
      this.#recordPhases(follower, noticed, times);
      return this.#end('done', undefined, noticed.receivedMs, undefined);
    }
    const id = this.#id!;
    const fetched = await this.within(this.steps.send('fetch', 'step', (http) => result({ http, data, id })));
    if (times.finished === undefined && fetched.failure === undefined) times = this.#timesOf(fetched.response);
    this.#recordPhases(follower, noticed, times);
    recordPhase(this.operation, this.#phases, 'fetch', fetched.receivedMs - noticed.receivedMs);
    const fault = fetched.failure === undefined ? undefined : fetched.fault('fetch', 'no result');
    if (fault !== undefined) this.#answer = fetched.response;
    return this.#end(fault === undefined ? 'done' : 'lost', fault, fetched.receivedMs, fetched.response);
  }

  #timesOf(answer: JobAnswer): ReadTimes {
    return readTimes(read('server-times', () => this.job.serverTimes?.(answer), 'serverTimes'));
  }

  /** What the server tells bounds its clock, and what is known of its clock by now places what it tells. */
  #recordPhases({ sightings }: Follower<Data>, noticed: Noticed, server: ReadTimes): void {
    const { started, ended } = sightings;
    const submitted = this.#submitted!;
    const clock = this.jobs.clockOf(this.job);
    const nowMs = this.jobs.now();
    const evidence = [
      [server.queued, submitted.sentMs, submitted.receivedMs],
      [server.started, started.afterMs, started.beforeMs],
      [server.finished, ended.afterMs, ended.beforeMs],
      [server.now, noticed.sentMs, noticed.receivedMs],
    ] as const;
    for (const [stamp, afterMs, beforeMs] of evidence) {
      if (stamp !== undefined) clock.bound(stamp.ms, stamp.halfMs, afterMs, beforeMs, nowMs);
    }
    const { receivedMs: submittedMs } = submitted;
    const { receivedMs: noticedMs } = noticed;
    const offset = clock.offset(nowMs);
    const phases = serverPhases({ submittedMs, started, ended, noticedMs, server, offset });
    recordServerPhases(this.operation, this.#phases, phases);
  }

  /** It ended without a result. */
  async #lose(fault: JobFault): Promise<JobResult> {
    if (fault.type !== 'timeout') return this.#end('lost', fault, this.jobs.now(), undefined);
    const result = this.#end('timeout', fault, this.jobs.now(), undefined);
    if (this.job.onTimeout === 'cancel') await this.#cancel();
    return result;
  }

  async #cancel(): Promise<void> {
    const { job, data } = this;
    const id = this.#id;
    const { cancel, result } = job;
    if (id === undefined) return;
    try {
      if (cancel !== undefined) await this.steps.send('cancel', 'step', (http) => cancel({ http, data, id }));
      else await this.steps.send('cancel', 'step', (http) => result!({ http, data, id }), DeletingHttp);
    } catch (thrown) {
      // That it was not cancelled is counted with the requests of that name; the run's end is no failure.
      const isExpected = thrown instanceof JobFault || (thrown instanceof HttpError && thrown.code === 'stopped');
      if (!isExpected) throw thrown;
    }
  }

  /** Records how the job ended. */
  #end(
    state: JobResult['state'],
    fault: JobFault | undefined,
    endMs: number,
    response: HttpResponse | undefined,
  ): JobResult {
    const { recorder } = this.jobs;
    this.#state = state;
    if (state === 'timeout') this.countTimeout(recorder, endMs, this.job.timeoutMs);
    else if (fault?.isUnanswered === true) this.countLost(recorder, endMs);
    else this.countAnswer(recorder, endMs);
    const { latencyMs: totalMs } = this.timings;
    if (this.#submitted !== undefined) this.operation.trend('total').record(totalMs);
    if (fault !== undefined) this.failLater(fault);
    return {
      ok: fault === undefined,
      state,
      id: this.#id,
      error: fault?.message,
      response,
      totalMs,
      phases: this.#phases,
      fail: (why) => this.fail(why),
      pass: () => this.pass(),
    };
  }

  protected shownStatus(): string | undefined {
    return this.#state;
  }

  protected shownAnswer(): string {
    const about = `job ${this.#id ?? 'without an id'}: ${describePhases(this.#phases)}`;
    const answer = this.#state === 'done' ? undefined : textOf(this.#answer);
    return answer === undefined ? about : `${about}\n${answer}`;
  }

  /** The run's grace is over: the job is cut off where it is. */
  readonly #onStop = (): void => {
    if (this.#state !== undefined) return;
    const nowMs = this.jobs.now();
    this.countCensored(nowMs);
    this.operation.trend('censored').record(nowMs - this.intendedMs);
    const sightings = this.#follower?.sightings;
    const { receivedMs } = this.#submitted ?? {};
    if (sightings !== undefined && receivedMs !== undefined) recordCutOff(this.operation, sightings, receivedMs, nowMs);
    this.#interrupt(stopped());
  };

  /** @returns how to take it back; the alarm itself stays until it is due, and must not hold on to the job */
  #armTimeout(): () => void {
    const { timeoutMs } = this.job;
    const armed: { job: JobRun<Data> | undefined } = { job: this };
    const alarm = {
      ring: () => {
        if (armed.job !== undefined) armed.job.#interrupt(timeoutFault(timeoutMs));
      },
    };
    this.jobs.timers.at(this.sentMs + timeoutMs, alarm);
    return () => {
      armed.job = undefined;
    };
  }
}

function timeoutFault(timeoutMs: number): JobFault {
  return new JobFault('timeout', `timed out after ${writeDuration(timeoutMs)}`);
}

function textOf(answer: JobAnswer | undefined): string | undefined {
  try {
    return answer?.text();
  } catch {
    return undefined;
  }
}
