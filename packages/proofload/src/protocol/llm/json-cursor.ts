/**
 * Steps through JSON as bytes, without making anything of it: for those who look for a few members of many texts.
 *
 * It is no validator: what is stepped over is only matched bracket by bracket. Once the text is not what it must be, the
 * cursor is `broken`, and every further step does nothing and finds nothing.
 */

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
/** `{` and `[` differ from their closing brackets by this, and from one another by 0x20. */
const TO_CLOSING = 2;

export const OPEN_OBJECT = 0x7b;
export const OPEN_LIST = 0x5b;

const NO_BYTES: Buffer = Buffer.alloc(0);

/**
 * A cursor that goes over one text after the other.
 *
 * @example
 * cursor.begin(bytes, 0, bytes.length);
 * cursor.enter(OPEN_OBJECT);
 * while (cursor.nextKey()) {
 *   if (cursor.isKey(USAGE)) usageStart = cursor.at;
 *   cursor.skipValue();
 * }
 */
export class JsonCursor {
  bytes = NO_BYTES;
  /** Where it stands: at a value, once a key was found. */
  at = 0;
  broken = false;
  private end = 0;
  private keyStart = 0;
  private keyEnd = 0;

  begin(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.end = end;
    this.at = start;
    this.broken = false;
    this.skipSpace();
  }

  /** The byte at which it stands; 0 at the end. */
  peek(): number {
    return this.at < this.end ? this.bytes[this.at]! : 0;
  }

  /** Whether nothing but white space is left. */
  get isAtEnd(): boolean {
    this.skipSpace();
    return !this.broken && this.at === this.end;
  }

  /** Goes in through an opening bracket; any other byte breaks it. */
  enter(bracket: typeof OPEN_OBJECT | typeof OPEN_LIST): void {
    if (this.peek() === bracket) this.at += 1;
    else this.broken = true;
  }

  /** Whether the list or object at which it stands has anything in it. */
  get isFilled(): boolean {
    const bracket = this.peek();
    const start = this.at;
    this.at += 1;
    this.skipSpace();
    const isFilled = this.peek() !== bracket + TO_CLOSING;
    this.at = start;
    return isFilled;
  }

  /** Goes to the value of the next member; false, and behind the object, when there is none. */
  nextKey(): boolean {
    if (!this.nextPlace(OPEN_OBJECT + TO_CLOSING)) return false;
    if (this.peek() !== QUOTE) return this.break();
    this.keyStart = this.at + 1;
    this.skipString();
    this.keyEnd = this.at - 1;
    this.skipSpace();
    if (this.peek() !== COLON) return this.break();
    this.at += 1;
    this.skipSpace();
    return !this.broken;
  }

  /** Goes to the next item; false, and behind the list, when there is none. */
  nextItem(): boolean {
    return this.nextPlace(OPEN_LIST + TO_CLOSING);
  }

  /** Whether the key last found is this one. */
  isKey(key: Buffer): boolean {
    const { bytes, keyStart } = this;
    const { length } = key;
    if (this.keyEnd - keyStart !== length) return false;
    for (let index = 0; index < length; index += 1) {
      if (bytes[keyStart + index] !== key[index]) return false;
    }
    return true;
  }

  /** Goes behind the value at which it stands. */
  skipValue(): void {
    const byte = this.peek();
    if (byte === QUOTE) this.skipString();
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.skipNested();
    else this.skipScalar();
  }

  /** Goes behind the text at which it stands. */
  private skipString(): void {
    const { bytes, end } = this;
    for (let at = this.at + 1; at < end; at += 1) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        this.at = at + 1;
        return;
      }
      if (byte === BACKSLASH) at += 1;
    }
    this.break();
  }

  private skipNested(): void {
    let depth = 0;
    while (this.at < this.end) {
      const byte = this.bytes[this.at]!;
      if (byte === QUOTE) {
        this.skipString();
        continue;
      }
      this.at += 1;
      // Of all bytes of JSON outside of texts only brackets have these bits.
      const kind = byte | SPACE;
      if (kind === OPEN_OBJECT) depth += 1;
      else if (kind === OPEN_OBJECT + TO_CLOSING) {
        depth -= 1;
        if (depth === 0) return;
      }
    }
    this.break();
  }

  /** A number, `true`, `false` or `null`. */
  private skipScalar(): void {
    const { bytes, end } = this;
    const start = this.at;
    let at = start;
    for (; at < end; at += 1) {
      const byte = bytes[at]!;
      if (byte <= SPACE || byte === COMMA || (byte | SPACE) === OPEN_OBJECT + TO_CLOSING) break;
    }
    this.at = at;
    if (at === start) this.break();
  }

  private nextPlace(closing: number): boolean {
    if (this.broken) return false;
    this.skipSpace();
    if (this.peek() === COMMA) {
      this.at += 1;
      this.skipSpace();
    }
    if (this.at >= this.end) return this.break();
    if (this.peek() !== closing) return true;
    this.at += 1;
    return false;
  }

  private skipSpace(): void {
    const { bytes, end } = this;
    let { at } = this;
    while (at < end && bytes[at]! <= SPACE) at += 1;
    this.at = at;
  }

  private break(): false {
    this.broken = true;
    this.at = this.end;
    return false;
  }
}
