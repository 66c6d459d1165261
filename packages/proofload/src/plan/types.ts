/**
 * What will run, with every option resolved: plain data, so that it can be stored in the record and sent to worker
 * threads and other machines. The functions that belong to it (tasks) are found by name in the suite's bundle.
 */

import type { CheckedRequirement } from '../suite/requirements.ts';
import type { ResourceDefinition } from '../suite/resources.ts';
import type { Arrivals, TargetDefinition, Wait } from '../suite/types.ts';

/** Where an option's value came from, in order of precedence. */
export type OptionSource = 'flag' | 'environment' | 'config' | 'scenario' | 'profile' | 'suite' | 'default';

export interface ResolvedOption {
  readonly value: unknown;
  readonly source: OptionSource;
  /** The flag, variable, file or profile by name. */
  readonly from: string;
}

/** A number of virtual users over time; between stages it changes linearly, a stage of 0 ms is a jump. */
export interface ClosedLoad {
  readonly model: 'closed';
  readonly startUsers: number;
  readonly stages: readonly { readonly durationMs: number; readonly users: number }[];
}

/** Arrivals a second over time; between stages the rate changes linearly, a stage of 0 ms is a jump. */
export interface OpenLoad {
  readonly model: 'open';
  readonly startRate: number;
  readonly stages: readonly { readonly durationMs: number; readonly rate: number }[];
  readonly maxUsers: number;
  readonly arrivals: Arrivals;
  readonly overflow: 'wait' | 'drop';
}

/** A number of iterations, for each user or shared by all. */
export interface IterationsLoad {
  readonly model: 'iterations';
  readonly users: number;
  readonly spawnRate: number | undefined;
  readonly iterations: number;
  readonly shared: boolean;
  /** The limit of the run's time. */
  readonly maxDurationMs: number;
  /** The number of users over time, once it has been changed while the load runs. */
  readonly changed?: ClosedLoad;
}

/** Several loads at once. */
export interface SeveralLoads {
  readonly model: 'several';
  readonly parts: readonly LoadPartPlan[];
}

/** One of several loads. */
export interface LoadPartPlan {
  /** When it begins, since the run's start. */
  readonly startMs: number;
  /** How long it begins iterations. */
  readonly runTimeMs: number;
  /** The kinds of users that take part, by name. */
  readonly users: readonly string[];
  readonly load: SingleLoad;
}

export type SingleLoad = ClosedLoad | OpenLoad | IterationsLoad;

/** Arrivals at the times of a trace. */
export interface ReplayLoad {
  readonly model: 'replay';
  /** The trace, by its full path. */
  readonly file: string;
  readonly rows: number;
  /** 2 goes twice as fast. */
  readonly speed: number;
  readonly loops: number;
  /** The most arrivals in a second. */
  readonly peakRate: number;
  readonly maxUsers: number;
  readonly overflow: 'wait' | 'drop';
}

export type LoadPlan = SingleLoad | SeveralLoads | ReplayLoad;

export interface TaskPlan {
  readonly name: string;
  readonly weight: number;
  readonly tags: readonly string[];
}

export interface UserPlan {
  readonly name: string;
  readonly weight: number;
  readonly count: number | undefined;
  readonly wait: Wait;
  /** Of its line, in bytes a second. */
  readonly bandwidth?: number;
  /** True when the tasks are done in order. */
  readonly sequence: boolean;
  /** Those that are left after `-k`, `-T`, `-E`; never empty. */
  readonly tasks: readonly TaskPlan[];
}

export interface TargetPlan extends TargetDefinition {
  readonly healthCheck: string | false | undefined;
}

export interface Plan {
  readonly suite: { readonly name: string; readonly file: string; readonly hash: string };
  readonly target: TargetPlan;
  readonly scenario: string | undefined;
  readonly profile: string | undefined;
  readonly objectives: readonly string[];
  readonly users: readonly UserPlan[];
  readonly load: LoadPlan;
  /** Whose load has a `tick`, a function that is asked each second of the run how much there is to be. */
  readonly tick?: 'suite' | 'scenario' | 'profile';
  /** `undefined` with `-t auto`: until every requirement is decided or `maxRunTimeMs` is spent. */
  readonly runTimeMs: number | undefined;
  readonly maxRunTimeMs: number;
  readonly warmupMs: number;
  readonly stopTimeoutMs: number;
  readonly timeoutMs: number;
  readonly requirements: readonly CheckedRequirement[];
  /** What of the target is sampled each second. */
  readonly resources: Readonly<Record<string, ResourceDefinition>>;
  readonly leftOut: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly workers: number;
  readonly strict: boolean;
  /** Every option as resolved, by its name, for `config` and the record. */
  readonly options: Readonly<Record<string, ResolvedOption>>;
  /** Sentences about what may not be as it was meant, to be shown before the run. */
  readonly notes?: readonly string[];
}
