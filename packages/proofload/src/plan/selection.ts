/**
 * Which tasks run: by an expression over names (`-k`) and by tags (`-T`, `-E`).
 *
 * The grammar of an expression, as pytest has it, with names that may have several words:
 *
 *     either = both { 'or' both }
 *     both   = one { 'and' one }
 *     one    = 'not' one | '(' either ')' | name
 *     name   = word { word } | '"' any text '"'        'GET /books' is one name
 *
 * A name holds when it is part of any of the names that a task goes by, upper or lower case.
 */
import type { Fault } from '../suite/problem.ts';

/** Whether an expression holds for something that goes by these names. */
export type NameTest = (names: readonly string[]) => boolean;

interface Token {
  readonly kind: 'and' | 'or' | 'not' | '(' | ')' | 'name';
  readonly text: string;
}

/**
 * Reads an expression.
 *
 * @example
 * const expression = parseExpression('reader and not (slow or GET /books)');
 * 'test' in expression && expression.test(['Reader', 'browse']); // true
 */
export function parseExpression(text: string): { readonly test: NameTest } | Fault {
  const tokens = tokensOf(text);
  let index = 0;
  const peek = () => tokens[index]?.kind;
  const fault = (wanted: string): Fault => {
    const found = tokens[index];
    const where = found === undefined ? 'ends' : `goes on with "${found.text}"`;
    return {
      message: `must be an expression such as "foo and not bar": ${JSON.stringify(text)} ${where} where ${wanted} is due`,
    };
  };

  function either(): NameTest | Fault {
    return joined('or', both, (left, right) => (names) => left(names) || right(names));
  }

  function both(): NameTest | Fault {
    return joined('and', one, (left, right) => (names) => left(names) && right(names));
  }

  function joined(
    word: Token['kind'],
    part: () => NameTest | Fault,
    join: (left: NameTest, right: NameTest) => NameTest,
  ): NameTest | Fault {
    let left = part();
    while (typeof left === 'function' && peek() === word) {
      index += 1;
      const right = part();
      if (typeof right !== 'function') return right;
      left = join(left, right);
    }
    return left;
  }

  function one(): NameTest | Fault {
    const token = tokens[index];
    if (token === undefined || token.kind === 'and' || token.kind === 'or' || token.kind === ')')
      return fault('a name');
    index += 1;
    if (token.kind === 'not') {
      const inner = one();
      return typeof inner === 'function' ? (names) => !inner(names) : inner;
    }
    if (token.kind === 'name') {
      const wanted = token.text.toLowerCase();
      return (names) => names.some((name) => name.toLowerCase().includes(wanted));
    }
    const inner = either();
    if (typeof inner !== 'function') return inner;
    if (peek() !== ')') return fault('")"');
    index += 1;
    return inner;
  }

  const test = either();
  if (typeof test !== 'function') return test;
  return index < tokens.length ? fault('"and", "or" or the end') : { test };
}

/** Words side by side are one name; a quoted text is one by itself. */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let words = false;
  for (const [raw] of text.matchAll(/"[^"]*"|[()]|[^\s()"]+/g)) {
    const lower = raw.toLowerCase();
    if (raw === '(' || raw === ')') tokens.push({ kind: raw, text: raw });
    else if (lower === 'and' || lower === 'or' || lower === 'not') tokens.push({ kind: lower, text: raw });
    else if (raw.startsWith('"')) tokens.push({ kind: 'name', text: raw.slice(1, -1) });
    else if (words) tokens.push({ kind: 'name', text: `${tokens.pop()?.text} ${raw}` });
    else tokens.push({ kind: 'name', text: raw });
    words = tokens.at(-1)?.kind === 'name' && !raw.startsWith('"');
  }
  return tokens;
}

/** What selects tasks. */
export interface Selection {
  readonly names: NameTest | undefined;
  readonly tags: readonly string[] | undefined;
  readonly excludedTags: readonly string[] | undefined;
}

/**
 * Whether a task is selected: its names meet the expression, it has one of the tags, and none of the excluded ones.
 *
 * @example
 * isSelected({ names: undefined, tags: ['api'], excludedTags: ['slow'] }, [], ['api']); // true
 */
export function isSelected(
  { names, tags, excludedTags }: Selection,
  own: readonly string[],
  ownTags: readonly string[],
): boolean {
  return (
    (names === undefined || names(own)) &&
    (tags === undefined || tags.some((tag) => ownTags.includes(tag))) &&
    !excludedTags?.some((tag) => ownTags.includes(tag))
  );
}
