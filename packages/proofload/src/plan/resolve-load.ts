/**
 * The load of a run, out of all places that say something of it: flags, environment, configuration file, scenario,
 * profile, suite.
 */
import { loadFaults } from '../suite/load-rules.ts';
import { type Problem, problem } from '../suite/problem.ts';
import type { LoadPart, Profile, Scenario, Suite } from '../suite/types.ts';
import { EXPLICIT_SOURCES, type Given, type GivenOptions } from './given-options.ts';
import {
  hasMember,
  kindOf,
  type LoadKind,
  type LoadLayer,
  type LoadMembers,
  type MergedLoad,
  membersOf,
  mergeLoads,
  mergeParts,
} from './load-layers.ts';
import { OPTIONS, type OptionName } from './options.ts';
import type { ResolvedOption } from './types.ts';

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

/** A profile or a scenario, with its name. */
export interface Chosen<Thing> {
  readonly name: string;
  readonly thing: Thing;
}

/** The places that say something of a load. */
export interface LoadSources {
  readonly given: Given;
  readonly scenario: Chosen<Scenario> | undefined;
  readonly profile: Chosen<Profile> | undefined;
  /** The profile was asked for from outside of the suite, and is stronger than the scenario. */
  readonly profileAsked: boolean;
  readonly suite: Suite | undefined;
  readonly suiteFile: string;
}

/** Puts the load together; problems are those of what is asked for from outside of the suite. */
export function resolveLoad(sources: LoadSources): {
  readonly load: MergedLoad;
  readonly problems: readonly Problem[];
} {
  const layers = layersOf(sources);
  const deciding = layers.find(({ members, parts }) => parts !== undefined || kindOf(members) !== undefined);
  if (deciding?.parts !== undefined) return severalLoads(deciding.parts, layers, sources.given);
  const load = withSharing(mergeLoads(layers), layers);
  return { load, problems: loadProblems(sources.given, load) };
}

/** Several loads: a flag that is a member of one cannot mean all of them. */
function severalLoads(parts: readonly LoadPart[], layers: readonly LoadLayer[], given: Given) {
  const problems = EXPLICIT_SOURCES.flatMap((source) =>
    LOAD_MEMBERS.flatMap((member) => {
      const option = given.bySource[source].get(LOAD_OPTIONS[member]);
      const hint = 'Say how much load there is to be (--users, --rate, --stage) to run one in place of these.';
      return option === undefined ? [] : [problem(option.from, 'has no effect on several loads at once', hint)];
    }),
  );
  const rest = mergeLoads(layers.filter((layer) => layer.parts === undefined));
  return { load: { ...rest, members: {}, origins: {}, parts: mergeParts(parts) }, problems };
}

/** Whether anything but a profile says how much load there is to be. */
export function saysHowMuch({ given, scenario, suite }: Pick<LoadSources, 'given' | 'scenario' | 'suite'>): boolean {
  const explicit = EXPLICIT_SOURCES.map((source) => explicitMembers(given.bySource[source]));
  const loads = [scenario?.thing.load, suite?.load];
  const written = loads.map((load) => (isSeveral(load) ? { users: 1 } : membersOf(load ?? {})));
  return [...explicit, ...written].some((members) => kindOf(members) !== undefined);
}

/** The options that a load's members are, with where each is from. */
export function optionsOfLoad({ members, origins }: MergedLoad): Partial<Readonly<Record<OptionName, ResolvedOption>>> {
  return Object.fromEntries(
    LOAD_MEMBERS.map((member) => [
      LOAD_OPTIONS[member],
      { value: members[member], ...(origins[member] ?? { source: 'default', from: 'default' }) },
    ]),
  );
}

/** The layers of the load, strongest first. */
function layersOf({ given, scenario, profile, profileAsked, suite, suiteFile }: LoadSources): readonly LoadLayer[] {
  const layer = (source: LoadLayer['source'], from: string, load: Suite['load']): readonly LoadLayer[] => {
    if (load === undefined) return [];
    return isSeveral(load)
      ? [{ source, from, members: {}, parts: load }]
      : [{ source, from, members: membersOf(load) }];
  };
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

function isSeveral(load: Suite['load']): load is readonly LoadPart[] {
  return Array.isArray(load);
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
  replay: 'a replay',
};

const OPTION_OF_MEMBER: Readonly<Record<string, OptionName>> = LOAD_OPTIONS;

/** Members in the form of a suite's load. */
function asWritten({ stages, ...others }: LoadMembers): unknown {
  if (stages === undefined) return others;
  return { ...others, stages: stages.map(({ durationMs, ...level }) => ({ duration: `${durationMs}ms`, ...level })) };
}
