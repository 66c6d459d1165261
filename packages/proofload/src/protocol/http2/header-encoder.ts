/**
 * Writes the fields of requests as header blocks (HPACK, RFC 7541): what has been sent once on a connection is a byte or
 * two from then on, so that requests that are alike cost neither side much.
 */
import { type Indexing, type RequestField, type RequestFields, writeInteger } from './request-headers.ts';
import { DEFAULT_TABLE_BYTES, STATIC_FIELDS } from './static-table.ts';

/** How a field that is spelled out begins: its flags, and the bits of its number beside them (section 6.2). */
const LITERALS: Readonly<Record<Indexing, readonly [flags: number, prefixBits: number]>> = {
  kept: [0x40, 6],
  once: [0x00, 4],
  never: [0x10, 4],
};
/** A field that took more of the table would drive out most others. */
const LARGEST_SHARE = 0.75;

/** The sending side of one connection. */
export class HeaderEncoder {
  /** By name and value, the how-manieth that was put in. */
  private readonly known = new Map<string, number>();
  /** Oldest first. */
  private readonly entries: RequestField[] = [];
  private inserted = 0;
  private tableBytes = 0;
  private maxTableBytes = DEFAULT_TABLE_BYTES;
  /** The least that the table was to hold since the latest block; the other side has to be told. */
  private leastTableBytes: number | undefined = undefined;

  /** The other side's table holds so many bytes from now on; of more than the default no use is made. */
  resize(bytes: number): void {
    const wanted = Math.min(bytes, DEFAULT_TABLE_BYTES);
    if (wanted === this.maxTableBytes && this.leastTableBytes === undefined) return;
    this.leastTableBytes = Math.min(wanted, this.leastTableBytes ?? wanted);
    this.maxTableBytes = wanted;
    this.evict(wanted);
  }

  /** Writes a block, for which there has to be room, and returns the position behind it. */
  encode({ fields }: RequestFields, out: Buffer, start: number): number {
    let at = this.leastTableBytes === undefined ? start : this.tellSize(out, start);
    for (const field of fields) at = this.encodeField(field, out, at);
    return at;
  }

  private encodeField(field: RequestField, out: Buffer, start: number): number {
    const index = field.staticIndex > 0 ? field.staticIndex : this.indexOf(field);
    if (index > 0) return writeInteger(index, 7, 0x80, out, start);
    const isKept = field.indexing === 'kept' && field.tableBytes <= this.maxTableBytes * LARGEST_SHARE;
    const indexing = field.indexing === 'kept' && !isKept ? 'once' : field.indexing;
    const [flags, prefixBits] = LITERALS[indexing];
    let at = writeInteger(field.staticName, prefixBits, flags, out, start);
    if (field.staticName === 0) at = put(field.name, out, at);
    at = put(field.value, out, at);
    if (isKept) this.insert(field);
    return at;
  }

  private indexOf({ key, indexing }: RequestField): number {
    const found = indexing === 'kept' ? this.known.get(key) : undefined;
    return found === undefined ? 0 : STATIC_FIELDS.length + 1 + this.inserted - found;
  }

  private insert(field: RequestField): void {
    this.evict(this.maxTableBytes - field.tableBytes);
    this.inserted += 1;
    this.entries.push(field);
    this.known.set(field.key, this.inserted);
    this.tableBytes += field.tableBytes;
  }

  private evict(maxBytes: number): void {
    while (this.tableBytes > maxBytes) {
      const { key, tableBytes } = this.entries.shift()!;
      this.tableBytes -= tableBytes;
      this.known.delete(key);
    }
  }

  /** Both sizes, when it was less for a while, so that the other side forgets as much (section 4.2). */
  private tellSize(out: Buffer, start: number): number {
    const least = this.leastTableBytes!;
    this.leastTableBytes = undefined;
    const at = least < this.maxTableBytes ? writeInteger(least, 5, 0x20, out, start) : start;
    return writeInteger(this.maxTableBytes, 5, 0x20, out, at);
  }
}

function put(bytes: Uint8Array, out: Buffer, start: number): number {
  out.set(bytes, start);
  return start + bytes.length;
}
