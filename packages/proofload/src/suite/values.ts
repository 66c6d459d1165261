/**
 * Schemas of single values, as zod checks that speak in our sentences: `must be a number of 0 or more, got "five"`.
 */
import { z } from 'zod';
import { parseDuration } from '../units/duration.ts';
import { UnitError } from '../units/error.ts';
import { parseRate } from '../units/rate.ts';
import { didYouMean } from '../units/suggest.ts';
import { type Fault, isRecord, type Problem, pathOf, problem, show } from './problem.ts';

/** A schema from a function that says what is wrong with a value, if anything. */
export function value(faultOf: (value: unknown) => Fault | undefined): z.ZodType {
  return z.unknown().check((context) => {
    const fault = faultOf(context.value);
    if (fault === undefined) return;
    const { message, hint } = fault;
    context.issues.push({ code: 'custom', message, params: { hint }, path: [], input: context.value });
  });
}

/** A schema for values that a test accepts, by what they are called: `a number of 0 or more`. */
export function valueThat(description: string, accepts: (value: unknown) => boolean): z.ZodType {
  return value((given) => (accepts(given) ? undefined : { message: `must be ${description}, got ${show(given)}` }));
}

export const text = valueThat('a text that is not empty', (given) => typeof given === 'string' && given.trim() !== '');
export const anyText = valueThat('a text', (given) => typeof given === 'string');
export const flag = valueThat('true or false', (given) => typeof given === 'boolean');
export const callable = valueThat('a function', (given) => typeof given === 'function');
export const weight = valueThat('a number of 0 or more', (given) => isNumber(given) && given >= 0);
export const wholeFromZero = valueThat('a whole number of 0 or more', (given) => isWhole(given) && given >= 0);
export const wholeFromOne = valueThat('a whole number of 1 or more', (given) => isWhole(given) && given >= 1);
export const anyWhole = valueThat('a whole number', isWhole);

/** A duration; `longer` than nothing unless a zero has a meaning there. */
export function duration(options: { readonly zero: boolean }): z.ZodType {
  return value((given) =>
    quantityFault(given, 'a duration', (raw) => parseDuration(raw, { bareUnit: 's' }), options.zero),
  );
}

/** A rate; above 0 unless a zero has a meaning there. */
export function rate(options: { readonly zero: boolean }): z.ZodType {
  return value((given) => quantityFault(given, 'a rate', parseRate, options.zero));
}

function quantityFault(
  given: unknown,
  what: string,
  parse: (raw: string | number) => number,
  zero: boolean,
): Fault | undefined {
  if (typeof given !== 'string' && typeof given !== 'number') return { message: `must be ${what}, got ${show(given)}` };
  try {
    // Read in any case: what is no quantity at all is found by that.
    if (parse(given) > 0 || zero) return undefined;
    return { message: `must be ${what} above 0, got ${show(given)}` };
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return { message: `must be ${what}, got ${show(given)}`, hint: error.accepted };
  }
}

/** One of a few words. */
export function oneOf(words: readonly string[]): z.ZodType {
  const listed = words.map((word) => `"${word}"`).join(' or ');
  return value((given) => {
    if (typeof given === 'string' && words.includes(given)) return undefined;
    const hint = typeof given === 'string' ? didYouMean(given, words).trim() : undefined;
    return { message: `must be ${listed}, got ${show(given)}`, hint: hint === '' ? undefined : hint };
  });
}

/** An object with the members of `Shape` and no others; a type's members and its schema's can't drift apart. */
export function members<Shape>(shape: { readonly [Key in keyof Required<Shape>]: z.ZodType }): z.ZodType {
  const known = Object.keys(shape);
  return z.strictObject(shape as Record<string, z.ZodType>, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return `must be an object, got ${show(issue.input)}`;
      // One message for all unknown keys: a line for each, taken apart again in `problemsOf`.
      return issue.keys.map((key) => didYouMean(key, known).trim()).join('\n');
    },
  });
}

/** An object with any names and one kind of value. */
export function recordOf(schema: z.ZodType): z.ZodType {
  return z.record(z.string(), schema, { error: (issue) => `must be an object, got ${show(issue.input)}` });
}

/** A list with one kind of value. */
export function listOf(schema: z.ZodType, minimum = 0): z.ZodType {
  return z
    .array(schema, { error: (issue) => `must be a list, got ${show(issue.input)}` })
    .min(minimum, { error: 'must not be empty' });
}

/** The schema that suits a value, told by its looks: no union, whose problems would be those of every branch. */
export function chosen(choose: (value: unknown) => z.ZodType): z.ZodType {
  return z.unknown().check((context) => {
    const { error } = choose(context.value).safeParse(context.value);
    for (const issue of error?.issues ?? [])
      context.issues.push({ ...issue, input: context.value } as z.core.$ZodRawIssue);
  });
}

/** Everything that a schema finds wrong with a value, in its order, with whole paths. */
export function problemsOf(schema: z.ZodType, given: unknown, path: readonly PropertyKey[] = []): readonly Problem[] {
  const { error } = schema.safeParse(given);
  return (error?.issues ?? []).flatMap((issue) => {
    const at = [...path, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      const hints = issue.message.split('\n');
      return issue.keys.map((key, index) => problem(pathOf([...at, key]), 'is not known', hints[index]));
    }
    return [problem(pathOf(at), issue.message, hintOf(issue))];
  });
}

function hintOf(issue: z.core.$ZodIssue): string | undefined {
  const { hint } = issue.code === 'custom' && isRecord(issue.params) ? issue.params : {};
  return typeof hint === 'string' ? hint : undefined;
}

function isNumber(given: unknown): given is number {
  return typeof given === 'number' && Number.isFinite(given);
}

function isWhole(given: unknown): given is number {
  return Number.isSafeInteger(given);
}
