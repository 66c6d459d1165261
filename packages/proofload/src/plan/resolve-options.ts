/**
 * What every option is, and why: flag before environment before configuration file before scenario, profile and suite
 * before default.
 *
 * A profile that is asked for from outside of the suite (`--profile heavy`) is stronger than a scenario's own load; the
 * profile that a scenario or the suite names is weaker. A load that nothing names is that of the profile `light`.
 */
import { asksOnlyModels } from '../suite/only-models.ts';
import { type Problem, problem } from '../suite/problem.ts';
import { DEFAULT_PROFILE, profilesOf } from '../suite/profiles.ts';
import { COMPLETE_SCENARIO, scenariosOf } from '../suite/scenarios.ts';
import type { Profile, Scenario, Suite } from '../suite/types.ts';
import { parseDuration } from '../units/duration.ts';
import { didYouMean } from '../units/suggest.ts';
import { EXPLICIT_SOURCES, type OptionTexts, readGiven } from './given-options.ts';
import type { MergedLoad } from './load-layers.ts';
import { OPTION_NAMES, OPTIONS, type OptionName, type OptionValues } from './options.ts';
import { type Chosen, optionsOfLoad, resolveLoad, saysHowMuch } from './resolve-load.ts';
import type { ResolvedOption } from './types.ts';

/** What options are resolved from. */
export interface OptionInput extends OptionTexts {
  /** The suite, and its file's name; without them, what only a suite can say is left open. */
  readonly suite?: Suite | undefined;
  readonly suiteFile?: string | undefined;
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
  const { chosen: scenario, problems: scenarioProblems } = choose(
    strongest('scenario'),
    suite === undefined ? {} : scenariosOf(suite.scenarios),
    'scenario',
  );
  const asked = strongest('profile');
  const named = namedProfile(asked, scenario, input) ?? (saysHowMuch({ given, scenario, suite }) ? undefined : LIGHT);
  const { chosen: profile, problems: profileProblems } = choose(named, profilesOf(suite?.profiles), 'profile');
  const profileAsked = asked !== undefined;
  const { load, problems: loadProblems } = resolveLoad({ given, scenario, profile, profileAsked, suite, suiteFile });

  const ofLoad = optionsOfLoad(load);
  const ofSuite: Partial<Record<OptionName, unknown>> = suite === undefined ? {} : settingsOf(suite);
  const options = {} as Record<OptionName, ResolvedOption>;
  for (const name of OPTION_NAMES) {
    const explicit = name === 'profile' ? named : strongest(name);
    const fromSuite = ofSuite[name] === undefined ? undefined : suiteOption(ofSuite[name], suiteFile);
    const byDefault: ResolvedOption = { value: OPTIONS[name].default, source: 'default', from: 'default' };
    const ofModels = name === 'host' ? hostOfModels(input) : undefined;
    options[name] = ofLoad[name] ?? explicit ?? ofModels ?? fromSuite ?? byDefault;
  }
  return {
    values: Object.fromEntries(OPTION_NAMES.map((name) => [name, options[name].value])) as OptionValues,
    options,
    load,
    scenario,
    profile,
    problems: [...given.problems, ...scenarioProblems, ...profileProblems, ...loadProblems, ...mixedOutputs(options)],
  };
}

const FORMS = ['html', 'json', 'junit', 'markdown'] as const satisfies readonly OptionName[];

/** Forms that would go to one file, or both to standard output, where they could not be told apart. */
function mixedOutputs(options: Readonly<Record<OptionName, ResolvedOption>>): readonly Problem[] {
  return FORMS.flatMap((form, index) => {
    const { value, from } = options[form];
    const other = FORMS.slice(0, index).find((one) => value !== undefined && options[one].value === value);
    if (other === undefined) return [];
    const place = value === '-' ? 'standard output' : String(value);
    return [problem(from, `would be written to ${place}, as --${other} is`, 'Give it a file of its own.')];
  });
}

/** What fills in where nothing says how much load there is to be. */
const LIGHT: ResolvedOption = { value: DEFAULT_PROFILE, source: 'default', from: 'default' };

function suiteOption(value: unknown, suiteFile: string): ResolvedOption {
  return { value, source: 'suite', from: suiteFile };
}

/** Where the environment says which address a suite's models have: a suite that asks only these has no other target. */
export const MODELS_VARIABLE = 'OPENAI_BASE_URL';

function hostOfModels({ suite, environment }: OptionInput): ResolvedOption | undefined {
  const address = environment[MODELS_VARIABLE];
  if (suite === undefined || address === undefined || !URL.canParse(address) || !asksOnlyModels(suite))
    return undefined;
  return { value: new URL(address).origin, source: 'environment', from: MODELS_VARIABLE };
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

function choose<Thing>(
  wanted: ResolvedOption | undefined,
  known: Readonly<Record<string, Thing>>,
  what: 'profile' | 'scenario',
): { readonly chosen: Chosen<Thing> | undefined; readonly problems: readonly Problem[] } {
  if (wanted === undefined) return { chosen: undefined, problems: [] };
  const name = String(wanted.value);
  const thing = Object.hasOwn(known, name) ? known[name] : undefined;
  if (thing !== undefined) return { chosen: { name, thing }, problems: [] };
  // Whoever runs them all asks for this one, and it never comes here by itself.
  const names = [...Object.keys(known), ...(what === 'scenario' ? [COMPLETE_SCENARIO] : [])];
  const listed = names.length === 0 ? `There are no ${what}s.` : `There are: ${names.join(', ')}.`;
  const message = `there is no ${what} ${JSON.stringify(name)}`;
  return { chosen: undefined, problems: [problem(wanted.from, message, `${didYouMean(name, names)} ${listed}`)] };
}
