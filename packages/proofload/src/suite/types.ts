/**
 * What a user writes, as types: suites, users, tasks, waits, loads and requirements. Values are checked in
 * `validate.ts`; what they mean for a run is worked out in `plan/`.
 */

import type { RunBatch } from '../protocol/batch/types.ts';
import type { CacheDefinitions } from '../protocol/cache/types.ts';
import type { Grpc } from '../protocol/grpc/types.ts';
import type { NetworkOptions } from '../protocol/http/network.ts';
import type { Http } from '../protocol/http/types.ts';
import type { RunJob } from '../protocol/job/jobs.ts';
import type { LlmDefinition } from '../protocol/llm/settings.ts';
import type { LanguageModels } from '../protocol/llm/types.ts';
import type { ServerEvents } from '../protocol/sse/types.ts';
import type { WebSockets } from '../protocol/websocket/types.ts';
import type { LoadTick } from './load-tick.ts';
import type { CustomMetricType } from './metrics.ts';
import type { ResourceDefinition } from './resources.ts';

/** A duration: `'250ms'`, `'1.5s'`, `'1h30m'`; a bare number is seconds. */
export type Duration = string | number;
/** A rate: `'100/s'`, `'5/m'`; a bare number is per second. */
export type Rate = string | number;

/** One running instance of a user. */
export interface VirtualUser<Data = Record<string, unknown>> {
  /** From 1, unique in the run. */
  readonly id: number;
  /** The name of its kind. */
  readonly kind: string;
  /** The user's own memory, kept from `start` to `stop`. */
  data: Data;
  /** Aborted when the run's grace is over. */
  readonly signal: AbortSignal;
  /** Iterations begun so far, this one included. */
  readonly iteration: number;
  /**
   * The number of this iteration in the run, from 0, the same whatever the number of workers: in an open load that of
   * its arrival; else, with n users at most, that of user u's k-th iteration is (k - 1) n + u - 1, and of iterations
   * that all users share, it goes up without a gap. In `start` it is that of the user, id - 1. Of several loads at once
   * each counts by itself; users added by hand beyond the planned most may have the turns of others.
   */
  readonly turn: number;
  /** The run's seed. */
  readonly seed: number;
  /** In a replay, the row of the trace that this iteration is for. */
  readonly row: Readonly<Record<string, unknown>> | undefined;
  /** A number in [0, 1) from the run's seed and this user's number, in an open load the arrival's: a run can be repeated. */
  random(): number;
}

/** Custom metrics, by name; a name keeps the type that it was first used with. */
export interface Metrics {
  /** A sum: `metrics.counter('orders').add(1)`. */
  counter(name: string): { add(value?: number): void };
  /** The last value: `metrics.gauge('queue').set(7)`. */
  gauge(name: string): { set(value: number): void };
  /** A share: `metrics.rate('found').add(true)`. */
  rate(name: string): { add(hit: boolean): void };
  /** A distribution, in ms: `metrics.trend('render').add(12.5)`. */
  trend(name: string): { add(value: number): void };
}

/** What a task is given. */
export interface TaskContext<Data = Record<string, unknown>> {
  readonly http: Http;
  /** WebSocket sessions: `const socket = await ws.connect('/chat')`. */
  readonly ws: WebSockets;
  /** Server-sent events: `for await (const event of await sse.connect('/events')) …`. */
  readonly sse: ServerEvents;
  /** gRPC: `grpc.service({ proto: 'greeter.proto', service: 'Greeter' }).sayHello({ name })`. */
  readonly grpc: Grpc;
  /** Language models, as the suite's `llm` and the environment name them: `await llm.chat({ messages })`. */
  readonly llm: LanguageModels;
  /** Runs a job to its end: submitted, followed, fetched; it is defined with `job(name, definition)`. */
  readonly job: RunJob;
  /** Does several items at once, in batches of several sizes, and tells what each took. */
  readonly batch: RunBatch;
  readonly vu: VirtualUser<Data>;
  /** Records whether something held; returns `ok`. A check that does not hold is no failure of a request. */
  check(name: string, ok: boolean): boolean;
  /** Waits; ends early (by rejection) when the run's grace is over. */
  sleep(duration: Duration): Promise<void>;
  /** Measures any code as an operation of kind `code`; a throw counts as its failure and is passed on. */
  measure<T>(name: string, work: () => T | Promise<T>): Promise<T>;
  /**
   * Does several operations as a group: each has the tag `group` (within another, `outer / inner`), and the whole is an
   * operation of kind `group`, apart from `*`, by that name. A throw counts as its failure and is passed on.
   *
   * @example
   * await group('check out', async () => {
   *   await http.post('/cart');
   *   await http.post('/pay');
   * });
   */
  group<T>(name: string, work: () => T | Promise<T>): Promise<T>;
  readonly metrics: Metrics;
  /** What `setup` of the suite or the scenario returned; each worker has a copy. */
  readonly setup: unknown;
  /** A line to the run's log, shown with `-v`. */
  log(message: string): void;
}

/** What `setup` and `teardown` are given. */
export interface StageContext {
  /** Speaks to the target like the `http` of a virtual user; what it does is measured nowhere. */
  readonly http: Http;
  /** What the suite's `setup` returned, or in `teardown` the last that any did. */
  readonly setup: unknown;
  /** In `setup`: aborted when the run is interrupted. */
  readonly signal: AbortSignal;
  log(message: string): void;
}

/** What is done once, by one, before and after the load. */
export interface Stage {
  /** Before the load: what it returns, plain data, is `setup` in the context of every task. A throw ends it all. */
  readonly setup?: (context: StageContext) => unknown;
  /** After the load, also when it was interrupted or when `setup` threw. */
  readonly teardown?: (context: StageContext) => unknown;
}

export type TaskFunction<Data = Record<string, unknown>> = (context: TaskContext<Data>) => unknown;

/** A task with a weight and tags. */
export interface TaskDefinition<Data = Record<string, unknown>> {
  /** Relative share of the iterations; default 1; 0 switches the task off. */
  readonly weight?: number;
  readonly tags?: readonly string[];
  readonly run: TaskFunction<Data>;
}

export type Tasks<Data = Record<string, unknown>> = Readonly<Record<string, TaskFunction<Data> | TaskDefinition<Data>>>;

/** Tasks done in the order in which they are written; made with `sequence()`. One pass is one iteration a task. */
export interface Sequence<Data = Record<string, unknown>> {
  readonly sequence: Tasks<Data>;
}

/** The pause between two iterations of a virtual user; made with `none`, `constant`, `between`, `pacing`, `throughput`. */
export type Wait =
  | { readonly kind: 'none' }
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'between'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'pacing'; readonly ms: number };

export interface UserOptions<Data = Record<string, unknown>> {
  /** Relative share of the virtual users; default 1; 0 switches the user off. */
  readonly weight?: number;
  /** A fixed number of virtual users, instead of a weight; these are spawned first. */
  readonly count?: number;
  /** Default `none()`. */
  readonly wait?: Wait;
  /** What its line takes, both ways: `'1MB/s'`, `'10Mbit/s'`. Default: the target's `bandwidth`, or no limit. */
  readonly bandwidth?: string | number;
  readonly tags?: readonly string[];
  /** Once for each virtual user, before its first task. */
  readonly start?: TaskFunction<Data>;
  /** Once for each virtual user, after its last task. */
  readonly stop?: TaskFunction<Data>;
  readonly tasks: Tasks<Data> | Sequence<Data>;
}

/** A kind of virtual user; made with `user()`. */
// biome-ignore lint/suspicious/noExplicitAny: users with different data types stand in one list
export interface User<Data = any> extends UserOptions<Data> {
  readonly name: string;
}

export type Arrivals = 'constant' | 'poisson' | { readonly gamma: number };

/**
 * An amount and a shape of load. Closed: `users` or stages of users. Open: `rate` or stages of rates. With stages,
 * `users` or `rate` is the level that the first stage begins at; default 0.
 */
export interface Load {
  /** Closed: the number of virtual users. */
  readonly users?: number;
  /** Closed: users started a second; fractions allowed; default: all at once. */
  readonly spawnRate?: Rate;
  /** With stages: how long the load lasts, in place of their sum; a longer one holds the last stage's level. */
  readonly runTime?: Duration;
  readonly stages?: readonly { readonly duration: Duration; readonly users?: number; readonly rate?: Rate }[];
  /** The load as a function of the second, in place of stages. */
  readonly shape?: LoadShape;
  /**
   * With `users` or `rate`, by which it begins: is asked each second while the load runs how much there is to be, in view
   * of what is measured. Without a run time the load goes on until it returns `null`, at most `--max-run-time`.
   */
  readonly tick?: LoadTick;
  /** Open: arrivals a second. */
  readonly rate?: Rate;
  /**
   * Open: a trace to replay, CSV with a header or NDJSON, by its path, relative to the suite's file, or its address. Each
   * row has a `time` (seconds, or a point in time), perhaps the `task` that it is for (`read` or `Reader.read`), and data:
   * `vu.row` in that task.
   */
  readonly replay?: string | URL;
  /** Of a replay: 2 goes twice as fast; default 1. */
  readonly speed?: number;
  /** Of a replay: how many times the trace is gone through; default 1. */
  readonly loops?: number;
  /** Open: the most virtual users there may be at once; an arrival without a free one waits its turn. */
  readonly maxUsers?: number;
  readonly arrivals?: Arrivals;
  /** Open: what becomes of an arrival without a free user; default `'wait'`. */
  readonly overflow?: 'wait' | 'drop';
  /** A number of iterations: for each user, or with `shared` for all together. */
  readonly iterations?: number;
  readonly shared?: boolean;
}

/** One of several loads at once. */
export interface LoadPart extends Load {
  /** The users that take part, by name; default: all. */
  readonly of?: readonly string[];
  /** When it begins, after the run's start; default 0. */
  readonly startAt?: Duration;
}

/**
 * What the load is to be in each second of a run, from 0: users (reached at once, or by a spawn rate), or a rate;
 * `undefined` ends it. It is asked for all seconds before the run, by each process that loads the suite: it must give
 * the same each time.
 *
 * @example
 * // Twice as much every minute, for five minutes.
 * const doubling: LoadShape = (second) => (second < 300 ? { rate: 10 * 2 ** Math.floor(second / 60) } : undefined);
 */
export type LoadShape = (
  second: number,
) => { readonly users: number; readonly spawnRate?: Rate | undefined } | { readonly rate: Rate } | undefined | null;

/** A load by name, with the weights that it gives to users. */
export interface Profile extends Load {
  readonly description?: string;
  /** Weights by user name, in place of the users' own; 0 leaves a user out. */
  readonly weights?: Readonly<Record<string, number>>;
}

/** An experiment by name. */
export interface Scenario extends Stage {
  readonly description?: string;
  /** Names of the users that take part; default: all. */
  readonly users?: readonly string[];
  /** One, or several at once. */
  readonly load?: Load | readonly LoadPart[];
  readonly profile?: string;
  readonly weights?: Readonly<Record<string, number>>;
  /** Sentences: what the experiment is to find out. */
  readonly objectives?: readonly string[];
  /** In addition to the suite's. */
  readonly requirements?: Requirements;
  /** In addition to the suite's. */
  readonly abort?: string | readonly string[];
  readonly tags?: readonly string[];
}

/** `'<100ms'`, or the same with its circumstances. */
export type RequirementBound =
  | string
  | {
      readonly bound: string;
      /** `warn` is shown and changes no verdict; default `fail`. */
      readonly severity?: 'fail' | 'warn';
      /** Judge every window of this length, not the run as a whole. */
      readonly window?: Duration;
      /** Judge a part of the run: `ramp`, `steady`, or a stage by its number from 1. */
      readonly phase?: string;
      /** End the run as soon as it is broken beyond doubt. */
      readonly abort?: boolean;
    };

/** By operation, pattern, tag (`tag:area=auth`), thing (`cache:images`) or `*`; then by metric. */
export type Requirements = Readonly<Record<string, Readonly<Record<string, RequirementBound>>>>;

export interface TlsOptions {
  /** Certificate authorities to trust, as PEM text or a file's path, relative to the suite's file. */
  readonly ca?: string | readonly string[];
  /** Client certificate and key, as PEM text or a file's path. */
  readonly cert?: string;
  readonly key?: string;
  /** `false` accepts any certificate. */
  readonly verify?: boolean;
}

export interface TargetDefinition extends NetworkOptions {
  readonly url: string;
  /** Starts the service; Proofload waits until it is ready, and stops it in the end. */
  readonly command?: string;
  /** A path that answers below 400, or a port that accepts, once the service is ready. */
  readonly ready?: string;
  /** How long it may take to get ready; default 60 s. */
  readonly readyTimeout?: Duration;
  /** Where `command` runs: a folder, relative to the suite's file; default: the working directory. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly tls?: TlsOptions;
}

export interface SuiteDefinition extends Stage {
  readonly name: string;
  readonly description?: string;
  readonly target: string | TargetDefinition;
  readonly users: readonly User[];
  /** One, or several at once: `[{ of: ['Reader'], users: 20 }, { of: ['Buyer'], rate: '2/s', startAt: '10s' }]`. */
  readonly load?: Load | readonly LoadPart[];
  readonly profiles?: Readonly<Record<string, Profile>>;
  /** The profile that is used when none is asked for. */
  readonly profile?: string;
  readonly scenarios?: Readonly<Record<string, Scenario>>;
  readonly requirements?: Requirements;
  /** Conditions under which the run is given up: `'errors > 50% for 10s'`, `'p99 of POST /pay > 2s for 30s'`. */
  readonly abort?: string | readonly string[];
  /** The suite's own metrics by name. When it declares any, a requirement on one that is not declared is an error. */
  readonly metrics?: Readonly<Record<string, CustomMetricType>>;
  /** What of the target is sampled each second, by the name of its requirements: `api` is `resource:api`. */
  readonly resources?: Readonly<Record<string, ResourceDefinition>>;
  /** The caches of the service, by name: how an answer tells whether it came out of one. */
  readonly caches?: CacheDefinitions;
  /** Where language models are, which one, and what they cost; the environment's `OPENAI_…` wins. */
  readonly llm?: LlmDefinition;
  /** A path that must answer below 400 before the run; default: that a connection can be made; `false`: no check. */
  readonly healthCheck?: string | false;
  /** Cut from the beginning of what is judged. */
  readonly warmup?: Duration;
  /** How long iterations may go on after the run's end; default 30 s. */
  readonly stopTimeout?: Duration;
  /** How long a request may take; default 60 s. */
  readonly timeout?: Duration;
  /** How long a `setup` or a `teardown` may take; default 10 minutes. */
  readonly setupTimeout?: Duration;
  /** What is left out on purpose, with the reason, shown in reports: `{ '/api/v1/llm/*': 'it costs money' }`. */
  readonly leftOut?: Readonly<Record<string, string>>;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly seed?: number;
}

/** A checked suite; made with `defineSuite()`. */
export interface Suite extends SuiteDefinition {
  readonly kind: 'proofload.suite';
}
