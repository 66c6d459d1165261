/**
 * A requirement's key: what it is a requirement of. Which operations a key means is decided once they are known.
 *
 *     key     = '*' | tag | thing | pattern | name
 *     tag     = 'tag:' name '=' value           all operations with that tag; '*' in the value is any text
 *     thing   = 'cache:' name | 'resource:' name
 *     pattern = a name with '*' for any text    'GET /books*'
 *     name    = an operation's name             'GET /books/{}', 'biography'
 */
import { didYouMean } from '../units/suggest.ts';
import type { Fault } from './problem.ts';

const PREFIXES = ['tag', 'cache', 'resource'] as const;

/**
 * Why a text is no requirement's key; `undefined` for one that is.
 *
 * @example
 * keyFault('tags:area=auth'); // { message: 'there is no "tags:"', hint: 'Did you mean "tag"?' }
 */
export function keyFault(key: string): Fault | undefined {
  if (key.trim() === '') return { message: 'has an empty key', hint: `Write an operation's name, a pattern or "*".` };
  // 'GET /books/:id' and 'http://host/path' have a colon too, but no word of ours before it.
  const [, prefix, rest] = /^([A-Za-z]+):(?!\/\/)(.*)$/s.exec(key) ?? [];
  if (prefix === undefined || rest === undefined) return undefined;
  if (prefix === 'tag') {
    if (/^[^=]+=./s.test(rest)) return undefined;
    const name = rest === '' || rest.startsWith('=') ? 'area' : rest.replace(/=$/, '');
    return { message: `"${key}" has no tag and value`, hint: `Write for example "tag:${name}=*".` };
  }
  if (prefix === 'cache' || prefix === 'resource') {
    if (rest !== '') return undefined;
    return { message: `"${key}" names nothing`, hint: `Write "${key}" and a name, such as "${key}api".` };
  }
  const near = didYouMean(prefix, PREFIXES).trim();
  return near === '' ? undefined : { message: `there is no "${prefix}:"`, hint: near };
}
