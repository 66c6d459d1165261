/**
 * Finds out what a chunk of a streamed answer holds by looking at its bytes: a token of the answer, of reasoning, of a
 * tool call, the reason of the end, the usage, an error. Thousands of streams have tens of thousands of chunks a second,
 * of which nothing but this is wanted, so that no text and no object is made of them.
 *
 * ```
 * chunk  = { choices: [ *choice ], usage: object, error: any, … }
 * choice = { index: number, delta: delta, text: string, finish_reason: string, … }
 * delta  = { content: string, refusal: string, reasoning_content: string, reasoning: string,
 *            tool_calls: [ … ], function_call: object, … }
 * ```
 * The forms are those of OpenAI's API, with the names for reasoning that vLLM, DeepSeek, SGLang and OpenRouter use.
 */
import { JsonCursor, OPEN_LIST, OPEN_OBJECT } from './json-cursor.ts';

/** What a chunk holds, as a sum. Text that is empty is none. */
export const CONTENT = 1;
export const REASONING = 2;
export const TOOL_CALL = 4;
export const FINISH = 8;
export const USAGE = 16;
export const ERROR = 32;

/** What counts as a token. */
export const TOKEN = CONTENT | REASONING | TOOL_CALL;

const QUOTE = 0x22;
const ZERO = 0x30;
/** The first letter of `null`. */
const NULL = 0x6e;

const key = (text: string): Buffer => Buffer.from(text, 'latin1');
const CHOICES_KEY = key('choices');
const USAGE_KEY = key('usage');
const ERROR_KEY = key('error');
const INDEX_KEY = key('index');
const DELTA_KEY = key('delta');
const TEXT_KEY = key('text');
const FINISH_KEY = key('finish_reason');
const CONTENT_KEY = key('content');
const REFUSAL_KEY = key('refusal');
const REASONING_CONTENT_KEY = key('reasoning_content');
const REASONING_KEY = key('reasoning');
const TOOL_CALLS_KEY = key('tool_calls');
const FUNCTION_CALL_KEY = key('function_call');

/** A place in the bytes of a chunk; empty when `start` is `end`. */
export interface Place {
  start: number;
  end: number;
}

/**
 * Scans one chunk after the other; what it finds is valid until the next.
 *
 * @example
 * const chunk = Buffer.from('{"choices":[{"delta":{"content":"Hi"}}]}');
 * scanner.scan(chunk, 0, chunk.length); // true
 * scanner.marks === CONTENT;            // true
 */
export class ChunkScanner {
  marks = 0;
  /** The texts of the first choice as they are written in JSON, without their quotes. */
  readonly content: Place = { start: 0, end: 0 };
  readonly reasoning: Place = { start: 0, end: 0 };
  readonly finish: Place = { start: 0, end: 0 };
  /** The object. */
  readonly usage: Place = { start: 0, end: 0 };
  private readonly cursor = new JsonCursor();
  private isFirstChoice = true;

  /** @returns false when the bytes are no JSON, or JSON of another form, so that somebody else has to look */
  scan(bytes: Buffer, start: number, end: number): boolean {
    const { cursor } = this;
    this.marks = 0;
    empty(this.content);
    empty(this.reasoning);
    cursor.begin(bytes, start, end);
    cursor.enter(OPEN_OBJECT);
    while (cursor.nextKey()) {
      if (cursor.isKey(CHOICES_KEY)) this.readChoices();
      else if (cursor.isKey(USAGE_KEY)) this.keep(USAGE, this.usage, OPEN_OBJECT);
      else if (cursor.isKey(ERROR_KEY)) this.readError();
      else cursor.skipValue();
    }
    return cursor.isAtEnd;
  }

  private readChoices(): void {
    const { cursor } = this;
    if (cursor.peek() === NULL) {
      cursor.skipValue();
      return;
    }
    cursor.enter(OPEN_LIST);
    while (cursor.nextItem()) this.readChoice();
  }

  private readChoice(): void {
    const { cursor, content, reasoning } = this;
    const { start: contentStart, end: contentEnd } = content;
    const { start: reasoningStart, end: reasoningEnd } = reasoning;
    this.isFirstChoice = true;
    cursor.enter(OPEN_OBJECT);
    while (cursor.nextKey()) {
      if (cursor.isKey(DELTA_KEY)) this.readDelta();
      else if (cursor.isKey(FINISH_KEY)) this.keep(FINISH, this.finish, QUOTE);
      else if (cursor.isKey(INDEX_KEY)) this.readIndex();
      else if (cursor.isKey(TEXT_KEY)) this.readText(CONTENT, this.content);
      else cursor.skipValue();
    }
    if (this.isFirstChoice) return;
    content.start = contentStart;
    content.end = contentEnd;
    reasoning.start = reasoningStart;
    reasoning.end = reasoningEnd;
  }

  private readDelta(): void {
    const { cursor } = this;
    if (cursor.peek() === NULL) {
      cursor.skipValue();
      return;
    }
    cursor.enter(OPEN_OBJECT);
    while (cursor.nextKey()) {
      if (cursor.isKey(CONTENT_KEY) || cursor.isKey(REFUSAL_KEY)) this.readText(CONTENT, this.content);
      else if (cursor.isKey(REASONING_CONTENT_KEY) || cursor.isKey(REASONING_KEY)) {
        // A server may give the same thought under both names.
        this.readText(REASONING, this.reasoning);
      } else if (cursor.isKey(TOOL_CALLS_KEY) || cursor.isKey(FUNCTION_CALL_KEY)) this.readCalls();
      else cursor.skipValue();
    }
  }

  private readText(mark: number, place: Place): void {
    const { cursor } = this;
    const start = cursor.at + 1;
    // Some servers make a list of parts of it.
    if (cursor.peek() !== QUOTE && cursor.peek() !== NULL) cursor.broken = true;
    const isText = cursor.peek() === QUOTE;
    cursor.skipValue();
    if (!isText || cursor.at - 1 === start) return;
    this.marks |= mark;
    place.start = start;
    place.end = cursor.at - 1;
  }

  private readCalls(): void {
    const { cursor } = this;
    if (cursor.peek() !== NULL && cursor.isFilled) this.marks |= TOOL_CALL;
    cursor.skipValue();
  }

  private readIndex(): void {
    const { cursor } = this;
    const { at } = cursor;
    const byte = cursor.peek();
    cursor.skipValue();
    this.isFirstChoice = byte === ZERO && cursor.at === at + 1;
  }

  private readError(): void {
    if (this.cursor.peek() !== NULL) this.marks |= ERROR;
    this.cursor.skipValue();
  }

  /** Keeps the place of a value that begins so. */
  private keep(mark: number, place: Place, first: number): void {
    const { cursor } = this;
    const { at } = cursor;
    const byte = cursor.peek();
    cursor.skipValue();
    if (byte !== first) return;
    this.marks |= mark;
    place.start = at;
    place.end = cursor.at;
  }
}

function empty(place: Place): void {
  place.start = 0;
  place.end = 0;
}
