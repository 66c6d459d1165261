import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BaseAddress, requestTarget, sendable } from './address.ts';
import { HttpError } from './errors.ts';

const resolved = (base: string, text: string) => {
  const address = new BaseAddress(base).resolve(text);
  return [address.origin?.origin, requestTarget(address, sendable(text)), address.label];
};

describe('a target', () => {
  it.each<[string, string, string | undefined, string, string]>([
    ['http://a.test', '/books', undefined, '/books', '/books'],
    ['http://a.test', '/books?page=2#top', undefined, '/books?page=2', '/books'],
    ['http://a.test', 'books', undefined, '/books', '/books'],
    ['http://a.test', '', undefined, '/', '/'],
    ['http://a.test', '?q=1', undefined, '/?q=1', '/'],
    ['http://a.test', '#top', undefined, '/', '/'],
    ['http://a.test/api/', '/books', undefined, '/api/books', '/books'],
    ['http://a.test/api', 'books', undefined, '/api/books', '/books'],
    ['http://a.test/api', '', undefined, '/api', '/'],
    ['http://a.test/api?x=y', '?q=1', undefined, '/api?q=1', '/'],
    ['http://a.test/api', 'HTTP://A.test:80/api/books?x', undefined, '/api/books?x', '/books'],
    ['http://a.test/api', 'http://a.test/api', undefined, '/api', '/'],
    ['http://a.test/api', 'http://a.test/apiary', undefined, '/apiary', '/apiary'],
    ['http://a.test', 'https://a.test/x', 'https://a.test', '/x', 'https://a.test/x'],
    ['http://a.test', 'http://b.test:81', 'http://b.test:81', '/', 'http://b.test:81/'],
    ['http://a.test', 'http://b.test?q=1', 'http://b.test', '/?q=1', 'http://b.test/'],
    ['http://a.test', '//b.test/x', undefined, '//b.test/x', '//b.test/x'],
    ['http://a.test', '/go?to=http://b.test/', undefined, '/go?to=http://b.test/', '/go'],
    ['http://a.test', '/ü b', undefined, '/%C3%BC%20b', '/ü b'],
    ['http://a.test', 'http://bücher.test/ü', 'http://xn--bcher-kva.test', '/%C3%BC', 'http://xn--bcher-kva.test/ü'],
  ])('below %s, %j is on %s, sent as %j and called %j', (base, text, origin, target, label) => {
    expect(resolved(base, text)).toEqual([origin, target, label]);
  });

  it.each(['ftp://a.test/', 'ws://a.test/', 'http://', 'http://a b/', 'http://a.test:99999/'])(
    '%j is refused',
    (text) => {
      expect(() => new BaseAddress('http://a.test').resolve(text)).toThrow(HttpError);
    },
  );

  it.each(['', '/books', 'a.test', 'ftp://a.test', 'http://'])('%j is no base', (base) => {
    expect(() => new BaseAddress(base)).toThrow('is no address of HTTP');
  });

  it('is always sent as visible ASCII from a slash on, or refused', () => {
    fc.assert(
      fc.property(fc.constantFrom('', 'http://b.test', '/'), fc.string({ unit: 'binary' }), (beginning, rest) => {
        try {
          expect(resolved('http://a.test/api', beginning + rest)[1]).toMatch(/^\/[!-~]*$/);
        } catch (error) {
          expect(error).toBeInstanceOf(HttpError);
        }
      }),
    );
  });
});
