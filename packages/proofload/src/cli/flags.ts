/** From the table of options to the flags of a command, for the argument normaliser and for the command-line library. */
import { OPTIONS, type OptionName } from '../plan/options.ts';
import type { FlagForm } from './arguments.ts';

/** A flag of a command: an option of the table, or one of the command's own. */
export interface Flag extends FlagForm {
  readonly help: string;
  readonly placeholder: string | undefined;
  readonly repeatable: boolean;
}

/** What was typed, by the flag's name: a switch is true, everything else is text, as yet unread. */
export type TypedFlags = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export function flagsOf(names: readonly OptionName[], withoutLetters: string = ''): readonly Flag[] {
  return names.map((name) => {
    const { long, letter, placeholder, repeatable, help } = OPTIONS[name];
    return {
      // The library knows no flags of one letter alone.
      name: long,
      letter: letter === undefined || withoutLetters.includes(letter) ? undefined : letter,
      takesValue: placeholder !== undefined,
      help,
      placeholder,
      repeatable,
    };
  });
}

/** Typed flags by the option's name. */
export function optionsOf(typed: TypedFlags): TypedFlags {
  const byLongName = new Map(Object.values(OPTIONS).map(({ name, long }) => [long, name]));
  return Object.fromEntries(Object.entries(typed).map(([key, value]) => [byLongName.get(key) ?? kebab(key), value]));
}

/** The flags as the command-line library takes them: every value as text, since reading it is the plan's part. */
export function parametersOf(flags: readonly Flag[]) {
  const entries = flags.map(({ name, help, placeholder, repeatable, takesValue }) => {
    const brief = help.replace(/\.$/, '');
    if (!takesValue) return [camel(name), { kind: 'boolean', optional: true, withNegated: false, brief }] as const;
    const parsed = {
      kind: 'parsed',
      parse: String,
      optional: true,
      // The library's help does not show what a flag takes.
      brief: `${placeholder ?? 'VALUE'}: ${brief}`,
      placeholder: placeholder ?? 'value',
    } as const;
    return [camel(name), repeatable ? { ...parsed, variadic: true } : parsed] as const;
  });
  const aliases = flags.flatMap(({ letter, name }) => (letter === undefined ? [] : [[letter, camel(name)] as const]));
  return { flags: Object.fromEntries(entries), aliases: Object.fromEntries(aliases) };
}

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, initial: string) => initial.toUpperCase());
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}
