import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentOf, operationsOf } from './document.ts';

describe('the operations of a document', () => {
  it.each([
    ['{ me { name } }', [['query', undefined]]],
    ['query { me }', [['query', undefined]]],
    ['query checkout { cart }', [['query', 'checkout']]],
    [
      'query checkout($id: ID! = "}", $in: In = { query: [1] }) @query(mutation: "x") { cart }',
      [['query', 'checkout']],
    ],
    ['mutation  pay\n{ pay }', [['mutation', 'pay']]],
    ['query,checkout{a}', [['query', 'checkout']]],
    ['\ufeff# query no { x }\nquery yes { x }', [['query', 'yes']]],
    ['fragment query on User { name } query a { me { ...query } }', [['query', 'a']]],
    [
      'query a { x(text: """ " } query b { """) } mutation c { y }',
      [
        ['query', 'a'],
        ['mutation', 'c'],
      ],
    ],
    ['query a { x(text: "\\" } query b {") }', [['query', 'a']]],
    ['subscription news { news }', [['subscription', 'news']]],
    ['query ($a: Int) { x }', [['query', undefined]]],
    ['query @cached { x }', [['query', undefined]]],
    ['"""What it does""" query a { x }', [['query', 'a']]],
    ['', []],
    ['fragment a on B { c }', []],
  ])('%j', (text, expected) => {
    expect(operationsOf(text).map(({ type, name }) => [type, name])).toEqual(expected);
  });

  it('are the same with any space, comment or field between', () => {
    const word = fc.stringMatching(/^[_A-Za-z][_0-9A-Za-z]{0,9}$/);
    const gap = fc.constantFrom(' ', '\n', ', ', ' # query x {\n', '\t');
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 4 }), word, gap, (names, field, space) => {
        const text = names.map((name) => ['mutation', name, '{', field, '(a: "{")', '}'].join(space)).join(space);
        expect(operationsOf(text)).toEqual(names.map((name) => ({ type: 'mutation', name })));
      }),
    );
  });

  it('are found in any text without an end', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '#', '\n', 'query', ' ', 'a') }), (text) => {
        operationsOf(text);
      }),
    );
  });
});

describe('the operation that is meant', () => {
  const several = documentOf('query cart { a } mutation pay { b }');

  it('is the only one, or the one that is named', () => {
    expect(documentOf('query cart { a }').operation(undefined).name).toBe('cart');
    expect(several.operation('pay').type).toBe('mutation');
  });

  it('has to be there, and clear', () => {
    expect(() => several.operation(undefined)).toThrow(
      'The document has 2 operations (cart, pay): say which one as operationName.',
    );
    expect(() => several.operation('pya')).toThrow(/has no operation 'pya'\. Did you mean "pay"\?$/);
    expect(() => documentOf('type A').operation(undefined)).toThrow("The document 'type A' has no operation.");
    expect(() => documentOf('subscription s { a }').operation(undefined)).toThrow(/goes over WebSocket/);
  });
});
