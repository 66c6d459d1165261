/**
 * From a suite and what was asked for to a plan: what will run, with nothing left to decide.
 */
import { readAbortConditions } from '../suite/abort-conditions.ts';
import { readMetricName } from '../suite/metric-names.ts';
import { type Problem, problem } from '../suite/problem.ts';
import { type CheckedRequirement, readRequirements } from '../suite/requirements.ts';
import { isBuiltInScenario } from '../suite/scenarios.ts';
import type { Suite } from '../suite/types.ts';
import { NothingSelectedError, UsageError } from './error.ts';
import { EXPLICIT_SOURCES, type OptionTexts, slipsOf } from './given-options.ts';
import { type PlannedLoad, planLoad, planParts } from './load.ts';
import { networkNotes, timeNotes } from './notes.ts';
import { peakOf, tooMuch } from './peak.ts';
import { planReplay } from './plan-replay.ts';
import { MODELS_VARIABLE, type ResolvedOptions, resolveOptions } from './resolve-options.ts';
import { scenarioLoad, tooShortFor } from './scenario-load.ts';
import { type ChosenUsers, chooseUsers } from './select-users.ts';
import { parseExpression, type Selection } from './selection.ts';
import type { LoadPlan, Plan, ResolvedOption, TargetPlan } from './types.ts';

/** The first stage of a built-in scenario. */
const USUAL_PHASE = '1';

/** What a plan is made from. */
export interface PlanInput extends OptionTexts {
  readonly suite: Suite;
  readonly suiteFile: string;
  readonly suiteHash: string;
  /** The processor cores that this process may use. */
  readonly cores: number;
}

/**
 * Makes a plan.
 *
 * @throws {UsageError} `usage`, with all problems at once
 * @example
 * const plan = makePlan({ suite, suiteFile: 'shop.perf.ts', suiteHash: '', cores: 2, flags: { users: '50' }, environment: {} });
 * plan.load; // { model: 'closed', startUsers: 50, stages: [{ durationMs: 60000, users: 50 }] }
 */
export function makePlan(input: PlanInput): Plan {
  const { suite, suiteFile, suiteHash, cores } = input;
  const resolved = resolveScenario(input);
  const { values, options, scenario, profile } = resolved;
  const selection = selectionOf(resolved);
  const problems: Problem[] = [...resolved.problems, ...selection.problems];
  const chosen = choose(suite, resolved, selection.selection);
  if (problems.length > 0) throw new UsageError(problems);
  if (chosen.users.length === 0) throw nothingToRun(resolved, chosen);

  const maxRunTimeMs = values['max-run-time']!;
  const { kind, members, parts } = resolved.load;
  const names = chosen.users.map(({ name }) => name);
  const asked: PlannedLoad =
    parts !== undefined
      ? planParts(parts, names, maxRunTimeMs)
      : kind === 'replay'
        ? planReplay(members, chosen.users)
        : planLoad({ kind, members }, maxRunTimeMs);
  const { load, runTimeMs } = inShapeOf(resolved, suite, asked);
  if (load.model === 'several' && load.parts.length === 0) throw new UsageError([nobodyInParts(resolved)]);
  const much = tooMuch(load);
  if (much !== undefined) throw new UsageError([much]);
  const workers = workersOf(values.workers!, load, cores);
  const { requirements, left } = requirementsOf(resolved, suite, chosen);
  const short = tooShort(resolved, suite, requirements, runTimeMs);
  if (short !== undefined) throw new UsageError([short]);
  return {
    suite: { name: suite.name, file: suiteFile, hash: suiteHash },
    target: targetOf(suite, resolved),
    scenario: scenario?.name,
    profile: profile?.name,
    objectives: scenario?.thing.objectives ?? [],
    users: chosen.users,
    load,
    ...tickOf(resolved, suite),
    runTimeMs,
    maxRunTimeMs,
    warmupMs: values.warmup!,
    stopTimeoutMs: values['stop-timeout']!,
    timeoutMs: values.timeout!,
    requirements,
    resources: suite.resources ?? {},
    leftOut: suite.leftOut ?? {},
    headers: suite.headers ?? {},
    seed: values.seed!,
    workers,
    strict: values.strict!,
    options,
    notes: [
      ...slipsOf(input.environment),
      ...left,
      ...timeNotes(kind, { load, runTimeMs, maxRunTimeMs, requirements }),
      ...networkNotes(suite),
    ],
  };
}

/** Whose load has a tick, unless a built-in scenario gives the load a shape of its own. */
function tickOf({ load, scenario }: ResolvedOptions, suite: Suite): Pick<Plan, 'tick'> {
  const { members, origins, parts } = load;
  if (members.tick !== true || parts !== undefined || isBuiltInScenario(scenario?.name, suite.scenarios)) return {};
  return { tick: origins.tick?.source as NonNullable<Plan['tick']> };
}

/** The load as it was asked for, in the shape of the scenario where that is a built-in one. */
function inShapeOf({ scenario, options }: ResolvedOptions, suite: Suite, asked: PlannedLoad): PlannedLoad {
  const name = scenario?.name;
  // A trace is as it is.
  if (!isBuiltInScenario(name, suite.scenarios) || asked.load.model === 'replay') return asked;
  return scenarioLoad(name, asked.load, isAskedFor(options['run-time']) ? asked.runTimeMs : undefined);
}

/** What would be judged by a part of a built-in scenario that is shorter than a second. */
function tooShort(
  { scenario }: ResolvedOptions,
  suite: Suite,
  requirements: readonly CheckedRequirement[],
  runTimeMs: number | undefined,
): Problem | undefined {
  const name = scenario?.name;
  if (!isBuiltInScenario(name, suite.scenarios) || runTimeMs === undefined) return undefined;
  return requirements.some(({ phase }) => phase === USUAL_PHASE) ? tooShortFor(name, runTimeMs) : undefined;
}

/** `-k` may name a scenario where nothing else does: then that one runs. */
function resolveScenario(input: PlanInput): ResolvedOptions {
  const resolved = resolveOptions(input);
  const { k } = resolved.options;
  const { scenarios = {} } = input.suite;
  if (k.value === undefined || resolved.scenario !== undefined || resolved.problems.length > 0) return resolved;
  const { selection } = selectionOf(resolved);
  if (choose(input.suite, resolved, selection).users.length > 0) return resolved;
  const matching = Object.entries(scenarios).filter(([name, thing]) => {
    return choose(input.suite, { ...resolved, scenario: { name, thing } }, selection).users.length > 0;
  });
  const [name] = matching[0] ?? [];
  if (name === undefined) return resolved;
  if (matching.length > 1) {
    const named = matching.map(([one]) => one).join(', ');
    const several = problem(k.from, `selects no task, but the scenarios ${named}`, 'Choose one with --scenario.');
    return { ...resolved, problems: [several] };
  }
  const withScenario = resolveOptions({ ...input, flags: { ...input.flags, scenario: name } });
  return { ...withScenario, options: { ...withScenario.options, scenario: { ...k, value: name } } };
}

function isAskedFor(option: ResolvedOption): boolean {
  return EXPLICIT_SOURCES.some((source) => source === option.source);
}

function choose(suite: Suite, resolved: ResolvedOptions, selection: Selection): ChosenUsers {
  const { scenario, profile, options } = resolved;
  return chooseUsers(suite, { scenario, profile, profileAsked: isAskedFor(options.profile), selection });
}

function selectionOf({ values, options }: ResolvedOptions): {
  readonly selection: Selection;
  readonly problems: readonly Problem[];
} {
  const read = values.k === undefined ? undefined : parseExpression(values.k);
  const isFault = read !== undefined && 'message' in read;
  return {
    selection: {
      names: isFault ? undefined : read?.test,
      tags: values.tags,
      excludedTags: values['exclude-tags'],
    },
    problems: isFault ? [problem(options.k.from, read.message, read.hint)] : [],
  };
}

function nobodyInParts({ options }: ResolvedOptions): Problem {
  const by = [options.k, options.tags, options['exclude-tags']].filter(({ value }) => value !== undefined);
  const from = by.length === 0 ? 'load' : by.map((option) => option.from).join(', ');
  return problem(from, 'leaves no user to any of the loads, so nothing would run');
}

/** As many tasks as a message names. */
const SHOWN_TASKS = 12;

function nothingToRun({ options, scenario, profile }: ResolvedOptions, { allTasks }: ChosenUsers): UsageError {
  const selecting = [options.k, options.tags, options['exclude-tags']].filter(({ value }) => value !== undefined);
  if (selecting.length === 0) {
    const by = [scenario && `scenario ${scenario.name}`, profile && `profile ${profile.name}`].filter(Boolean);
    const where = by.length === 0 ? '' : ` in ${by.join(' and ')}`;
    const message = `all have a weight of 0${where}, so nothing would run`;
    return new UsageError([problem('users', message, 'Give one a weight above 0.')]);
  }
  const more = allTasks.length > SHOWN_TASKS ? ` and ${allTasks.length - SHOWN_TASKS} more` : '';
  const goesByTags = selecting.some((option) => option !== options.k);
  const words = allTasks.slice(0, SHOWN_TASKS).map(({ name, tags }) => {
    const theirs = tags.length === 0 ? 'without tags' : `tags ${tags.join(', ')}`;
    return goesByTags ? `${name} (${theirs})` : name;
  });
  const listed = `There are: ${words.join(', ')}${more}.`;
  const from = selecting.map((option) => option.from).join(', ');
  return new NothingSelectedError([problem(from, 'selects no task, so nothing would run', listed)]);
}

/** How a target is started, and its socket; how it is spoken to holds elsewhere too. */
const OF_THIS_MACHINE: ReadonlySet<string> = new Set([
  'command',
  'ready',
  'readyTimeout',
  'cwd',
  'env',
  'socketPath',
] satisfies (keyof TargetPlan)[]);

/** The target, elsewhere when an address was asked for: then it is not ours to start. */
function targetOf({ target, healthCheck }: Suite, { values, options }: ResolvedOptions): TargetPlan {
  const whole = typeof target === 'string' ? { url: target } : target;
  const check = values['no-health-check'] === true ? false : healthCheck;
  if (!isAskedFor(options.host)) return { ...whole, healthCheck: check };
  const elsewhere = Object.entries(whole).filter(([member]) => !OF_THIS_MACHINE.has(member));
  // What the suite asks of its own target is nothing that another server of models need have.
  const asked = options.host.from === MODELS_VARIABLE && check !== false ? undefined : check;
  return { ...Object.fromEntries(elsewhere), url: values.host!, healthCheck: asked };
}

/** Iterations that one thread begins in a second, and users that it carries, with room to spare. */
const PER_WORKER = { rate: 5000, users: 1000 };

/** Threads for a load: what it needs, with a core left to the coordinator and the target; never more than users. */
function workersOf(asked: number | 'auto', load: LoadPlan, cores: number): number {
  const { users, rate } = peakOf(load);
  const needed = Math.max(1, Math.ceil(rate / PER_WORKER.rate), rate === 0 ? Math.ceil(users / PER_WORKER.users) : 0);
  const wanted = asked === 'auto' ? Math.min(needed, Math.max(1, cores - 1)) : asked;
  return Math.max(1, Math.min(wanted, users));
}

/**
 * The suite's requirements with the scenario's in place of those on the same metric, and the conditions to abort;
 * without those on operations of tasks that take no part: an operation that never runs would fail them. One that is
 * taken back with `none` stays, since it frees its operation from wider keys.
 */
function requirementsOf({ scenario }: ResolvedOptions, suite: Suite, { traces, leftOutTraces }: ChosenUsers) {
  const wanted = new Map<string, CheckedRequirement>();
  const aborting: CheckedRequirement[] = [];
  for (const { requirements, abort } of [suite, scenario?.thing ?? {}]) {
    for (const one of readRequirements(requirements, suite.metrics, []).requirements) {
      wanted.set(JSON.stringify([one.key, one.metric]), one);
    }
    aborting.push(...readAbortConditions(abort, suite.metrics, []).requirements);
  }
  const usual = [...wanted.values()].map((one) => inUsualLoad(one, scenario?.name, suite));
  const all = [...usual, ...aborting];
  const isAway = (trace: string) => leftOutTraces.has(trace) && !traces.has(trace);
  const metricAway = ({ metric }: CheckedRequirement) => {
    const read = readMetricName(metric, suite.metrics);
    return 'reference' in read && read.reference.custom && isAway(`metric:${read.reference.base}`);
  };
  const isLeftOut = (one: CheckedRequirement) => {
    const served = cacheOf(one.key, suite)?.operations;
    // Of groups within others the innermost is what a task's source has by name.
    const key = one.key.replace(/^(tag:group=).* \/ /s, '$1');
    return metricAway(one) || (served === undefined ? isAway(key) : [served].flat().every(isAway));
  };
  const things = new Set(all.filter(isLeftOut).map((one) => (metricAway(one) ? one.metric : one.key)));
  const left = [...things].map((thing) => `The requirements on ${thing} are left out, since its tasks take no part.`);
  return { requirements: all.filter((one) => !isLeftOut(one)), left };
}

/** The cache that a requirement is on. */
function cacheOf(key: string, { caches = {} }: Suite) {
  const name = /^cache:(.+)$/s.exec(key)?.[1];
  return name !== undefined && Object.hasOwn(caches, name) ? caches[name] : undefined;
}

/** Where a built-in scenario goes beyond the usual load, requirements are those of its first stage, which does not. */
function inUsualLoad(
  one: CheckedRequirement,
  scenario: string | undefined,
  { scenarios, metrics }: Suite,
): CheckedRequirement {
  if (!isBuiltInScenario(scenario, scenarios) || (scenario !== 'stress' && scenario !== 'spike')) return one;
  const read = readMetricName(one.metric, metrics);
  const isOfOperations = 'reference' in read && !read.reference.custom && !/^(?:cache|resource):/.test(one.key);
  const isChange = one.bound.operator !== 'none' && one.bound.dimension === 'change';
  return isOfOperations && !isChange && one.phase === undefined ? { ...one, phase: USUAL_PHASE } : one;
}
