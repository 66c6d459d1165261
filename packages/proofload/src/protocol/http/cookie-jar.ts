/**
 * The cookies of one virtual user (RFC 6265, sections 5.3 and 5.4). There is no list of public suffixes: a server that
 * sets a cookie for a whole top-level domain is the one that is being tested.
 */
import { belongsTo, type Cookie, type CookieSite, parseSetCookie } from './cookie.ts';

/** As many as browsers keep for one site; a server that makes up names forever must not fill the memory. */
const CAPACITY = 180;

export class CookieJar {
  /** In the order in which they were first set. */
  #cookies: Cookie[] = [];
  readonly #epochMs: () => number;

  /** @param epochMs - the time in milliseconds since 1970 */
  constructor(epochMs: () => number) {
    this.#epochMs = epochMs;
  }

  /** What a hot path asks first. */
  get isEmpty(): boolean {
    return this.#cookies.length === 0;
  }

  /** Takes in the `Set-Cookie` headers of an answer; those that are no cookies are passed over, as browsers do. */
  store(headers: readonly string[], site: CookieSite, requestPath: string): void {
    for (const header of headers) {
      const cookie = parseSetCookie(header, site, requestPath, this.#epochMs());
      if (cookie !== undefined) this.put(cookie);
    }
  }

  /** Adds a cookie or replaces the one of the same name, domain and path; one that is over deletes it. */
  put(cookie: Cookie): void {
    const cookies = this.#cookies;
    const index = cookies.findIndex(
      ({ name, domain, path }) => name === cookie.name && domain === cookie.domain && path === cookie.path,
    );
    if (cookie.expiresMs <= this.#epochMs()) {
      if (index >= 0) cookies.splice(index, 1);
    } else if (index >= 0) {
      cookies[index] = cookie;
    } else {
      if (cookies.length >= CAPACITY) cookies.shift();
      cookies.push(cookie);
    }
  }

  /** Those that go with a request, in the order in which they are sent: longer paths first, then older ones. */
  matching(site: CookieSite, requestPath: string): readonly Cookie[] {
    const now = this.#epochMs();
    if (this.#cookies.some(({ expiresMs }) => expiresMs <= now)) {
      this.#cookies = this.#cookies.filter(({ expiresMs }) => expiresMs > now);
    }
    const found = this.#cookies.filter((cookie) => belongsTo(cookie, site, requestPath));
    return found.sort((a, b) => b.path.length - a.path.length);
  }

  /** The value of the `Cookie` header of a request; `undefined` when none goes with it. */
  header(site: CookieSite, requestPath: string): string | undefined {
    let text = '';
    for (const { name, value } of this.matching(site, requestPath))
      text += text === '' ? `${name}=${value}` : `; ${name}=${value}`;
    return text === '' ? undefined : text;
  }

  /** Forgets those of a name, or all. */
  clear(name?: string): void {
    this.#cookies = name === undefined ? [] : this.#cookies.filter((cookie) => cookie.name !== name);
  }
}
