import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formBody, withQuery } from './query.ts';
import type { Scalar } from './types.ts';

const fields = fc.dictionary(fc.string({ minLength: 1, unit: 'grapheme' }), fc.array(fc.string({ unit: 'grapheme' })));
const pairs = (record: Record<string, readonly string[]>) =>
  Object.entries(record).flatMap(([name, values]) => values.map((value) => [name, value]));

describe('withQuery', () => {
  it('begins a query or goes on with the one that is there', () => {
    expect(withQuery('/books', { page: 2 })).toBe('/books?page=2');
    expect(withQuery('/books?page=2', { q: 'a b' })).toBe('/books?page=2&q=a%20b');
    expect(withQuery('/books?', { q: 1 })).toBe('/books?q=1');
    expect(withQuery('/books?a&', { q: 1 })).toBe('/books?a&q=1');
  });

  it('repeats the name of several values and leaves out those without one', () => {
    expect(withQuery('/', { tag: ['x', 'y'], none: undefined, nil: null, no: [], on: true })).toBe(
      '/?tag=x&tag=y&on=true',
    );
  });

  it('leaves the target as it is when there is nothing to add', () => {
    expect(withQuery('/books', { q: undefined })).toBe('/books');
  });

  it('is read by any query parser as it was meant', () => {
    fc.assert(
      fc.property(fields, (query) => {
        const url = new URL(withQuery('/', query), 'http://a.test');
        expect([...url.searchParams]).toEqual(pairs(query));
      }),
    );
  });

  it('says which value has no text', () => {
    expect(() => withQuery('/', { id: {} as Scalar })).toThrow("The value of 'id' in the query is an object");
  });
});

describe('formBody', () => {
  it('is read by any form parser as it was meant', async () => {
    await fc.assert(
      fc.asyncProperty(fields, async (form) => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        const parsed = await new Response(formBody(form), { headers }).formData();
        expect([...parsed]).toEqual(pairs(form));
      }),
    );
  });

  it('says which value has no text', () => {
    expect(() => formBody({ id: [1, Number.NaN] })).toThrow("The value of 'id' in the form is NaN");
  });
});
