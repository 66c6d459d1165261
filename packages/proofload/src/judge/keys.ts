/** Which operations a requirement's key means: a name, a pattern, a tag or all. */
import { standsApart } from '../record/kinds.ts';

/** What of an operation a key looks at. */
export interface Named {
  readonly name: string;
  readonly kind: string;
  readonly tags: Readonly<Record<string, string>>;
}

// key     = '*' | tag | thing | name | pattern
// tag     = 'tag:' name '=' pattern
// thing   = ( 'cache' | 'resource' ) ':' name         judged by what it is, not through operations
// pattern = text with '*' for any run of characters    'GET /books*'
// An operation of exactly this name is meant before anything else, even where the name holds a '*'.
const TAG = /^tag:([^=]+)=(.*)$/s;
const THING = /^(cache|resource):(.+)$/s;

/** A thing that is judged by its own metrics, not through operations. */
export interface Thing {
  readonly kind: 'cache' | 'resource';
  readonly name: string;
}

/** The thing that a key means; undefined for one that means operations. */
export function thingOf(key: string): Thing | undefined {
  const [, kind, name] = THING.exec(key) ?? [];
  return name === undefined ? undefined : { kind: kind as Thing['kind'], name };
}

/**
 * The operations that a key means, in their order. Those that stand apart (measured code, polls, health checks) are
 * meant only by their exact names.
 *
 * @example
 * matchKey('GET /books*', operations).map(({ name }) => name); // ['GET /books', 'GET /books/{}']
 */
export function matchKey<Operation extends Named>(key: string, operations: readonly Operation[]): readonly Operation[] {
  const exact = operations.filter(({ name }) => name === key);
  if (exact.length > 0) return exact;
  const together = operations.filter(({ kind }) => !standsApart(kind));
  const [, tag, value] = TAG.exec(key) ?? [];
  if (tag !== undefined && value !== undefined) {
    const wanted = globToRegExp(value);
    return together.filter(({ tags }) => tags[tag] !== undefined && wanted.test(tags[tag]));
  }
  if (!key.includes('*')) return [];
  const wanted = globToRegExp(key);
  return together.filter(({ name }) => wanted.test(name));
}

/** Whether a key means one operation by its name, rather than several by what they have in common. */
export function isName(key: string): boolean {
  return !key.includes('*') && !TAG.test(key) && !THING.test(key);
}

function globToRegExp(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^]*')}$`);
}
