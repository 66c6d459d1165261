/**
 * Waits until a job is over: asks again and again, takes what the service tells by itself, or both.
 */
import type { EventStream } from '../sse/types.ts';
import { ToldAnswer } from './answer.ts';
import { JobFault, read, thrownMessage } from './fault.ts';
import type { JobRun, Noticed } from './job-run.ts';
import { pauseMs } from './pace.ts';
import { Sightings } from './sightings.ts';
import type { Sent } from './steps.ts';
import type { JobAnswer, JobState } from './types.ts';

interface Told {
  readonly answer: JobAnswer;
  readonly receivedMs: number;
}

const STATES: readonly unknown[] = ['queued', 'running', 'done', 'failed'] satisfies readonly JobState[];

export class Follower<Data> {
  readonly sightings: Sightings;
  readonly #run: JobRun<Data>;
  readonly #id: string;
  readonly #told: Told[] = [];
  #wake: () => void = () => {};
  #stream: EventStream | undefined;
  /** Why the stream tells nothing any more. */
  #silence: JobFault | undefined;
  #isClosed = false;
  #polls = 0;
  #failedPolls = 0;
  #lastAskedMs: number;

  constructor(run: JobRun<Data>, id: string, submitted: Sent) {
    this.#run = run;
    this.#id = id;
    this.sightings = new Sightings(submitted.sentMs);
    this.#lastAskedMs = submitted.receivedMs;
  }

  /** Takes what the service told by itself. */
  tell(answer: JobAnswer, receivedMs: number): void {
    this.#told.push({ answer, receivedMs });
    this.#wake();
  }

  /** Opens the stream that tells of the job, if there is one. */
  listen(): void {
    const { stream } = this.#run.job;
    if (stream === undefined) return;
    this.#hear(stream).catch((thrown: unknown) => {
      this.#silence = new JobFault('stream', `the stream of the job broke: ${thrownMessage(thrown)}`);
      this.#wake();
    });
  }

  async #hear(open: NonNullable<JobRun<Data>['job']['stream']>): Promise<void> {
    const { data, jobs, steps, user } = this.#run;
    const stream = await open({ http: steps.httpOf('stream'), sse: steps.sseOf(user.sse), data, id: this.#id });
    this.#stream = stream;
    if (this.#isClosed) stream.close();
    for await (const { type, data: text } of stream) this.tell(new ToldAnswer(text, type), jobs.now());
    throw new Error('it ended before the job was over');
  }

  /** Listens no longer. */
  close(): void {
    this.#isClosed = true;
    this.#stream?.close();
  }

  /**
   * Resolves when the job is over.
   *
   * @throws {JobFault} when it cannot be followed any longer
   */
  async untilOver(): Promise<Noticed> {
    for (;;) {
      const noticed = this.#look() ?? (await this.#wait());
      if (noticed !== undefined) return noticed;
    }
  }

  /** Goes through what was told. */
  #look(): Noticed | undefined {
    for (let told = this.#told.shift(); told !== undefined; told = this.#told.shift()) {
      const { answer, receivedMs } = told;
      const state = this.#stateOf(answer, true);
      if (state === undefined) continue;
      this.sightings.told(state, receivedMs);
      if (state === 'done' || state === 'failed') {
        return { state, answer, sentMs: Number.NEGATIVE_INFINITY, receivedMs };
      }
    }
    return undefined;
  }

  /** Waits until something was told or the next poll is due, which is then made. */
  async #wait(): Promise<Noticed | undefined> {
    const { jobs, user, job } = this.#run;
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (job.poll === undefined) {
      // A webhook may still come.
      if (this.#silence !== undefined && job.webhook === undefined) throw this.#silence;
      await this.#run.within(woken);
      return undefined;
    }
    const dueMs = this.#lastAskedMs + pauseMs(job.poll.every, this.#polls, user.random());
    jobs.timers.at(dueMs, { ring: this.#wake });
    await this.#run.within(woken);
    return this.#told.length > 0 ? undefined : this.#poll(job.poll);
  }

  async #poll({ request, failures }: NonNullable<JobRun<Data>['job']['poll']>): Promise<Noticed | undefined> {
    const { data, steps } = this.#run;
    const id = this.#id;
    this.#polls += 1;
    this.#lastAskedMs = this.#run.jobs.now();
    const sent = await this.#run.within(steps.send('poll', 'poll', (http) => request({ http, data, id })));
    if (sent.failure !== undefined) {
      this.#failedPolls += 1;
      if (this.#failedPolls < failures) return undefined;
      throw sent.fault('poll', `${this.#failedPolls} polls in a row failed, the last`);
    }
    this.#failedPolls = 0;
    const { response: answer, sentMs, receivedMs } = sent;
    const state = this.#stateOf(answer, false)!;
    this.sightings.polled(state, sentMs, receivedMs);
    return state === 'done' || state === 'failed' ? { state, answer, sentMs, receivedMs } : undefined;
  }

  /** @param isTold - an event or a webhook may tell of other things than the state */
  #stateOf(answer: JobAnswer, isTold: boolean): JobState | undefined {
    const state: unknown = read('state', () => this.#run.job.state(answer));
    if (state === undefined && isTold) return undefined;
    if (STATES.includes(state)) return state as JobState;
    const returned = typeof state === 'string' ? JSON.stringify(state.slice(0, 40)) : String(state);
    const said = saidBy(answer);
    throw new JobFault(
      'state',
      `state() returned ${returned}${said}, which is no state; it returns queued, running, done or failed`,
    );
  }
}

/** What services most often call it, to tell which state is missing. */
function saidBy(answer: JobAnswer): string {
  let body: unknown;
  try {
    body = answer.json();
  } catch {
    return ' for an answer that is not JSON';
  }
  if (typeof body !== 'object' || body === null) return '';
  const said = 'status' in body ? body.status : 'state' in body ? body.state : undefined;
  return typeof said === 'string' ? ` for ${JSON.stringify(said.slice(0, 40))}` : '';
}
