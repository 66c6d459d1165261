/**
 * Names with values as a query or a form's body.
 */
import { percentEncode, scalarText } from './scalar.ts';
import type { Field, Scalar } from './types.ts';

type Fields = Readonly<Record<string, Field>>;

/**
 * Adds a query to a target that may have one already. Spaces become `%20`, which every server reads as a space.
 *
 * @throws {HttpError} `target` for a value that has no text
 * @example
 * withQuery('/books?page=2', { q: 'a b', tag: ['x', 'y'] }); // '/books?page=2&q=a%20b&tag=x&tag=y'
 */
export function withQuery(target: string, query: Fields): string {
  let separator = target.includes('?') ? (/[?&]$/.test(target) ? '' : '&') : '?';
  let result = target;
  eachField(query, 'query', (name, value) => {
    result += `${separator}${percentEncode(name)}=${percentEncode(value)}`;
    separator = '&';
  });
  return result;
}

/**
 * The body of a form as browsers send it (`application/x-www-form-urlencoded`, WHATWG URL, section 5.2): spaces as `+`.
 *
 * @throws {HttpError} `body` for a value that has no text
 */
export function formBody(form: Fields): string {
  const result = new URLSearchParams();
  eachField(form, 'form', (name, value) => result.append(name, value));
  return result.toString();
}

function eachField(fields: Fields, kind: 'query' | 'form', take: (name: string, value: string) => void): void {
  const code = kind === 'form' ? 'body' : 'target';
  for (const [name, field] of Object.entries(fields)) {
    if (field === undefined || field === null) continue;
    const values: readonly Scalar[] = Array.isArray(field) ? field : [field as Scalar];
    for (const value of values)
      take(
        name,
        scalarText(value, code, () => `The value of '${name}' in the ${kind}`),
      );
  }
}
