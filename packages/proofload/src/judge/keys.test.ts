import { describe, expect, it } from 'vitest';
import { isName, matchKey, thingOf } from './keys.ts';

const operations = [
  { name: 'GET /books', kind: 'http', tags: { area: 'books' } },
  { name: 'GET /books/{}', kind: 'http', tags: { area: 'books' } },
  { name: 'POST /login', kind: 'http', tags: { area: 'auth' } },
  { name: 'render', kind: 'code', tags: { area: 'books' } },
  { name: 'poll biography', kind: 'poll', tags: {} },
  { name: 'health', kind: 'health', tags: {} },
];
const names = (key: string) => matchKey(key, operations).map(({ name }) => name);

describe("a requirement's key", () => {
  it('means the operation of exactly that name', () => {
    expect(names('GET /books')).toEqual(['GET /books']);
  });

  it('means by * all operations of protocols, not measured code, polls and health checks', () => {
    expect(names('*')).toEqual(['GET /books', 'GET /books/{}', 'POST /login']);
  });

  it('means by a pattern what matches as a whole, a slash included', () => {
    expect(names('GET /books*')).toEqual(['GET /books', 'GET /books/{}']);
    expect(names('*/{}')).toEqual(['GET /books/{}']);
    expect(names('* /login')).toEqual(['POST /login']);
    expect(names('r*')).toEqual([]);
  });

  it('means by a tag the operations of protocols that have it', () => {
    expect(names('tag:area=books')).toEqual(['GET /books', 'GET /books/{}']);
    expect(names('tag:area=a*')).toEqual(['POST /login']);
    expect(names('tag:other=books')).toEqual([]);
  });

  it('means what stands apart by its exact name', () => {
    expect(names('render')).toEqual(['render']);
    expect(names('poll biography')).toEqual(['poll biography']);
  });

  it('means the exact name before it means a pattern', () => {
    const odd = [...operations, { name: 'GET /b*', kind: 'http', tags: {} }];
    expect(matchKey('GET /b*', odd).map(({ name }) => name)).toEqual(['GET /b*']);
  });

  it('tells names and things apart from what operations have in common', () => {
    expect(isName('GET /books')).toBe(true);
    expect(['*', 'GET *', 'tag:a=b', 'cache:images'].some(isName)).toBe(false);
    expect(thingOf('cache:images')).toEqual({ kind: 'cache', name: 'images' });
    expect(thingOf('GET /cache:images')).toBeUndefined();
  });
});
