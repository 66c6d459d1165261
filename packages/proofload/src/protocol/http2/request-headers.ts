/**
 * A request in the form of HTTP/2: what its head as a text says, as fields (RFC 9113, section 8.3).
 */
import type { OutgoingHttpHeaders } from 'node:http2';
import type { RawRequest } from '../http1/client.ts';

/** Fields about one connection, which HTTP/2 has other means for (RFC 9113, section 8.2.2). */
const OF_CONNECTIONS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);
/** Heads that are the same from request to request are taken apart once; past so many, a suite makes each anew. */
const KEPT_HEADS = 256;

/** The fields of a request and how long they are before compression. */
export interface RequestFields {
  readonly headers: OutgoingHttpHeaders;
  readonly bytes: number;
}

/** Takes the heads of one origin's requests apart. */
export class HeadFields {
  readonly #scheme: string;
  readonly #known = new Map<string, RequestFields>();

  /** @param scheme - `http` or `https` */
  constructor(scheme: string) {
    this.#scheme = scheme;
  }

  of({ head }: RawRequest): RequestFields {
    const known = this.#known.get(head);
    if (known !== undefined) return known;
    const fields = this.#parse(head);
    if (this.#known.size >= KEPT_HEADS) this.#known.clear();
    this.#known.set(head, fields);
    return fields;
  }

  #parse(head: string): RequestFields {
    const [requestLine = '', ...lines] = head.slice(0, -4).split('\r\n');
    const [method, path] = requestLine.split(' ');
    const headers: Record<string, string | string[]> = {
      ':method': method ?? '',
      ':path': path ?? '',
      ':scheme': this.#scheme,
    };
    for (const line of lines) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      if (name === 'host') headers[':authority'] = value;
      else if (!OF_CONNECTIONS.has(name)) add(headers, name, value);
    }
    return { headers, bytes: head.length };
  }
}

function add(headers: Record<string, string | string[]>, name: string, value: string): void {
  const before = headers[name];
  if (before === undefined) headers[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else headers[name] = [before, value];
}
