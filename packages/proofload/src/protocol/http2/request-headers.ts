/**
 * A request in the form of HTTP/2: what its head as a text says, as fields (RFC 9113, section 8.3) that are ready to be
 * written into header blocks.
 */
import type { Endpoint } from '../http1/endpoint.ts';
import type { RawRequest } from '../http1/exchange.ts';
import { huffmanLength, writeHuffman } from './huffman.ts';
import { ENTRY_OVERHEAD, STATIC_FIELDS } from './static-table.ts';

/** Fields about one connection, which HTTP/2 has other means for (RFC 9113, section 8.2.2). */
const OF_CONNECTIONS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);
/** Differ from request to request, so that a place in the table would be wasted on them. */
const SELDOM_REPEATED: ReadonlySet<string> = new Set([
  ':path',
  'content-length',
  'if-modified-since',
  'if-none-match',
  'range',
]);
/** Shorter ones could be guessed from the sizes of blocks by others who share the connection (RFC 7541, section 7.1). */
const GUESSABLE_COOKIE = 20;
/** Heads that are the same from request to request are taken apart once; past so many, a suite makes each anew. */
const KEPT_HEADS = 256;

const STATIC_NAMES = new Map<string, number>();
const STATIC_PAIRS = new Map<string, number>();
for (const [index, [name, value]] of STATIC_FIELDS.entries()) {
  if (!STATIC_NAMES.has(name)) STATIC_NAMES.set(name, index + 1);
  if (value !== '') STATIC_PAIRS.set(keyOf(name, value), index + 1);
}

/** How a field is written that no table has: with a place in the other side's, without, or without for ever. */
export type Indexing = 'kept' | 'once' | 'never';

/** A field of a request. */
export interface RequestField {
  /** Name and value. */
  readonly key: string;
  /** The number of the field in the static table; 0 when it is not there. */
  readonly staticIndex: number;
  /** The number of a field of that name in it. */
  readonly staticName: number;
  readonly indexing: Indexing;
  /** As HPACK writes texts, length and all. */
  readonly name: Uint8Array;
  readonly value: Uint8Array;
  /** What it takes in a table, in bytes. */
  readonly tableBytes: number;
}

/** All fields of a request, in order. */
export interface RequestFields {
  readonly fields: readonly RequestField[];
  /** What their block has at most, in bytes. */
  readonly mostBytes: number;
}

/** A request that HTTP/2 has no words for. */
export class UnsayableError extends Error {
  override readonly name = 'UnsayableError';
}

/** Takes the heads of one origin's requests apart. */
export class HeadFields {
  readonly #scheme: string;
  readonly #known = new Map<string, RequestFields>();

  /** @param scheme - `http` or `https` */
  constructor(scheme: string) {
    this.#scheme = scheme;
  }

  /** @throws {UnsayableError} for a field that HTTP/2 does not allow */
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
    const [method = '', path = ''] = requestLine.split(' ');
    let authority = '';
    const regular: RequestField[] = [];
    for (const line of lines) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      if (name === 'host') authority = value;
      else if (name === 'te' && value.toLowerCase() !== 'trailers')
        throw new UnsayableError(`its header te may say trailers and nothing else, but says ${JSON.stringify(value)}`);
      else if (!OF_CONNECTIONS.has(name)) regular.push(requestField(name, value));
    }
    const fields = [
      requestField(':method', method),
      requestField(':path', path),
      requestField(':scheme', this.#scheme),
      requestField(':authority', authority),
      ...regular,
    ];
    return { fields, mostBytes: fields.reduce((sum, field) => sum + mostBytesOf(field), TABLE_SIZES) };
  }
}

/** What the numbers take with which a block may begin, at most, in bytes. */
const TABLE_SIZES = 12;

/** The heads of an origin, which are the same for all of its clients. */
const HEADS = new WeakMap<Endpoint, HeadFields>();

export function headsOf(endpoint: Endpoint): HeadFields {
  let heads = HEADS.get(endpoint);
  if (heads === undefined) {
    heads = new HeadFields(endpoint.tls === undefined ? 'http' : 'https');
    HEADS.set(endpoint, heads);
  }
  return heads;
}

/** A field by its name, in lower case, and its value; both of one byte a character. */
export function requestField(name: string, value: string): RequestField {
  return {
    key: keyOf(name, value),
    staticIndex: STATIC_PAIRS.get(keyOf(name, value)) ?? 0,
    staticName: STATIC_NAMES.get(name) ?? 0,
    indexing: indexingOf(name, value),
    name: hpackText(name),
    value: hpackText(value),
    tableBytes: name.length + value.length + ENTRY_OVERHEAD,
  };
}

function keyOf(name: string, value: string): string {
  return `${name}\n${value}`;
}

function indexingOf(name: string, value: string): Indexing {
  if (name === 'authorization' || name === 'proxy-authorization') return 'never';
  if (name === 'cookie' && value.length < GUESSABLE_COOKIE) return 'never';
  return SELDOM_REPEATED.has(name) ? 'once' : 'kept';
}

function mostBytesOf({ name, value }: RequestField): number {
  return 1 + name.length + value.length;
}

/** In whichever way is shorter (RFC 7541, section 5.2). */
function hpackText(text: string): Uint8Array {
  const length = huffmanLength(text);
  const isShorter = length < text.length;
  const bytes = Buffer.alloc(6 + Math.max(length, text.length));
  const start = writeInteger(isShorter ? length : text.length, 7, isShorter ? 0x80 : 0, bytes, 0);
  const end = isShorter ? writeHuffman(text, bytes, start) : start + bytes.write(text, start, 'latin1');
  return bytes.subarray(0, end);
}

/** Writes a number behind the `flags` of its first byte (section 5.1), and returns the position behind it. */
export function writeInteger(value: number, prefixBits: number, flags: number, out: Uint8Array, start: number): number {
  const mask = (1 << prefixBits) - 1;
  if (value < mask) {
    out[start] = flags | value;
    return start + 1;
  }
  out[start] = flags | mask;
  let at = start + 1;
  let rest = value - mask;
  while (rest >= 0x80) {
    out[at] = (rest & 0x7f) | 0x80;
    rest = Math.floor(rest / 0x80);
    at += 1;
  }
  out[at] = rest;
  return at + 1;
}
