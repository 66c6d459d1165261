/**
 * A requirement's key: what it is a requirement of.
 *
 *     key     = '*' | tag | thing | pattern | name
 *     tag     = 'tag:' name [ '=' value ]       all operations with that tag
 *     thing   = 'cache:' name | 'resource:' name
 *     pattern = a name with '*' for any text    'GET /books*'
 *     name    = an operation's name             'GET /books/{}', 'biography'
 */
import { didYouMean } from '../units/suggest.ts';

/** A key, taken apart. */
export type RequirementSelector =
  | { readonly kind: 'all' }
  | { readonly kind: 'tag'; readonly name: string; readonly value: string | undefined }
  | { readonly kind: 'cache' | 'resource'; readonly name: string }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'operation'; readonly name: string };

/** A key read, or why it is none. */
export type RequirementKey =
  | { readonly selector: RequirementSelector }
  | { readonly message: string; readonly hint: string | undefined };

const PREFIXES = ['tag', 'cache', 'resource'] as const;

/**
 * Reads a requirement's key.
 *
 * @example
 * readRequirementKey('tag:area=auth'); // { selector: { kind: 'tag', name: 'area', value: 'auth' } }
 * readRequirementKey('GET /books*');   // { selector: { kind: 'pattern', pattern: 'GET /books*' } }
 */
export function readRequirementKey(key: string): RequirementKey {
  if (key.trim() === '') return { message: 'has an empty key', hint: `Write an operation's name, a pattern or "*".` };
  if (key === '*') return { selector: { kind: 'all' } };
  // 'GET /books/:id' and 'http://host/path' have a colon too, but no word of ours before it.
  const [, prefix, rest] = /^([A-Za-z]+):(?!\/\/)(.*)$/s.exec(key) ?? [];
  if (prefix !== undefined && rest !== undefined) {
    const known = PREFIXES.find((candidate) => candidate === prefix);
    if (known !== undefined) return prefixed(known, rest);
    const near = didYouMean(prefix, PREFIXES).trim();
    if (near !== '') return { message: `there is no "${prefix}:"`, hint: near };
  }
  if (key.includes('*')) return { selector: { kind: 'pattern', pattern: key } };
  return { selector: { kind: 'operation', name: key } };
}

function prefixed(kind: (typeof PREFIXES)[number], rest: string): RequirementKey {
  if (kind !== 'tag') {
    if (rest !== '') return { selector: { kind, name: rest } };
    return { message: `"${kind}:" names nothing`, hint: `Write "${kind}:" and a name, such as "${kind}:api".` };
  }
  const equals = rest.indexOf('=');
  const name = equals < 0 ? rest : rest.slice(0, equals);
  if (name === '') return { message: '"tag:" names nothing', hint: 'Write for example "tag:area=auth".' };
  return { selector: { kind, name, value: equals < 0 ? undefined : rest.slice(equals + 1) } };
}
