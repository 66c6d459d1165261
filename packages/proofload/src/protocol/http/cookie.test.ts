import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { belongsTo, type CookieSite, parseSetCookie } from './cookie.ts';
import { parseCookieDate } from './cookie-date.ts';

const NOW = Date.UTC(2026, 0, 1);
const site: CookieSite = { hostname: 'shop.example.test', secure: true };
const parse = (header: string, path = '/account/login', from = site) => parseSetCookie(header, from, path, NOW);

describe('a Set-Cookie header', () => {
  it('is read with every attribute', () => {
    expect(parse('id="a=b"; Domain=.Example.test; Path=/x; Secure; HttpOnly; SameSite=Lax; Max-Age=60')).toEqual({
      name: 'id',
      value: '"a=b"',
      domain: 'example.test',
      hostOnly: false,
      path: '/x',
      secure: true,
      expiresMs: NOW + 60_000,
    });
  });

  it('belongs to the host and the directory of the request when it says nothing', () => {
    expect(parse('a=1')).toEqual({
      name: 'a',
      value: '1',
      domain: 'shop.example.test',
      hostOnly: true,
      path: '/account',
      secure: false,
      expiresMs: Number.POSITIVE_INFINITY,
    });
    expect(parse('a=1', '/login')?.path).toBe('/');
    expect(parse('a=1; Path=relative')?.path).toBe('/account');
  });

  it('lets Max-Age win over Expires, and the past mean the end', () => {
    const expires = 'Expires=Wed, 09 Jun 2027 10:18:14 GMT';
    expect(parse(`a=1; ${expires}`)?.expiresMs).toBe(Date.UTC(2027, 5, 9, 10, 18, 14));
    expect(parse(`a=1; Max-Age=5; ${expires}`)?.expiresMs).toBe(NOW + 5000);
    expect(parse('a=1; Max-Age=0')?.expiresMs).toBe(NOW);
    expect(parse('a=1; Max-Age=soon; Expires=never')?.expiresMs).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    'no equals sign',
    '=value',
    ' ; Path=/',
    '',
    `a=${'x'.repeat(5000)}`,
    'a=1; Domain=other.test',
    'a=1; Domain=p.example.test',
  ])('is passed over when it is %j', (header) => {
    expect(parse(header)).toBeUndefined();
  });

  it('is never for what is above or beside an address of numbers', () => {
    const address: CookieSite = { hostname: '10.0.0.1', secure: false };
    expect(parse('a=1; Domain=0.0.1', '/', address)).toBeUndefined();
    expect(parse('a=1; Domain=10.0.0.1', '/', address)?.domain).toBe('10.0.0.1');
  });

  it('never throws, and reads back any value that may stand in it', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        parse(header);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[!#-:<>-~]{1,20}$/), fc.stringMatching(/^[!-:<-~]{0,20}$/), (name, value) => {
        expect(parse(`${name}=${value}; Path=/`)).toMatchObject({ name, value, path: '/' });
      }),
    );
  });
});

describe('a cookie', () => {
  it.each<[string, string, string, boolean]>([
    ['a=1; Path=/docs', 'shop.example.test', '/docs', true],
    ['a=1; Path=/docs', 'shop.example.test', '/docs/web', true],
    ['a=1; Path=/docs/', 'shop.example.test', '/docs/web', true],
    ['a=1; Path=/docs', 'shop.example.test', '/docset', false],
    ['a=1; Path=/docs/', 'shop.example.test', '/docs', false],
    ['a=1; Path=/', 'www.shop.example.test', '/', false],
    ['a=1; Path=/; Domain=example.test', 'www.example.test', '/', true],
    ['a=1; Path=/; Domain=example.test', 'example.test', '/', true],
    ['a=1; Path=/; Domain=example.test', 'badexample.test', '/', false],
  ])('set as %j goes to %s%s: %s', (header, hostname, path, expected) => {
    const cookie = parse(header);
    expect(cookie && belongsTo(cookie, { hostname, secure: true }, path)).toBe(expected);
  });

  it('that is secure goes to secure places only', () => {
    const cookie = parse('a=1; Path=/; Secure');
    expect(cookie && belongsTo(cookie, { ...site, secure: false }, '/')).toBe(false);
  });
});

describe("a cookie's date", () => {
  it.each<[string, number | undefined]>([
    ['Wed, 09 Jun 2021 10:18:14 GMT', Date.UTC(2021, 5, 9, 10, 18, 14)],
    ['Wednesday, 09-Jun-21 10:18:14 GMT', Date.UTC(2021, 5, 9, 10, 18, 14)],
    ['Wed Jun  9 10:18:14 2021', Date.UTC(2021, 5, 9, 10, 18, 14)],
    ['9 jun 1999 1:2:3', Date.UTC(1999, 5, 9, 1, 2, 3)],
    ['31 Feb 2021 10:00:00', undefined],
    ['09 Jun 2021 24:00:00', undefined],
    ['09 Jun 1600 10:00:00', undefined],
    ['tomorrow', undefined],
    ['', undefined],
  ])('%j is %s', (text, expected) => {
    expect(parseCookieDate(text)).toBe(expected);
  });

  it('is read as JavaScript writes it', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true }), (date) => {
        expect(parseCookieDate(date.toUTCString())).toBe(Math.floor(date.getTime() / 1000) * 1000);
      }),
    );
  });
});
