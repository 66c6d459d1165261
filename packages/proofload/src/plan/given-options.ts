/**
 * What was asked for by flags, environment and configuration file: read, with every problem collected. Of several that
 * give the same option the first in this order wins; all of them are checked.
 */
import { isRecord, type Problem, problem, show } from '../suite/problem.ts';
import { didYouMean, suggest } from '../units/suggest.ts';
import { OPTION_NAMES, OPTIONS, type Option, type OptionName, variableOf } from './options.ts';
import type { ResolvedOption } from './types.ts';

/** The texts that options are read from. */
export interface OptionTexts {
  /** By option name; a repeated flag is a list, a switch is `true`. */
  readonly flags: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the configuration file exports, and its name for messages. */
  readonly config?: { readonly file: string; readonly values: unknown } | undefined;
}

/** Where options are given outside of the suite, strongest first. */
export const EXPLICIT_SOURCES = ['flag', 'environment', 'config'] as const;

type ExplicitSource = (typeof EXPLICIT_SOURCES)[number];

/** The options that one source gives, by name. */
export type GivenOptions = ReadonlyMap<OptionName, ResolvedOption>;

/** What every source gives. */
export interface Given {
  readonly bySource: Readonly<Record<ExplicitSource, GivenOptions>>;
  readonly problems: readonly Problem[];
}

/**
 * Reads all options that are given outside of the suite.
 *
 * @example
 * const { bySource } = readGiven({ flags: { users: '50' }, environment: { PROOFLOAD_RATE: '5/s' } });
 * bySource.flag.get('users'); // { value: 50, source: 'flag', from: '--users' }
 */
export function readGiven({ flags, environment, config }: OptionTexts): Given {
  const values = config?.values;
  const problems: Problem[] = [];
  const options = OPTION_NAMES.map((name) => OPTIONS[name] as Option<unknown>);
  const from = (
    source: ExplicitSource,
    place: (option: Option<unknown>) => string,
    given: (option: Option<unknown>) => unknown,
  ) =>
    new Map(
      options.flatMap((option): (readonly [OptionName, ResolvedOption])[] => {
        const raw = given(option);
        if (raw === undefined) return [];
        const read = readRaw(option, raw, place(option));
        if ('problem' in read) problems.push(read.problem);
        return 'problem' in read
          ? []
          : [
              [
                option.name as OptionName,
                { value: read.value, source, from: source === 'config' ? (config?.file ?? '') : place(option) },
              ],
            ];
      }),
    );
  const bySource = {
    flag: from(
      'flag',
      ({ name }) => (name.length === 1 ? `-${name}` : `--${name}`),
      ({ name }) => flags[name],
    ),
    environment: from(
      'environment',
      ({ variable }) => variable,
      ({ variable, long }) => emptyIsUnset(environment[variable]) ?? emptyIsUnset(environment[variableOf(long)]),
    ),
    config: from(
      'config',
      ({ key }) => `${config?.file}: ${key}`,
      (option) =>
        isRecord(values)
          ? keysOf(option)
              .map((key) => values[key])
              .find((raw) => raw !== undefined)
          : undefined,
    ),
  };
  return { bySource, problems: [...problems, ...unknownKeys(config)] };
}

/** How an option may be called in the configuration file: `stopTimeout`, or as the flag is. */
function keysOf({ key, name, long }: Option<unknown>): readonly string[] {
  return [...new Set([key, name, long])];
}

/** `PROOFLOAD_USERS= proofload run` takes a variable back. */
function emptyIsUnset(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function readRaw(
  option: Option<unknown>,
  raw: unknown,
  place: string,
): { readonly value: unknown } | { readonly problem: Problem } {
  if (typeof raw === 'boolean') {
    if (option.placeholder === undefined) return { value: raw };
    return { problem: problem(place, `needs a value: ${option.placeholder}`) };
  }
  const texts = Array.isArray(raw) ? raw : [raw];
  if (texts.some((text) => typeof text !== 'string' && typeof text !== 'number')) {
    return { problem: problem(place, `must be a text or a number, got ${show(raw)}`) };
  }
  if (texts.length > 1 && !option.repeatable) {
    return { problem: problem(place, `is given ${texts.length} times`, 'Give it once.') };
  }
  const reading = option.read(texts.join(','));
  return 'value' in reading ? reading : { problem: problem(place, reading.message, reading.hint) };
}

/** What the names of variables begin with. */
const PREFIX = 'PROOFLOAD_';

/**
 * Sentences about variables that are probably misspelt. They are no mistakes: a suite may have variables of its own.
 *
 * @example
 * slipsOf({ PROOFLOAD_USER: '5' }); // ['PROOFLOAD_USER is no option. Did you mean "PROOFLOAD_USERS"?']
 */
export function slipsOf(environment: OptionTexts['environment']): readonly string[] {
  const known = OPTION_NAMES.flatMap((name) => {
    const { variable, long } = OPTIONS[name] as Option<unknown>;
    return [variable, variableOf(long)].map((one) => one.slice(PREFIX.length));
  });
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && emptyIsUnset(environment[name]) !== undefined)
    .flatMap((name) => {
      const word = name.slice(PREFIX.length);
      const [meant] = known.includes(word) ? [] : suggest(word, known, 1);
      return meant === undefined ? [] : [`${name} is no option. Did you mean "${PREFIX}${meant}"?`];
    });
}

function unknownKeys(config: OptionTexts['config']): readonly Problem[] {
  if (config === undefined) return [];
  const { file, values } = config;
  if (!isRecord(values)) {
    return [problem(file, `must export an object of options, such as { users: 10 }, got ${show(values)}`)];
  }
  const known = OPTION_NAMES.flatMap((name) => keysOf(OPTIONS[name] as Option<unknown>));
  return Object.keys(values)
    .filter((key) => !known.includes(key))
    .map((key) => problem(`${file}: ${key}`, 'is not known', didYouMean(key, known)));
}
