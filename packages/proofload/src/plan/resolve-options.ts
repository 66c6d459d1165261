/**
 * What every option is, and why: flag before environment before configuration file before scenario, profile and suite
 * before default.
 *
 * A profile that is asked for from outside of the suite (`--profile heavy`) is stronger than a scenario's own load; the
 * profile that a scenario or the suite names is weaker. A load that nothing names is that of the profile `light`.
 */
import { loadFaults } from '../suite/load-rules.ts';
import { type Problem, problem } from '../suite/problem.ts';
import { DEFAULT_PROFILE, profilesOf } from '../suite/profiles.ts';
import type { Load, Profile, Scenario, Suite } from '../suite/types.ts';
import { parseDuration } from '../units/duration.ts';
import { didYouMean } from '../units/suggest.ts';
import { EXPLICIT_SOURCES, type Given, type GivenOptions, type OptionTexts, readGiven } from './given-options.ts';
import {
  hasMember,
  kindOf,
  type LoadKind,
  type LoadLayer,
  type LoadMembers,
  type MergedLoad,
  membersOf,
  mergeLoads,
} from './load-layers.ts';
import { OPTION_NAMES, OPTIONS, type OptionName, type OptionValues } from './options.ts';
import type { ResolvedOption } from './types.ts';

/** What options are resolved from. */
export interface OptionInput extends OptionTexts {
  /** The suite, and its file's name; without them, what only a suite can say is left open. */
  readonly suite?: Suite | undefined;
  readonly suiteFile?: string | undefined;
}

/** A profile or a scenario, with its name and how it was chosen. */
export interface Chosen<Thing> {
  readonly name: string;
  readonly thing: Thing;
}

/** Every option resolved. */
export interface ResolvedOptions {
  readonly values: OptionValues;
  /** Every option with where it came from, for `config` and the record. */
  readonly options: Readonly<Record<OptionName, ResolvedOption>>;
  readonly load: MergedLoad;
  readonly scenario: Chosen<Scenario> | undefined;
  readonly profile: Chosen<Profile> | undefined;
  readonly problems: readonly Problem[];
}

/** The options that are members of a load. */
const LOAD_OPTIONS = {
  users: 'users',
  spawnRate: 'spawn-rate',
  runTimeMs: 'run-time',
  stages: 'stage',
  rate: 'rate',
  maxUsers: 'max-users',
  arrivals: 'arrivals',
  overflow: 'overflow',
  iterations: 'iterations',
} as const satisfies Partial<Record<keyof LoadMembers, OptionName>>;

type LoadOption = keyof typeof LOAD_OPTIONS;

const LOAD_MEMBERS = Object.keys(LOAD_OPTIONS) as readonly LoadOption[];

/** For a load that says how much there is to be, and not for how long. */
const DEFAULT_RUN_TIME_MS = 60_000;

/**
 * Resolves all options; problems are collected, and what has one is left out.
 *
 * @example
 * const { values, options } = resolveOptions({ flags: { 'run-time': '10s' }, environment: {} });
 * values['run-time']; // 10000
 * options.users;      // { value: 10, source: 'profile', from: 'profile light' }
 */
export function resolveOptions(input: OptionInput): ResolvedOptions {
  const given = readGiven(input);
  const { suite, suiteFile = 'suite' } = input;
  const strongest = (name: OptionName) =>
    EXPLICIT_SOURCES.map((source) => given.bySource[source].get(name)).find((option) => option !== undefined);
  const scenario = choose(strongest('scenario'), suite?.scenarios ?? {}, 'scenario');
  const named =
    namedProfile(strongest('profile'), scenario.chosen, input) ?? defaultProfile(given, scenario.chosen, input);
  const profile = choose(named, profilesOf(suite?.profiles), 'profile');
  const layers = layersOf(given, input, scenario.chosen, profile.chosen, strongest('profile') !== undefined);
  const load = withSharing(mergeLoads(layers), layers);

  const ofSuite: Partial<Record<OptionName, unknown>> = suite === undefined ? {} : settingsOf(suite);
  const options = {} as Record<OptionName, ResolvedOption>;
  for (const name of OPTION_NAMES) {
    const explicit = strongest(name) ?? (name === 'profile' ? named : undefined);
    const fromSuite = ofSuite[name] === undefined ? undefined : suiteOption(ofSuite[name], suiteFile);
    options[name] = explicit ?? fromSuite ?? { value: OPTIONS[name].default, source: 'default', from: 'default' };
  }
  for (const member of LOAD_MEMBERS) {
    const origin = load.origins[member] ?? { source: 'default', from: 'default' };
    options[LOAD_OPTIONS[member]] = { value: load.members[member], ...origin };
  }
  return {
    values: Object.fromEntries(OPTION_NAMES.map((name) => [name, options[name].value])) as OptionValues,
    options,
    load,
    scenario: scenario.chosen,
    profile: profile.chosen,
    problems: [...given.problems, ...scenario.problems, ...profile.problems, ...loadProblems(given, load)],
  };
}

function suiteOption(value: unknown, suiteFile: string): ResolvedOption {
  return { value, source: 'suite', from: suiteFile };
}

/** What a suite says of options besides its load. */
function settingsOf({ target, seed, warmup, stopTimeout, timeout }: Suite): Partial<Record<OptionName, unknown>> {
  const ms = (duration: string | number | undefined) =>
    duration === undefined ? undefined : parseDuration(duration, { bareUnit: 's' });
  return {
    host: typeof target === 'string' ? target : target.url,
    seed,
    warmup: ms(warmup),
    'stop-timeout': ms(stopTimeout),
    timeout: ms(timeout),
  };
}

/** The profile that somebody names. */
function namedProfile(
  asked: ResolvedOption | undefined,
  scenario: Chosen<Scenario> | undefined,
  { suite, suiteFile = 'suite' }: OptionInput,
): ResolvedOption | undefined {
  if (asked !== undefined) return asked;
  if (scenario?.thing.profile !== undefined) {
    return { value: scenario.thing.profile, source: 'scenario', from: `scenario ${scenario.name}` };
  }
  return suite?.profile === undefined ? undefined : suiteOption(suite.profile, suiteFile);
}

/** The profile that fills in where nothing says how much load there is to be. */
function defaultProfile(
  given: Given,
  scenario: Chosen<Scenario> | undefined,
  { suite }: OptionInput,
): ResolvedOption | undefined {
  const explicit = EXPLICIT_SOURCES.map((source) => explicitMembers(given.bySource[source]));
  const written = [scenario?.thing.load, suite?.load].map((load) => membersOf(load ?? {}));
  const isSaid = [...explicit, ...written].some((members) => kindOf(members) !== undefined);
  return isSaid ? undefined : { value: DEFAULT_PROFILE, source: 'default', from: 'default' };
}

function choose<Thing>(
  wanted: ResolvedOption | undefined,
  known: Readonly<Record<string, Thing>>,
  what: 'profile' | 'scenario',
): { readonly chosen: Chosen<Thing> | undefined; readonly problems: readonly Problem[] } {
  if (wanted === undefined) return { chosen: undefined, problems: [] };
  const name = String(wanted.value);
  const thing = Object.hasOwn(known, name) ? known[name] : undefined;
  if (thing !== undefined) return { chosen: { name, thing }, problems: [] };
  const names = Object.keys(known);
  const listed = names.length === 0 ? `There are no ${what}s.` : `There are: ${names.join(', ')}.`;
  const message = `there is no ${what} ${JSON.stringify(name)}`;
  return { chosen: undefined, problems: [problem(wanted.from, message, `${didYouMean(name, names)} ${listed}`)] };
}

/** The layers of the load, strongest first. */
function layersOf(
  given: Given,
  { suite, suiteFile = 'suite' }: OptionInput,
  scenario: Chosen<Scenario> | undefined,
  profile: Chosen<Profile> | undefined,
  profileAsked: boolean,
): readonly LoadLayer[] {
  const layer = (source: LoadLayer['source'], from: string, load: Load | undefined): readonly LoadLayer[] =>
    load === undefined ? [] : [{ source, from, members: membersOf(load) }];
  const ofProfile = layer('profile', `profile ${profile?.name}`, profile?.thing);
  const ofScenario = layer('scenario', `scenario ${scenario?.name}`, scenario?.thing.load);
  return [
    ...EXPLICIT_SOURCES.map((source): LoadLayer => {
      const options = given.bySource[source];
      const from = (member: keyof LoadMembers) => options.get(LOAD_OPTIONS[member as LoadOption])?.from ?? source;
      return { source, from, members: explicitMembers(options) };
    }),
    ...(profileAsked ? [...ofProfile, ...ofScenario] : [...ofScenario, ...ofProfile]),
    ...layer('suite', suiteFile, suite?.load),
    { source: 'default', from: 'default', members: { users: 1, runTimeMs: DEFAULT_RUN_TIME_MS } },
  ];
}

function explicitMembers(options: GivenOptions): LoadMembers {
  return Object.fromEntries(LOAD_MEMBERS.map((member) => [member, options.get(LOAD_OPTIONS[member])?.value]));
}

/** A number of iterations from outside is one for all users, as in k6 and Locust, unless the suite has its own way. */
function withSharing(load: MergedLoad, layers: readonly LoadLayer[]): MergedLoad {
  if (load.kind !== 'iterations' || load.members.shared !== undefined) return load;
  const ofSuite = layers.slice(EXPLICIT_SOURCES.length).some(({ members }) => members.iterations !== undefined);
  return { ...load, members: { ...load.members, shared: !ofSuite } };
}

/** What is wrong with the load that is asked for from outside of the suite. */
function loadProblems(given: Given, load: MergedLoad): readonly Problem[] {
  const within = EXPLICIT_SOURCES.flatMap((source) => {
    const options = given.bySource[source];
    return loadFaults(asWritten(explicitMembers(options))).map(({ member, message, hint }) => {
      const name = OPTION_OF_MEMBER[member.replace(/\[.*/, '')] ?? 'stage';
      return problem(options.get(name)?.from ?? OPTIONS[name].name, message, hint);
    });
  });
  const flags = given.bySource.flag;
  // Flags that name a kind of load have been held against each other already.
  const idle =
    kindOf(explicitMembers(flags)) !== undefined ? [] : LOAD_MEMBERS.filter((member) => !hasMember(load.kind, member));
  const withoutEffect = idle.flatMap((member) => {
    const flag = flags.get(LOAD_OPTIONS[member]);
    return flag === undefined ? [] : [problem(flag.from, `has no effect on ${WORDS[load.kind]}`)];
  });
  const { runTimeMs } = load.members;
  const endless = load.kind === 'iterations' && runTimeMs === 'auto';
  const auto = problem(load.origins.runTimeMs?.from ?? '', '"auto" does not go together with a number of iterations');
  return [...within, ...withoutEffect, ...(endless ? [auto] : [])];
}

/** What a load of each kind is called in a sentence. */
const WORDS: Readonly<Record<LoadKind, string>> = {
  users: 'a fixed number of users',
  rate: 'a rate',
  userStages: 'stages of users',
  rateStages: 'stages of rates',
  iterations: 'a number of iterations',
};

const OPTION_OF_MEMBER: Readonly<Record<string, OptionName>> = LOAD_OPTIONS;

/** Members in the form of a suite's load. */
function asWritten({ stages, ...others }: LoadMembers): unknown {
  if (stages === undefined) return others;
  return { ...others, stages: stages.map(({ durationMs, ...level }) => ({ duration: `${durationMs}ms`, ...level })) };
}
