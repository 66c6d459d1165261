/**
 * What the events of a stream have in common: nearly all of them differ in nothing but a piece of text, so that most need
 * no reading.
 *
 *     data: {"id":"chatcmpl-1",…,"delta":{"content":"  Hi  "},"finish_reason":null}]}⏎⏎
 *     ├──────────────────── before ──────────────────┤    ├─────────── after ───────────┤
 */
import type { Place } from './chunk-scanner.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LF = 0x0a;
const NO_BYTES: Buffer = Buffer.alloc(0);
const FIELD = Buffer.from('data: ', 'latin1');
const FIELD_LENGTH = FIELD.length;
const BLANK_LENGTH = 2;
/** A server whose events differ in more (some send a random text along) is told by this many more misses than hits. */
const MOST_MISSES = 16;

/** The template of one stream. */
export class ChunkTemplate {
  /** Where the text lies in the event last matched, as it is written in JSON. */
  readonly content: Place = { start: 0, end: 0 };
  private before = NO_BYTES;
  private after = NO_BYTES;
  private surplusMisses = 0;

  /** Whether the bytes are an event like the one that was learned, with a plain text that is not empty. */
  matches(bytes: Buffer, start: number, end: number): boolean {
    const { before, after, content } = this;
    if (before.length === 0) return false;
    const contentStart = start + before.length;
    const contentEnd = end - after.length;
    if (
      contentEnd > contentStart &&
      bytes.compare(after, 0, after.length, contentEnd, end) === 0 &&
      bytes.compare(before, 0, before.length, start, contentStart) === 0 &&
      isPlain(bytes, contentStart, contentEnd)
    ) {
      content.start = contentStart;
      content.end = contentEnd;
      this.surplusMisses = Math.max(0, this.surplusMisses - 1);
      return true;
    }
    return false;
  }

  /**
   * Takes an event for an example.
   *
   * @param bytes - in which it lies, whole, between `from` and `to`
   * @param start - where its data begins
   * @param end - where that ends
   * @param text - the text of its one token
   */
  learn(bytes: Buffer, from: number, to: number, start: number, end: number, text: Place): void {
    if (this.surplusMisses > MOST_MISSES) return;
    this.surplusMisses += 1;
    this.before = NO_BYTES;
    if (this.surplusMisses > MOST_MISSES || start - FIELD_LENGTH !== from || end + BLANK_LENGTH !== to) return;
    if (bytes.compare(FIELD, 0, FIELD_LENGTH, from, start) !== 0) return;
    if (bytes[end] !== LF || bytes[end + 1] !== LF) return;
    this.before = Buffer.from(bytes.subarray(from, text.start));
    this.after = Buffer.from(bytes.subarray(text.end, to));
  }
}

/** Whether the text ends where it seems to: it has no quote, and no backslash that could hide one. */
function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index];
    if (byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
}
