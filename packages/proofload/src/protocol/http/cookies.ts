/**
 * `http.cookies`: a virtual user's own hand in its cookie jar.
 */
import type { Cookie, CookieSite } from './cookie.ts';
import type { CookieJar } from './cookie-jar.ts';
import { HttpError } from './errors.ts';
import type { CookieOptions, Cookies } from './types.ts';

const LOOPBACK = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/** What cookies need to know of an address. */
export function cookieSite(url: URL): CookieSite {
  return { hostname: url.hostname, secure: url.protocol === 'https:' || LOOPBACK.test(url.hostname) };
}

/** The face of a jar that tasks see. */
export class SessionCookies implements Cookies {
  readonly #jar: CookieJar;
  readonly #base: URL;
  readonly #epochMs: () => number;

  constructor(jar: CookieJar, base: URL, epochMs: () => number) {
    this.#jar = jar;
    this.#base = base;
    this.#epochMs = epochMs;
  }

  get(name: string, url?: string): string | undefined {
    const address = this.#address(url);
    return this.#jar.matching(cookieSite(address), address.pathname).find((cookie) => cookie.name === name)?.value;
  }

  set(name: string, value: string, options: CookieOptions = {}): void {
    const { domain, path = '/', secure = false, maxAgeSeconds } = options;
    checkText('name', name, /^[!#-+\--:<>-~]+$/);
    checkText('value', value, /^[ !-:<-~\x80-\xff]*$/);
    checkText('path', path, /^\/[ -:<-~]*$/);
    if (maxAgeSeconds !== undefined && !Number.isFinite(maxAgeSeconds)) {
      throw new HttpError(
        'cookie',
        `The cookie '${name}' has a maxAgeSeconds of ${maxAgeSeconds}; it must be a number.`,
      );
    }
    const cookie: Cookie = {
      name,
      value,
      domain: domain?.replace(/^\./, '').toLowerCase() ?? this.#address(options.url).hostname,
      hostOnly: domain === undefined,
      path,
      secure,
      expiresMs: maxAgeSeconds === undefined ? Number.POSITIVE_INFINITY : this.#epochMs() + maxAgeSeconds * 1000,
    };
    this.#jar.put(cookie);
  }

  clear(name?: string): void {
    this.#jar.clear(name);
  }

  #address(url: string | undefined): URL {
    if (url === undefined) return this.#base;
    try {
      return new URL(url, this.#base);
    } catch (cause) {
      throw new HttpError('cookie', `A cookie cannot belong to ${JSON.stringify(url)}, which is no address.`, cause);
    }
  }
}

function checkText(what: string, text: string, allowed: RegExp): void {
  if (allowed.test(text)) return;
  throw new HttpError(
    'cookie',
    `A cookie cannot have the ${what} ${JSON.stringify(text)}; percent-encode what is not plain text.`,
  );
}
