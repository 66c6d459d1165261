/** The header of a run's record: what is known of it before it begins. */
import type { LoadPlan, Plan, SingleLoad } from '../plan/types.ts';
import { type Environment, RUN_SCHEMA, type RunHeader } from '../record/schema/header.ts';
import { redact, redactText } from '../units/redact.ts';

/** @param id - the run's number in its store */
export function headerOf(plan: Plan, id: string, startedAt: Date, environment: Environment): RunHeader {
  const { suite, load, requirements } = plan;
  return {
    schema: RUN_SCHEMA,
    id,
    // The address of `hit` stands here, and may have credentials.
    suite: { ...suite, file: redactText(suite.file) },
    startedAt: startedAt.toISOString(),
    target: redactText(plan.target.url),
    scenario: plan.scenario ?? null,
    profile: plan.profile ?? null,
    seed: plan.seed,
    objectives: plan.objectives,
    leftOut: plan.leftOut,
    environment,
    load: recordedLoad(load),
    users: plan.users.map(({ name, weight, count }) => ({ name, weight, ...(count === undefined ? {} : { count }) })),
    warmupMs: plan.warmupMs,
    strict: plan.strict,
    requirements: recordedRequirements(requirements),
    plan: redact(withNulls(plan.options)) as RunHeader['plan'],
  };
}

/** Requirements as the record has them. */
export function recordedRequirements(requirements: Plan['requirements']): RunHeader['requirements'] {
  return requirements.map(({ key, metric, text, severity, windowMs, phase, abort }) =>
    withoutUndefined({ key, metric, bound: text, severity, windowMs, phase, abort }),
  );
}

/** A load as the record has it. */
export function recordedLoad(load: LoadPlan): RunHeader['load'] {
  if (load.model === 'replay') return load;
  if (load.model !== 'several') return recordedSingle(load);
  return { model: 'several', parts: load.parts.map((part) => ({ ...part, load: recordedSingle(part.load) })) };
}

function recordedSingle(load: SingleLoad): Exclude<RunHeader['load'], { model: 'several' | 'replay' }> {
  if (load.model !== 'iterations') return load;
  const { changed: _, ...iterations } = load;
  return withoutUndefined(iterations);
}

/** JSON has no form for what is not set. */
function withNulls(options: Plan['options']): RunHeader['plan'] {
  return Object.fromEntries(
    Object.entries(options).map(([name, { value, source, from }]) => [name, { value: value ?? null, source, from }]),
  );
}

type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<T>;
}
