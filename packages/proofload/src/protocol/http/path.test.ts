import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HttpError } from './errors.ts';
import { path } from './path.ts';
import type { Scalar } from './types.ts';

describe('the path tag', () => {
  it('puts values into what is sent and {} into the name', () => {
    const made = path`/books/${7}/pages/${'two'}`;
    expect(made.target).toBe('/books/7/pages/two');
    expect(made.name).toBe('/books/{}/pages/{}');
    expect(`${made}`).toBe('/books/7/pages/two');
  });

  it('takes numbers, texts, booleans and bigints', () => {
    expect(path`/${1.5}/${'x'}/${true}/${10n}/${-0}`.target).toBe('/1.5/x/true/10/0');
  });

  it('encodes a value as one segment or one query value', () => {
    expect(path`/books/${'a/b?c#d&e=f g%'}`.target).toBe('/books/a%2Fb%3Fc%23d%26e%3Df%20g%25');
    expect(path`/search?q=${'a&b=c'}&page=${2}`.target).toBe('/search?q=a%26b%3Dc&page=2');
  });

  it('leaves the query out of the name', () => {
    expect(path`/search/${'all'}?q=${'x'}`.name).toBe('/search/{}');
  });

  it('encodes what cannot be sent in its own text, once', () => {
    expect(path`/bücher und/${1}/%20`.target).toBe('/b%C3%BCcher%20und/1/%20');
  });

  it('keeps a whole address', () => {
    expect(path`https://other.test/items/${1}`.target).toBe('https://other.test/items/1');
  });

  it('round-trips any value through percent-decoding, as one segment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const segments = path`/a/${value}/z`.target.split('/');
        expect(segments).toHaveLength(4);
        expect(decodeURIComponent(segments[2] ?? '')).toBe(value);
      }),
    );
  });

  it('never makes anything but visible ASCII of any value', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)) }),
        (value) => {
          expect(path`/a/${value}`.target).toMatch(/^[!-~]+$/);
        },
      ),
    );
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['NaN', Number.NaN],
    ['an object', { id: 1 }],
    ['an array', [1]],
    ['a function', () => 1],
  ])('says which value is %s', (word, value) => {
    const make = () => path`/books/${1}/pages/${value as Scalar}`;
    expect(make).toThrow(HttpError);
    expect(make).toThrow(`The value 2 of the path '/books/{}/pages/{}' is ${word}`);
  });

  it.each<[string, () => unknown]>([
    ['a value as the address', () => path`${'http://a.test'}/x`],
    ['a value as the host', () => path`http://${'a.test'}/x`],
    ['a value as the port', () => path`http://a.test:${80}/x`],
  ])('refuses %s, since it would be encoded', (_, make) => {
    expect(make).toThrow('has a value where its address begins');
  });

  it('refuses a fragment and control characters', () => {
    expect(() => path`/a#${1}`).toThrow("has a '#'");
    expect(() => path`/a\r\nx: ${1}`).toThrow('control character');
  });
});
