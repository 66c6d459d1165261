import { describe, expect, it } from 'vitest';
import { type Route, route } from './route.ts';
import { createRouteTable, fits, UNMATCHED } from './routeTable.ts';

const declare = (method: Route['method'], path: string): Route =>
  route({ method, path, subject: 'test', summary: 'test', answers: {}, handle: ({ c }) => c.text('') });

describe('a table of routes', () => {
  const routeOf = createRouteTable([
    declare('GET', '/books'),
    declare('GET', '/books/search'),
    declare('GET', '/books/:id'),
    declare('DELETE', '/books/:id'),
    declare('GET', '/books/:id/content'),
  ]);

  it.each([
    ['GET', '/books?page=2', 'GET /books'],
    ['GET', '/books/search?q=a/b', 'GET /books/search'],
    ['GET', '/books/7', 'GET /books/:id'],
    ['HEAD', '/books/7', 'GET /books/:id'],
    ['DELETE', '/books/7', 'DELETE /books/:id'],
    ['GET', '/books/7/content', 'GET /books/:id/content'],
    ['POST', '/books', UNMATCHED],
    ['GET', '/', UNMATCHED],
    ['GET', '', UNMATCHED],
  ])('names %s %s as %s', (method, url, name) => {
    expect(routeOf(method, url)).toBe(name);
  });
});

describe('a pattern', () => {
  it('that starts with a slash means the path, any other the whole name', () => {
    expect(fits('/books*', 'GET /books/:id')).toBe(true);
    expect(fits('/books', 'GET /books/:id')).toBe(false);
    expect(fits('POST *', 'POST /orders')).toBe(true);
    expect(fits('books', 'GET /books')).toBe(false);
    expect(fits('*', UNMATCHED)).toBe(true);
    expect(fits('/b.oks', 'GET /books')).toBe(false);
  });
});
