import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSelected, parseExpression } from './selection.ts';

const holds = (expression: string, ...names: readonly string[]) => {
  const read = parseExpression(expression);
  return 'test' in read ? read.test(names) : read.message;
};

describe('an expression over names', () => {
  it.each([
    ['read', true],
    ['READ', true],
    ['buy', false],
    ['not buy', true],
    ['reader and browse', true],
    ['reader and buy', false],
    ['buy or browse', true],
    ['buy or not browse', false],
    ['not (buy or browse)', false],
    ['not not browse', true],
    ['buy and x or browse', true],
    ['buy and (x or browse)', false],
    ['GET /books', true],
    ['GET /pay', false],
    ['"GET /books" and not "and"', true],
    ['not GET /books', false],
  ])('holds or not: %s', (expression, expected) => {
    expect(holds(expression, 'Reader', 'browse', 'GET /books/{}')).toBe(expected);
  });

  it.each([
    ['', 'ends where a name is due'],
    ['and a', 'goes on with "and" where a name is due'],
    ['a and', 'ends where a name is due'],
    ['a not b', 'goes on with "not" where "and", "or" or the end is due'],
    ['(a or b', 'ends where ")" is due'],
    ['a)', 'goes on with ")" where "and", "or" or the end is due'],
    ['()', 'goes on with ")" where a name is due'],
  ])('says where it is wrong: %s', (expression, message) => {
    expect(holds(expression)).toContain(message);
  });

  it('means what the same expression of code means', () => {
    const names = ['a', 'b', 'c'];
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(...names),
        tie('expression').map((inner) => `not (${inner})`),
        fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `(${left}) and (${right})`),
        fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `(${left}) or (${right})`),
      ),
    }));
    fc.assert(
      fc.property(expression, fc.subarray(names), (text, present) => {
        const code = text
          .replaceAll('not', '!')
          .replaceAll('and', '&&')
          .replaceAll('or', '||')
          .replace(/\b[abc]\b/g, (name) => String(present.includes(name)));
        expect(holds(text, ...present)).toBe(new Function(`return ${code};`)());
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['boolean', 'string']).toContain(typeof holds(text, 'a'));
      }),
    );
  });
});

describe('a selection by tags', () => {
  const select = (tags: readonly string[] | undefined, excludedTags: readonly string[] | undefined, ...own: string[]) =>
    isSelected({ names: undefined, tags, excludedTags }, [], own);

  it('takes what has one of the tags and none of the excluded', () => {
    expect(select(undefined, undefined)).toBe(true);
    expect(select(['a', 'b'], undefined, 'b')).toBe(true);
    expect(select(['a'], undefined, 'b')).toBe(false);
    expect(select(['a'], ['b'], 'a', 'b')).toBe(false);
    expect(select(undefined, ['b'], 'a')).toBe(true);
  });
});
