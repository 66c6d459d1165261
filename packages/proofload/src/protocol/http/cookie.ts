/**
 * One cookie: read from a `Set-Cookie` header, and matched with the requests that it belongs to (RFC 6265, section 5).
 */
import { isIP } from 'node:net';
import { parseCookieDate } from './cookie-date.ts';

/** Where a request goes, as far as cookies care. */
export interface CookieSite {
  /** In lower case, without a port; IPv6 in brackets. */
  readonly hostname: string;
  /** Whether cookies marked `Secure` may go there: HTTPS, or the machine itself, as browsers have it. */
  readonly secure: boolean;
}

/** A cookie as a jar keeps it. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** Whether it goes to the one host only, not to those below it. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  /** Milliseconds since 1970; infinite for one that lasts as long as the virtual user. */
  readonly expiresMs: number;
}

/** Browsers' bound on name and value together (RFC 6265bis, section 5.6). */
const MAX_LENGTH = 4096;

/**
 * Reads a `Set-Cookie` header.
 *
 * @param requestPath - path of the request that was answered, without its query
 * @param nowEpochMs - milliseconds since 1970
 * @returns `undefined` for what is no cookie, or one for a foreign domain
 * @example
 * parseSetCookie('id=7; Path=/; Max-Age=60', site, '/login', Date.now());
 */
export function parseSetCookie(
  header: string,
  site: CookieSite,
  requestPath: string,
  nowEpochMs: number,
): Cookie | undefined {
  const [pair = '', ...attributes] = header.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, Math.max(equals, 0)).trim();
  const value = pair.slice(equals + 1).trim();
  if (name === '' || name.length + value.length > MAX_LENGTH) return undefined;

  let domain = '';
  let path = '';
  let secure = false;
  let expiresMs: number | undefined;
  let maxAgeMs: number | undefined;
  for (const attribute of attributes) {
    const [key = '', ...rest] = attribute.split('=');
    const text = rest.join('=').trim();
    switch (key.trim().toLowerCase()) {
      case 'domain':
        domain = text.replace(/^\./, '').toLowerCase();
        break;
      case 'path':
        path = text;
        break;
      case 'secure':
        secure = true;
        break;
      case 'expires':
        expiresMs = parseCookieDate(text) ?? expiresMs;
        break;
      case 'max-age':
        if (/^-?\d+$/.test(text)) maxAgeMs = Number(text) * 1000;
        break;
    }
  }
  if (domain !== '' && !isWithin(site.hostname, domain)) return undefined;
  return {
    name,
    value,
    domain: domain === '' ? site.hostname : domain,
    hostOnly: domain === '',
    path: path.startsWith('/') ? path : defaultPath(requestPath),
    secure,
    expiresMs: maxAgeMs === undefined ? (expiresMs ?? Number.POSITIVE_INFINITY) : nowEpochMs + maxAgeMs,
  };
}

/** Whether a cookie goes with a request; expiry is the jar's matter. */
export function belongsTo(cookie: Cookie, site: CookieSite, requestPath: string): boolean {
  if (cookie.secure && !site.secure) return false;
  if (cookie.hostOnly ? site.hostname !== cookie.domain : !isWithin(site.hostname, cookie.domain)) return false;
  const { path } = cookie;
  if (!requestPath.startsWith(path)) return false;
  return path.length === requestPath.length || path.endsWith('/') || requestPath[path.length] === '/';
}

/** Whether a host is a domain or below it (section 5.1.3); an address of numbers has nothing below it. */
function isWithin(hostname: string, domain: string): boolean {
  return hostname === domain || (hostname.endsWith(`.${domain}`) && isIP(hostname) === 0);
}

/** The directory of the request's path (section 5.1.4). */
function defaultPath(requestPath: string): string {
  const end = requestPath.lastIndexOf('/');
  return end <= 0 ? '/' : requestPath.slice(0, end);
}
