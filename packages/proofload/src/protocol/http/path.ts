/**
 * The template tag for paths: values percent-encoded into what is sent, and replaced by `{}` in what it is called, so
 * that a million books are one operation.
 */
import { HttpError } from './errors.ts';
import { encodeAddressText, percentEncode, scalarText } from './scalar.ts';
import type { Path, Scalar } from './types.ts';

const WHOLE_ADDRESS = /^https?:/i;
const ADDRESS_WITH_PATH = /^https?:\/\/[^/?]+[/?]/i;

/** The part of a template that is the same in each call: its text, and the name. */
export class PathPattern {
  /** The pieces between the values, fit to be sent; one more than there are values. */
  readonly pieces: readonly string[];
  /** The pieces joined by `{}`, with the query, as a target is resolved by. */
  readonly shown: string;
  /** The same without the query. */
  readonly name: string;

  constructor(text: readonly string[]) {
    this.shown = text.join('{}');
    if (text.length > 1) checkBeginning(text[0] ?? '', this.shown);
    if (this.shown.includes('#')) {
      throw new HttpError(
        'path',
        `The path '${this.shown}' has a '#': what follows is never sent; write %23 if it is meant.`,
      );
    }
    this.pieces = text.map(encodeAddressText);
    const query = this.shown.indexOf('?');
    this.name = query < 0 ? this.shown : this.shown.slice(0, query);
  }
}

/** The server must be known from the text alone: a value in its place would be encoded, or choose where load goes. */
function checkBeginning(beginning: string, shown: string): void {
  if (WHOLE_ADDRESS.test(beginning) ? ADDRESS_WITH_PATH.test(beginning) : beginning !== '') return;
  throw new HttpError(
    'path',
    `The path '${shown}' has a value where its address begins; write the server, or the leading '/', as text.`,
  );
}

/** A path with its values in place. */
export class TemplatePath implements Path {
  readonly pattern: PathPattern;
  readonly target: string;

  constructor(pattern: PathPattern, target: string) {
    this.pattern = pattern;
    this.target = target;
  }

  get name(): string {
    return this.pattern.name;
  }

  toString(): string {
    return this.target;
  }
}

/** A template's text is one object for each place in the source, so that its pattern is made once. */
const patterns = new WeakMap<TemplateStringsArray, PathPattern>();

/**
 * The tag; see {@link Http.path}.
 *
 * @throws {HttpError} `path`
 * @example
 * path`/books/${'a/b'}?page=${2}`.target; // '/books/a%2Fb?page=2'
 */
export function path(text: TemplateStringsArray, ...values: readonly Scalar[]): Path {
  let pattern = patterns.get(text);
  if (pattern === undefined) {
    pattern = new PathPattern(text);
    patterns.set(text, pattern);
  }
  const { pieces } = pattern;
  let target = pieces[0] ?? '';
  for (let index = 0; index < values.length; index += 1) {
    target += segment(values[index] as Scalar, index, pattern) + pieces[index + 1];
  }
  return new TemplatePath(pattern, target);
}

function segment(value: Scalar, index: number, pattern: PathPattern): string {
  if (Number.isSafeInteger(value)) return String(value);
  return percentEncode(scalarText(value, 'path', () => `The value ${index + 1} of the path '${pattern.shown}'`));
}
