/**
 * Values of options as texts, from flags and the environment, read and written back. Durations are milliseconds,
 * rates per second.
 */

import type { LoadStage } from '../suite/load-shape.ts';
import { type Fault, show } from '../suite/problem.ts';
import { addressFault } from '../suite/target.ts';
import type { Arrivals } from '../suite/types.ts';
import { parseDuration, writeDuration } from '../units/duration.ts';
import { UnitError } from '../units/error.ts';
import { parseRate, writeRate } from '../units/rate.ts';
import { didYouMean } from '../units/suggest.ts';

/** A text read, or why it is none of what was asked for. */
export type Reading<Value> = { readonly value: Value } | Fault;

/** How the values of an option are read and written. */
export interface ValueForm<Value> {
  /** What stands for a value in the help: `N`, `DURATION`; `undefined` for a switch. */
  readonly placeholder: string | undefined;
  /** True where several are given by repeating the flag, or separated in the environment; the value is then a list. */
  readonly repeatable: boolean;
  read(text: string): Reading<Value>;
  /** As {@link read} takes it. */
  write(value: Value): string;
}

function form<Value>(
  placeholder: string | undefined,
  read: (text: string) => Reading<Value>,
  write: (value: Value) => string = String,
): ValueForm<Value> {
  return { placeholder, repeatable: false, read, write };
}

/** What a parser of units gives, or what it says of a text that it can't read. */
function unit<Value>(text: string, what: string, parse: () => Value): Reading<Value> {
  try {
    return { value: parse() };
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return { message: `must be ${what}, got ${show(text)}`, hint: error.accepted };
  }
}

/** A whole number, of a smallest value or more, up to a largest where there is one. */
export function whole(minimum: number, maximum = Number.MAX_SAFE_INTEGER): ValueForm<number> {
  const what = maximum < Number.MAX_SAFE_INTEGER ? `a whole number from ${minimum} to ${maximum}` : atLeast(minimum);
  return form('N', (text) => {
    const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    return Number.isSafeInteger(value) && value >= minimum && value <= maximum
      ? { value }
      : { message: `must be ${what}, got ${show(text)}` };
  });
}

function atLeast(minimum: number): string {
  return minimum === Number.MIN_SAFE_INTEGER ? 'a whole number' : `a whole number of ${minimum} or more`;
}

/** A number of things or `auto`. */
export function wholeOrAuto(minimum: number): ValueForm<number | 'auto'> {
  const { read } = whole(minimum);
  return form<number | 'auto'>('N|auto', (text) => {
    const reading = text.trim() === 'auto' ? { value: 'auto' as const } : read(text);
    return 'value' in reading
      ? reading
      : { message: `must be "auto" or a whole number of ${minimum} or more, got ${show(text)}` };
  });
}

/** A rate above 0, per second. */
export const rate: ValueForm<number> = form(
  'RATE',
  (text) => {
    const reading = unit(text, 'a rate', () => parseRate(text));
    if (!('value' in reading) || reading.value > 0) return reading;
    return { message: `must be a rate above 0, got ${show(text)}` };
  },
  writeRate,
);

function readDuration(text: string, zero: boolean): Reading<number> {
  const reading = unit(text, 'a duration', () => parseDuration(text, { bareUnit: 's' }));
  if (!('value' in reading) || zero || reading.value > 0) return reading;
  return { message: `must be a duration above 0, got ${show(text)}` };
}

/** A duration; above 0 unless a zero has a meaning there. */
export function duration(options: { readonly zero: boolean }): ValueForm<number> {
  return form('DURATION', (text) => readDuration(text, options.zero), writeDuration);
}

/** A duration or `auto`. */
export const durationOrAuto = form<number | 'auto'>(
  'DURATION|auto',
  (text) => (text.trim() === 'auto' ? { value: 'auto' } : readDuration(text, false)),
  (value) => (value === 'auto' ? value : writeDuration(value)),
);

/** Any text but the empty one. */
export function text(placeholder: string): ValueForm<string> {
  return form(placeholder, (given) =>
    given.trim() === '' ? { message: `must be a text that is not empty, got ${show(given)}` } : { value: given },
  );
}

/** The beginning of the names of several files, which standard output cannot be. */
export const filePrefix: ValueForm<string> = form('PREFIX', (given) =>
  given.trim() === '' || given === '-'
    ? { message: `must be what the names of several files begin with, got ${show(given)}` }
    : { value: given },
);

/** The address of a target. */
export const address: ValueForm<string> = form('URL', (given) => addressFault(given) ?? { value: given });

/** One of a few words. */
export function word<Word extends string>(words: readonly Word[]): ValueForm<Word> {
  return form(words.join('|'), (given) => {
    const known = words.find((candidate) => candidate === given.trim());
    if (known !== undefined) return { value: known };
    const listed = words.map((candidate) => `"${candidate}"`).join(' or ');
    return { message: `must be ${listed}, got ${show(given)}`, hint: didYouMean(given, words).trim() };
  });
}

/** A switch: no value as a flag, a word in the environment. */
export const toggle: ValueForm<boolean> = form(undefined, (given) => {
  const lower = given.trim().toLowerCase();
  if (['1', 'true', 'yes', 'on'].includes(lower)) return { value: true };
  if (['0', 'false', 'no', 'off', ''].includes(lower)) return { value: false };
  return { message: `must be "true" or "false", got ${show(given)}` };
});

/** How arrivals are spread: `constant`, `poisson` or `gamma:1.5`, a coefficient of variation. */
export const arrivals = form<Arrivals>(
  'constant|poisson|gamma:CV',
  (given) => {
    const known = given.trim();
    if (known === 'constant' || known === 'poisson') return { value: known };
    const [, decimal = ''] = /^gamma:(\d+(?:\.\d+)?)$/.exec(known) ?? [];
    if (Number(decimal) > 0) return { value: { gamma: Number(decimal) } };
    return {
      message: `must be "constant", "poisson" or "gamma:" and a coefficient of variation above 0, got ${show(given)}`,
      hint: didYouMean(known, ['constant', 'poisson', 'gamma:2']).trim(),
    };
  },
  (value) => (typeof value === 'string' ? value : `gamma:${value.gamma}`),
);

/** Stages: `30s:100` for users, `30s:100/s` for a rate. */
export const stages: ValueForm<readonly LoadStage[]> = listForm('DURATION:N', readStage, (stage) => {
  const level = 'users' in stage ? String(stage.users) : writeRate(stage.rate);
  return `${writeDuration(stage.durationMs)}:${level}`;
});

// stage = duration ':' level
// level = whole number                 users
//       | decimal '/' period           a rate
function readStage(given: string): Reading<LoadStage> {
  const message = `must be a duration and users or a rate, such as "30s:100" or "30s:100/s", got ${show(given)}`;
  const [lasting = '', level = '', ...rest] = given.split(':');
  if (rest.length > 0 || level.trim() === '') return { message };
  const length = readDuration(lasting, true);
  if (!('value' in length)) return { message, hint: length.hint };
  if (!level.includes('/')) {
    const users = whole(0).read(level);
    return 'value' in users ? { value: { durationMs: length.value, users: users.value } } : { message };
  }
  const perSecond = unit(level, 'a rate', () => parseRate(level));
  return 'value' in perSecond ? { value: { durationMs: length.value, rate: perSecond.value } } : { message };
}

/** Words, such as tags. */
export const words: ValueForm<readonly string[]> = listForm('TAG', (given) => ({ value: given }), String);

/** Several values, separated by commas or blanks where they come in one text. */
function listForm<Value>(
  placeholder: string,
  read: (text: string) => Reading<Value>,
  write: (value: Value) => string,
): ValueForm<readonly Value[]> {
  return {
    placeholder,
    repeatable: true,
    read: (given) => {
      const parts = given.split(/[\s,]+/).filter((part) => part !== '');
      if (parts.length === 0) return { message: `must not be empty, got ${show(given)}` };
      const values: Value[] = [];
      for (const part of parts) {
        const reading = read(part);
        if (!('value' in reading)) return reading;
        values.push(reading.value);
      }
      return { value: values };
    },
    write: (values) => values.map(write).join(','),
  };
}
