/**
 * Collects the pieces of a text as they stand in JSON, without decoding any: that is left to who asks for the text.
 */

const NO_BYTES: Buffer = Buffer.alloc(0);
const FIRST_BYTES = 256;
/** Up to here copying byte by byte is faster than a call. */
const FEW_BYTES = 48;
const DEFAULT_MOST_BYTES = 4 * 1024 * 1024;

/**
 * Collects one text.
 *
 * @example
 * collector.add(Buffer.from('a\\n'), 0, 3);
 * collector.addText('"b"');
 * collector.text; // 'a', a line end, '"b"'
 */
export class TextCollector {
  private bytes = NO_BYTES;
  private length = 0;
  private mostBytes: number;

  /** @param mostBytes - what is beyond is dropped */
  constructor(mostBytes: number = DEFAULT_MOST_BYTES) {
    this.mostBytes = mostBytes;
  }

  /** Adds a piece that is written as in JSON, without its quotes. */
  add(source: Buffer, start: number, end: number): void {
    const from = this.length;
    const needed = from + end - start;
    if (needed > this.mostBytes) {
      // Nor anything that would fit later: the text is to have an end, but no holes.
      this.mostBytes = from;
      return;
    }
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(FIRST_BYTES, needed * 2));
      this.bytes.copy(larger, 0, 0, from);
      this.bytes = larger;
    }
    const { bytes } = this;
    if (end - start > FEW_BYTES) source.copy(bytes, from, start, end);
    else for (let index = start; index < end; index += 1) bytes[from + index - start] = source[index]!;
    this.length = needed;
  }

  /** Adds a text that is decoded already. */
  addText(text: string): void {
    if (text === '') return;
    const piece = Buffer.from(JSON.stringify(text));
    this.add(piece, 1, piece.length - 1);
  }

  get text(): string {
    const written = this.bytes.toString('utf8', 0, this.length);
    try {
      return JSON.parse(`"${written}"`) as string;
    } catch {
      // A server that writes no proper JSON: better its text as it came than none.
      return written;
    }
  }
}
