/**
 * Arguments as people type them, brought into the form that the command-line library reads:
 *
 *     -u50  --users=50  -u 50   →  -u 50          a flag's value may be joined to it
 *     -qv                       →  -q -v          flags without values may be joined
 *     --json --quiet            →  an error       a flag is never swallowed as a value
 *     --since -5                →  --since=-5     but a negative number is a value
 */
import { UsageError } from './usage-error.ts';

/** What has to be known of a flag to read it. */
export interface FlagForm {
  /** Without dashes, as typed: `run-time`. */
  readonly name: string;
  readonly letter: string | undefined;
  readonly takesValue: boolean;
}

const NEGATIVE_NUMBER = /^-\.?\d/;

/**
 * @param args - of one command, without its name
 * @throws UsageError for a flag without its value
 */
export function normalizeArguments(args: readonly string[], flags: readonly FlagForm[]): readonly string[] {
  const byName = new Map(flags.map((flag) => [flag.name, flag]));
  const byLetter = new Map(flags.flatMap((flag) => (flag.letter === undefined ? [] : [[flag.letter, flag] as const])));
  const result: string[] = [];
  let index = 0;

  const valueAfter = (typed: string): string => {
    const value = args[index + 1];
    if (value === undefined || (value.startsWith('-') && value !== '-' && !NEGATIVE_NUMBER.test(value))) {
      const found = value === undefined ? 'nothing follows' : `“${value}” follows, which is a flag itself`;
      throw new UsageError(
        `${typed} needs a value, but ${found}. To give a value that begins with a dash, write ${typed}=VALUE.`,
      );
    }
    index += 1;
    return present(typed, value);
  };

  for (; index < args.length; index += 1) {
    const argument = args[index] as string;
    if (argument === '--') {
      result.push(...args.slice(index));
      break;
    }
    if (argument.startsWith('--')) {
      const equals = argument.indexOf('=');
      const name = equals < 0 ? argument.slice(2) : argument.slice(2, equals);
      const flag = byName.get(name);
      if (equals < 0 && flag?.takesValue) result.push(`--${name}=${valueAfter(argument)}`);
      else {
        if (equals > 0 && flag?.takesValue) present(argument.slice(0, equals), argument.slice(equals + 1));
        result.push(argument);
      }
    } else if (/^-[A-Za-z]/.test(argument)) {
      pushLetters(argument, byLetter, result, valueAfter);
    } else {
      result.push(argument);
    }
  }
  return result;
}

/** An empty value is a slip, most often a variable of the shell that is not set. */
function present(typed: string, value: string): string {
  if (value === '') throw new UsageError(`${typed} needs a value, but an empty text is given.`);
  return value;
}

function pushLetters(
  argument: string,
  byLetter: ReadonlyMap<string, FlagForm>,
  result: string[],
  valueAfter: (typed: string) => string,
): void {
  for (let at = 1; at < argument.length; at += 1) {
    const letter = argument[at] as string;
    const flag = byLetter.get(letter);
    if (flag === undefined) {
      // Not a letter that is known: left as typed, for the library to say so.
      result.push(at === 1 ? argument : `-${letter}`);
      return;
    }
    if (flag.takesValue) {
      const joined = argument.slice(at + 1);
      const value = joined === '' ? valueAfter(`-${letter}`) : present(`-${letter}`, joined.replace(/^=/, ''));
      result.push(`--${flag.name}=${value}`);
      return;
    }
    result.push(`--${flag.name}`);
  }
}
