/**
 * The incremental parser of server-sent events: pure, fed with pieces of a body's bytes as they come, split anywhere.
 *
 * An event whose data is one line that came in one piece, as nearly all are, is handed over where it lies in the read
 * buffer; only what is split, or has several lines, is copied. Nothing is decoded here but the names and ids of events.
 *
 * ```
 * stream  = [ BOM ] *event
 * event   = *( comment / field ) end-of-line
 * comment = ":" *any end-of-line
 * field   = name [ ":" [ SPACE ] *any ] end-of-line       name: data, event, id, retry; others are ignored
 * ```
 * Source: WHATWG HTML, section 9.2.6, "Interpreting an event stream".
 */

/** Who is told of events. */
export interface EventSink {
  /**
   * An event is whole.
   *
   * @param type - `message` unless the event says otherwise
   * @param bytes - where its data lies, from `start` to `end`, in UTF-8; valid during the call only
   */
  event(type: string, bytes: Buffer, start: number, end: number): void;
}

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;

const DATA_LENGTH = 4;
const DEFAULT_TYPE = 'message';
const NOTHING: Buffer = Buffer.alloc(0);
const FIRST_KEPT_BYTES = 512;
/** What is larger is let go of after its event. */
const MOST_IDLE_BYTES = 65_536;
const DEFAULT_MAX_EVENT_BYTES = 16 * 1024 * 1024;

/**
 * Parses one stream.
 *
 * @example
 * const parser = new EventParser({ event: (type, bytes, start, end) => log(type, bytes.toString('utf8', start, end)) });
 * parser.feed(Buffer.from('data: 1\n\ndata: 2'), 0, 16); // message 1
 */
export class EventParser {
  /** The id of the last event that had one: what `Last-Event-ID` is when the stream is opened again. */
  lastEventId = '';
  /** How long the server wants to be left alone before the stream is opened again, in ms. */
  retryMs: number | undefined = undefined;
  private readonly sink: EventSink;
  private readonly maxEventBytes: number;
  private isFirstLine = true;
  private isAfterCr = false;
  private isInEvent = false;
  /** The beginning of a line whose end has not come. */
  private line = NOTHING;
  private lineLength = 0;
  private type = '';
  private id = '';
  /** Where the data of the event lies so far: in the piece being read, or in `kept`. */
  private data = NOTHING;
  private dataStart = 0;
  private dataEnd = 0;
  private hasData = false;
  private kept = NOTHING;
  /** Whether there was a line of a field that the format does not know, which it has readers ignore. */
  private hasUnknown = false;

  constructor(sink: EventSink, maxEventBytes: number = DEFAULT_MAX_EVENT_BYTES) {
    this.sink = sink;
    this.maxEventBytes = maxEventBytes;
  }

  /**
   * Takes in the bytes from `start` to `end`.
   *
   * @returns false when an event is longer than it may be: the stream cannot be read any further
   */
  feed(bytes: Buffer, start: number, end: number): boolean {
    let position = start;
    if (this.isAfterCr && position < end) {
      this.isAfterCr = false;
      if (bytes[position] === LF) position += 1;
    }
    let cr = nextOf(CR, bytes, position, end);
    while (position < end) {
      const lf = nextOf(LF, bytes, position, end);
      const lineEnd = Math.min(lf, cr);
      if (lineEnd === end) break;
      this.endLine(bytes, position, lineEnd);
      position = lineEnd + 1;
      if (lineEnd === cr) {
        if (position === end) this.isAfterCr = true;
        else if (bytes[position] === LF) position += 1;
        cr = nextOf(CR, bytes, position, end);
      }
    }
    // Before the line: the data may lie in what held the line before.
    if (this.hasData && this.data !== this.kept) this.keepData();
    if (position < end) this.keepLine(bytes, position, end);
    return this.lineLength + (this.dataEnd - this.dataStart) <= this.maxEventBytes;
  }

  /** Whether there were lines, none of which the format knows; to be asked when the stream is over and had no event. */
  get isForeign(): boolean {
    if (this.lineLength > 0) this.readLine(this.line, 0, this.lineLength);
    return this.hasUnknown && !this.hasData;
  }

  /** Whether the next byte begins an event. */
  get isBetweenEvents(): boolean {
    return !this.isInEvent && this.lineLength === 0 && !this.isAfterCr && !this.isFirstLine;
  }

  private endLine(bytes: Buffer, start: number, end: number): void {
    if (this.lineLength === 0) {
      this.readLine(bytes, start, end);
      return;
    }
    this.keepLine(bytes, start, end);
    const { lineLength } = this;
    this.lineLength = 0;
    this.readLine(this.line, 0, lineLength);
  }

  private readLine(bytes: Buffer, lineStart: number, end: number): void {
    let start = lineStart;
    if (this.isFirstLine) {
      this.isFirstLine = false;
      if (bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf && end - start >= 3)
        start += 3;
    }
    this.isInEvent = start < end;
    if (start === end) {
      this.dispatch();
      return;
    }
    if (isData(bytes, start, end)) this.addData(bytes, valueStart(bytes, start + DATA_LENGTH, end), end);
    else if (bytes[start] !== COLON) this.readField(bytes, start, end);
  }

  private readField(bytes: Buffer, start: number, end: number): void {
    const found = bytes.subarray(start, end).indexOf(COLON);
    const colon = found < 0 ? end : start + found;
    const name = bytes.toString('latin1', start, colon);
    if (name !== 'event' && name !== 'id' && name !== 'retry') {
      this.hasUnknown = true;
      return;
    }
    const value = bytes.toString('utf8', valueStart(bytes, colon, end), end);
    if (name === 'event') this.type = value;
    else if (name === 'id') {
      if (!value.includes('\0')) this.id = value;
    } else if (/^\d+$/.test(value)) this.retryMs = Number(value);
  }

  private addData(bytes: Buffer, start: number, end: number): void {
    if (!this.hasData) {
      this.hasData = true;
      this.data = bytes;
      this.dataStart = start;
      this.dataEnd = end;
      return;
    }
    if (this.data !== this.kept) this.keepData();
    const before = this.dataEnd;
    this.kept = withRoom(this.kept, before, before + 1 + end - start);
    this.kept[before] = LF;
    bytes.copy(this.kept, before + 1, start, end);
    this.data = this.kept;
    this.dataEnd = before + 1 + end - start;
  }

  private dispatch(): void {
    this.lastEventId = this.id;
    const type = this.type === '' ? DEFAULT_TYPE : this.type;
    this.type = '';
    if (!this.hasData) return;
    const { data, dataStart, dataEnd } = this;
    this.hasData = false;
    this.data = NOTHING;
    this.dataStart = 0;
    this.dataEnd = 0;
    if (this.kept.length > MOST_IDLE_BYTES) this.kept = NOTHING;
    this.sink.event(type, data, dataStart, dataEnd);
  }

  private keepData(): void {
    const length = this.dataEnd - this.dataStart;
    this.kept = withRoom(this.kept, 0, length);
    this.data.copy(this.kept, 0, this.dataStart, this.dataEnd);
    this.data = this.kept;
    this.dataStart = 0;
    this.dataEnd = length;
  }

  private keepLine(bytes: Buffer, start: number, end: number): void {
    const needed = this.lineLength + end - start;
    this.line = withRoom(
      this.lineLength === 0 && this.line.length > MOST_IDLE_BYTES ? NOTHING : this.line,
      this.lineLength,
      needed,
    );
    bytes.copy(this.line, this.lineLength, start, end);
    this.lineLength = needed;
  }
}

/**
 * Where a byte next stands; `end` when it does not. The search goes on behind the end, through what is left there of
 * earlier reads, which still costs a tenth of looking at each byte here.
 */
function nextOf(byte: number, bytes: Buffer, start: number, end: number): number {
  const found = bytes.indexOf(byte, start);
  return found < 0 || found > end ? end : found;
}

/** Whether a line is of the field `data`. */
function isData(bytes: Buffer, start: number, end: number): boolean {
  return (
    end - start >= DATA_LENGTH &&
    bytes[start] === 0x64 &&
    bytes[start + 1] === 0x61 &&
    bytes[start + 2] === 0x74 &&
    bytes[start + 3] === 0x61 &&
    (end - start === DATA_LENGTH || bytes[start + DATA_LENGTH] === COLON)
  );
}

/** Where a field's value begins; `colon` is the end of a field that has none. */
function valueStart(bytes: Buffer, colon: number, end: number): number {
  if (colon >= end) return end;
  const start = colon + 1;
  return start < end && bytes[start] === SPACE ? start + 1 : start;
}

/** A buffer with the first `used` bytes of another and room for `needed`. */
function withRoom(buffer: Buffer, used: number, needed: number): Buffer {
  if (needed <= buffer.length) return buffer;
  const larger = Buffer.allocUnsafe(Math.max(FIRST_KEPT_BYTES, needed * 2));
  buffer.copy(larger, 0, 0, used);
  return larger;
}
