/**
 * What a target means: on which server it is, what is asked of that server, and what the operation is called.
 */
import { HttpError } from './errors.ts';
import { encodeAddressText } from './scalar.ts';

/** A target, taken apart so that another text of the same form (a template with other values) needs no parsing. */
export interface Address {
  /** `undefined` for the suite's own target. */
  readonly origin: URL | undefined;
  /** What stands before the text in what is sent, and how much of the text's beginning is left out. */
  readonly lead: string;
  readonly cut: number;
  /** What it is called behind the method: without the query, with the origin when it is not the suite's target. */
  readonly label: string;
}

const WHOLE = /^(https?:\/\/[^/?#]*)([^?#]*)/i;

/** The address that a suite's paths are relative to; a path that it has itself stays in front of them. */
export class BaseAddress {
  readonly url: URL;
  readonly #prefix: string;

  /** @throws {HttpError} `target` when it is no address of HTTP */
  constructor(url: string | URL) {
    this.url = parseOrigin(String(url));
    this.#prefix = this.url.pathname.replace(/\/+$/, '');
  }

  /**
   * Takes a target apart.
   *
   * @throws {HttpError} `target`
   * @example
   * new BaseAddress('http://a.test/api').resolve('/books?page=2');
   * // { origin: undefined, lead: '/api', cut: 0, label: '/books' }
   */
  resolve(text: string): Address {
    const whole = WHOLE.exec(text);
    if (whole === null) return this.#resolvePath(text);
    const [, beginning = '', path = ''] = whole;
    const origin = parseOrigin(beginning);
    const cut = encodeAddressText(beginning).length;
    const lead = path === '' ? '/' : '';
    const pathLabel = path === '' ? '/' : path;
    if (origin.origin !== this.url.origin) return { origin, lead, cut, label: `${origin.origin}${pathLabel}` };
    const isBelow = this.#prefix !== '' && `${pathLabel}/`.startsWith(`${this.#prefix}/`);
    return { origin: undefined, lead, cut, label: isBelow ? pathLabel.slice(this.#prefix.length) || '/' : pathLabel };
  }

  #resolvePath(text: string): Address {
    const foreign = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
    if (foreign !== null) {
      throw new HttpError(
        'target',
        `The address '${text}' is not of HTTP; it must begin with http:// or https://, or be a path.`,
      );
    }
    const path = text.replace(/[?#].*$/s, '');
    const needsSlash = path === '' ? this.#prefix === '' : !path.startsWith('/');
    return {
      origin: undefined,
      lead: needsSlash ? `${this.#prefix}/` : this.#prefix,
      cut: 0,
      label: path.startsWith('/') ? path : `/${path}`,
    };
  }
}

/** What is sent for a text whose address is known. */
export function requestTarget(address: Address, text: string): string {
  const { lead, cut } = address;
  if (lead === '' && cut === 0) return text;
  return lead + (cut === 0 ? text : text.slice(cut));
}

/** A target as it is sent: fit for HTTP and without its fragment, which is never sent. */
export function sendable(text: string): string {
  const fragment = text.indexOf('#');
  return encodeAddressText(fragment < 0 ? text : text.slice(0, fragment));
}

function parseOrigin(text: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(text);
  } catch {
    // Said below.
  }
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new HttpError('target', `The address '${text}' is no address of HTTP, such as http://127.0.0.1:8000.`);
  }
  return url;
}
