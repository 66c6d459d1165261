import { describe, expect, it } from 'vitest';
import { CookieJar } from './cookie-jar.ts';
import { cookieSite, SessionCookies } from './cookies.ts';

const site = cookieSite(new URL('https://shop.test/'));

function setUp() {
  const clock = { nowMs: 1_000_000 };
  const jar = new CookieJar(() => clock.nowMs);
  const cookies = new SessionCookies(jar, new URL('https://shop.test/'), () => clock.nowMs);
  return { clock, jar, cookies };
}

describe('a cookie jar', () => {
  it('sends what was set, longer paths first, then older ones', () => {
    const { jar } = setUp();
    expect(jar.isEmpty).toBe(true);
    jar.store(['a=1; Path=/', 'b=2; Path=/', 'c=3; Path=/docs'], site, '/');
    expect(jar.header(site, '/docs/x')).toBe('c=3; a=1; b=2');
    expect(jar.header(site, '/')).toBe('a=1; b=2');
    expect(jar.header(cookieSite(new URL('https://other.test/')), '/')).toBeUndefined();
  });

  it('overwrites in place, and deletes what is over', () => {
    const { jar } = setUp();
    jar.store(['a=1; Path=/', 'b=2; Path=/', 'a=new; Path=/'], site, '/');
    expect(jar.header(site, '/')).toBe('a=new; b=2');
    jar.store(['a=; Path=/; Max-Age=0', 'b=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], site, '/');
    expect(jar.isEmpty).toBe(true);
  });

  it('forgets what has expired', () => {
    const { jar, clock } = setUp();
    jar.store(['a=1; Path=/; Max-Age=10', 'b=2; Path=/'], site, '/');
    clock.nowMs += 9_999;
    expect(jar.header(site, '/')).toBe('a=1; b=2');
    clock.nowMs += 1;
    expect(jar.header(site, '/')).toBe('b=2');
  });

  it('keeps a bounded number', () => {
    const { jar } = setUp();
    for (let index = 0; index < 1000; index += 1) jar.store([`n${index}=1; Path=/`], site, '/');
    expect(jar.matching(site, '/')).toHaveLength(180);
    expect(jar.matching(site, '/').at(-1)?.name).toBe('n999');
  });
});

describe('http.cookies', () => {
  it('gets, sets and clears', () => {
    const { cookies, jar } = setUp();
    cookies.set('session', 'abc');
    cookies.set('theme', 'dark', { path: '/app', maxAgeSeconds: 60 });
    expect(cookies.get('session')).toBe('abc');
    expect(cookies.get('theme')).toBeUndefined();
    expect(cookies.get('theme', '/app/x')).toBe('dark');
    cookies.clear('session');
    expect(cookies.get('session')).toBeUndefined();
    cookies.clear();
    expect(jar.isEmpty).toBe(true);
  });

  it('sets for a domain or another address', () => {
    const { cookies } = setUp();
    cookies.set('a', '1', { domain: '.example.test' });
    cookies.set('b', '2', { url: 'https://pay.test/x' });
    expect(cookies.get('a', 'https://www.example.test/')).toBe('1');
    expect(cookies.get('b', 'https://pay.test/')).toBe('2');
    expect(cookies.get('b')).toBeUndefined();
  });

  it('refuses what would break the header', () => {
    const { cookies } = setUp();
    expect(() => cookies.set('a b', '1')).toThrow('the name "a b"');
    expect(() => cookies.set('a', '1; b=2')).toThrow('the value "1; b=2"');
    expect(() => cookies.set('a', '1\r\nx: y')).toThrow('the value');
    expect(() => cookies.set('a', '1', { path: 'x' })).toThrow('the path "x"');
    expect(() => cookies.set('a', '1', { maxAgeSeconds: Number.NaN })).toThrow('maxAgeSeconds');
    expect(() => cookies.get('a', 'http://')).toThrow('no address');
  });
});

describe("a cookie's site", () => {
  it.each<[string, boolean]>([
    ['https://shop.test', true],
    ['http://shop.test', false],
    ['http://127.0.0.1:8000', true],
    ['http://[::1]:8000', true],
    ['http://localhost', true],
    ['http://api.localhost', true],
    ['http://localhost.test', false],
  ])('%s is secure: %s', (url, secure) => {
    expect(cookieSite(new URL(url)).secure).toBe(secure);
  });
});
