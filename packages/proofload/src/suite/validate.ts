/**
 * Everything that is wrong with a suite, at once: the shape of each member, then what hangs on several of them. Each
 * check takes what is there as it is and skips what another check has already found to be wrong.
 */
import { didYouMean } from '../units/suggest.ts';
import { readAbortConditions } from './abort-conditions.ts';
import { loadFaults } from './load-rules.ts';
import { type DeclaredMetrics, readMetricName } from './metric-names.ts';
import { CUSTOM_EXAMPLES, type CustomMetricType } from './metrics.ts';
import { entriesOf, isRecord, type Problem, pathOf, problem, show } from './problem.ts';
import { BUILT_IN_PROFILES } from './profiles.ts';
import { readRequirements } from './requirements.ts';
import { suiteSchema } from './schema.ts';
import { isSequence } from './sequence.ts';
import { targetProblems } from './target.ts';
import type { Tasks } from './types.ts';
import { problemsOf } from './values.ts';

type Written = Readonly<Record<string, unknown>>;

/**
 * Checks a suite's definition.
 *
 * @param definition - whatever was given to `defineSuite`
 * @returns all problems; none for a suite that can be planned
 * @example
 * problemsOfSuite({ name: 'shop', target: 'http://127.0.0.1:1', users: [] })[0]?.path; // 'users'
 */
export function problemsOfSuite(definition: unknown): readonly Problem[] {
  if (!isRecord(definition))
    return [problem('', `must be an object with a name, a target and users, got ${show(definition)}`)];
  // A suite may be made from another: `defineSuite({ ...other, name: 'new' })`.
  const { kind: _, ...written } = definition;
  const declared = declaredMetrics(written.metrics);
  return [
    ...problemsOf(suiteSchema, written),
    ...users(written),
    ...loads(written),
    ...references(written),
    ...metrics(written.metrics),
    ...targetProblems(written.target),
    ...healthCheck(written.healthCheck),
    ...gates(written, declared, []),
    ...entriesOf(written.scenarios).flatMap(([name, scenario]) => gates(scenario, declared, ['scenarios', name])),
    ...caches(written),
  ];
}

/** Caches that requirements name and the suite does not describe. */
function caches(written: Written): readonly Problem[] {
  const known = entriesOf(written.caches).map(([name]) => name);
  const of = (requirements: unknown, path: readonly PropertyKey[]) =>
    entriesOf(requirements).flatMap(([key]) => {
      const name = /^cache:(.+)$/s.exec(key)?.[1];
      if (name === undefined || known.includes(name)) return [];
      const describe = `Describe it: caches: { ${name}: { hit: (response) => … } }.`;
      const hint = `${didYouMean(name, known)} ${describe}`;
      return [problem(pathOf([...path, key]), `there is no cache ${show(name)}`, hint)];
    });
  return [
    ...of(written.requirements, ['requirements']),
    ...entriesOf(written.scenarios).flatMap(([name, scenario]) =>
      of(isRecord(scenario) ? scenario.requirements : undefined, ['scenarios', name, 'requirements']),
    ),
  ];
}

/** What a suite or a scenario wants of its run. */
function gates(
  written: unknown,
  declared: DeclaredMetrics | undefined,
  path: readonly PropertyKey[],
): readonly Problem[] {
  if (!isRecord(written)) return [];
  return [
    ...readRequirements(written.requirements, declared, [...path, 'requirements']).problems,
    ...readAbortConditions(written.abort, declared, [...path, 'abort']).problems,
  ];
}

/** The declared metrics; `undefined` when there are none, or some that are unsound, which are reported as such. */
function declaredMetrics(written: unknown): DeclaredMetrics | undefined {
  const sound =
    isRecord(written) && Object.values(written).every((type) => typeof type === 'string' && type in CUSTOM_EXAMPLES);
  return sound ? (written as Readonly<Record<string, CustomMetricType>>) : undefined;
}

function metrics(written: unknown): readonly Problem[] {
  const path = (name: string) => pathOf(['metrics', name]);
  return entriesOf(written).flatMap(([name]) => {
    const read = readMetricName(name, { [name]: 'counter' });
    const taken = 'message' in read || !read.reference.custom;
    return taken ? [problem(path(name), 'is the name of a built-in metric', 'Give it another name.')] : [];
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function userNames(written: Written): readonly string[] {
  return listOf(written.users).flatMap((user) => {
    const { name } = isRecord(user) ? user : {};
    return typeof name === 'string' ? [name] : [];
  });
}

function users(written: Written): readonly Problem[] {
  const problems: Problem[] = [];
  const firstOfName = new Map<unknown, number>();
  for (const [index, user] of listOf(written.users).entries()) {
    if (!isRecord(user)) continue;
    const { name, weight, count } = user;
    const path = (...keys: readonly PropertyKey[]) => pathOf(['users', index, ...keys]);
    const first = firstOfName.get(name);
    if (first === undefined) firstOfName.set(name, index);
    else problems.push(problem(path('name'), `must differ from that of users[${first}], got ${show(name)} for both`));
    if (weight !== undefined && count !== undefined) {
      problems.push(problem(path('count'), 'does not go together with weight', 'Remove one.'));
    }
    const { connections } = isRecord(written.target) ? written.target : {};
    if (user.bandwidth !== undefined && connections === 'shared') {
      const other = 'does not go together with the target\'s connections: "shared"';
      problems.push(problem(path('bandwidth'), other, 'Remove one.'));
    }
    problems.push(...tasks(user.tasks, path));
  }
  return [...problems, ...idle(written)];
}

function tasks(written: unknown, path: (...keys: readonly PropertyKey[]) => string): readonly Problem[] {
  if (!isRecord(written)) return [];
  const inOrder = isSequence(written as Tasks);
  const entries = entriesOf(inOrder ? written.sequence : written);
  const at = inOrder ? path('tasks', 'sequence') : path('tasks');
  if (entries.length === 0) return [problem(at, 'must have at least one task')];
  const off = entries.every(([, task]) => isRecord(task) && task.weight === 0);
  return off ? [problem(at, 'all have a weight of 0, so none would ever run', 'Give one a weight above 0.')] : [];
}

/** Weights that leave no user to run: of a profile or a scenario, or of the users themselves for want of these. */
function idle(written: Written): readonly Problem[] {
  const all = listOf(written.users).filter(isRecord);
  const someRun = (weights: Written) =>
    all.some(({ name, count, weight }) => (weights[String(name)] ?? count ?? weight ?? 1) !== 0);
  const weightings = ['profiles', 'scenarios'].flatMap((member) =>
    entriesOf(written[member]).flatMap(([name, one]) =>
      isRecord(one) && isRecord(one.weights) ? [{ path: [member, name, 'weights'], weights: one.weights }] : [],
    ),
  );
  if (all.length === 0) return [];
  const advice = 'Give one a weight above 0.';
  if (![{ weights: {} }, ...weightings].some(({ weights }) => someRun(weights))) {
    return [problem('users', 'all have a weight of 0, so nothing would run', advice)];
  }
  return weightings
    .filter(({ weights }) => !someRun(weights))
    .map(({ path }) => problem(pathOf(path), 'leave no user a weight above 0, so nothing would run', advice));
}

function loads(written: Written): readonly Problem[] {
  const at = (path: readonly PropertyKey[], load: unknown): readonly Problem[] =>
    Array.isArray(load)
      ? load.flatMap((part, index) => [...at([...path, index], part), ...amount([...path, index], part)])
      : loadFaults(load).map(({ member, message, hint }) => problem(`${pathOf(path)}.${member}`, message, hint));
  return [
    ...at(['load'], written.load),
    ...entriesOf(written.profiles).flatMap(([name, profile]) => at(['profiles', name], profile)),
    ...entriesOf(written.scenarios).flatMap(([name, scenario]) =>
      at(['scenarios', name, 'load'], isRecord(scenario) ? scenario.load : undefined),
    ),
  ];
}

/** One of several loads gets nothing from profiles: it has to say by itself how much it is. */
function amount(path: readonly PropertyKey[], part: unknown): readonly Problem[] {
  if (isRecord(part) && part.replay !== undefined) {
    return [
      problem(`${pathOf(path)}.replay`, 'cannot be one of several loads', 'Replay the trace in a run of its own.'),
    ];
  }
  if (isRecord(part) && part.tick !== undefined) {
    const why = 'cannot be of one of several loads: it is told of the run as a whole';
    return [problem(`${pathOf(path)}.tick`, why, 'Leave it out, or run that load by itself.')];
  }
  if (!isRecord(part) || ['users', 'rate', 'stages', 'shape', 'iterations'].some((member) => member in part)) return [];
  return [problem(pathOf(path), 'does not say how much load there is to be', 'Give it users, a rate or stages.')];
}

/** Names that must be those of something else in the suite. */
function references(written: Written): readonly Problem[] {
  const profiles = [...Object.keys(BUILT_IN_PROFILES), ...entriesOf(written.profiles).map(([name]) => name)];
  const named = userNames(written);
  const profile = (name: unknown, path: readonly PropertyKey[]) => exists(name, profiles, 'profile', path);
  const weights = (given: unknown, path: readonly PropertyKey[]) =>
    entriesOf(given).flatMap(([name]) => exists(name, named, 'user', [...path, name]));
  const parts = (load: unknown, path: readonly PropertyKey[]) =>
    listOf(load).flatMap((part, index) =>
      listOf(isRecord(part) ? part.of : undefined).flatMap((name, place) =>
        exists(name, named, 'user', [...path, index, 'of', place]),
      ),
    );
  return [
    ...parts(written.load, ['load']),
    ...profile(written.profile, ['profile']),
    ...entriesOf(written.profiles).flatMap(([name, one]) =>
      weights(isRecord(one) ? one.weights : undefined, ['profiles', name, 'weights']),
    ),
    ...entriesOf(written.scenarios).flatMap(([name, scenario]) => {
      if (!isRecord(scenario)) return [];
      const path = ['scenarios', name];
      return [
        ...listOf(scenario.users).flatMap((user, index) => exists(user, named, 'user', [...path, 'users', index])),
        ...parts(scenario.load, [...path, 'load']),
        ...profile(scenario.profile, [...path, 'profile']),
        ...weights(scenario.weights, [...path, 'weights']),
      ];
    }),
  ];
}

function exists(
  name: unknown,
  known: readonly string[],
  what: string,
  path: readonly PropertyKey[],
): readonly Problem[] {
  // Where there are none at all, that is the problem, and is reported by itself.
  if (typeof name !== 'string' || name.trim() === '' || known.length === 0 || known.includes(name)) return [];
  const listed = ` There are: ${known.join(', ')}.`;
  return [problem(pathOf(path), `there is no ${what} ${show(name)}`, `${didYouMean(name, known)}${listed}`)];
}

function healthCheck(written: unknown): readonly Problem[] {
  if (typeof written !== 'string' || written === '' || written.startsWith('/') || URL.canParse(written)) return [];
  return [problem('healthCheck', `must be a path such as "/health", got ${show(written)}`, `Write "/${written}".`)];
}
