/**
 * Reads a streamed answer: when its tokens came, and what they were.
 */
import { EventParser, type EventSink } from '../sse/parser.ts';
import { StreamedAnswer } from './answer.ts';
import { readChunk } from './chunk.ts';
import {
  type ChunkScanner,
  CONTENT,
  ERROR,
  FINISH,
  type Place,
  REASONING,
  TOKEN,
  TOOL_CALL,
  USAGE,
} from './chunk-scanner.ts';
import { ChunkTemplate } from './chunk-template.ts';
import { type LlmFault, MALFORMED, streamError } from './fault.ts';
import type { LlmTrends } from './recording.ts';

/** `[DONE]` */
const DONE = Buffer.from('[DONE]', 'latin1');
const ERROR_EVENT = 'error';

/** One stream. Times are those of the clock at which bytes were read, before they were looked at. */
export class TokenStream implements EventSink {
  readonly answer = new StreamedAnswer();
  /** Chunks with tokens. */
  chunks = 0;
  hasReasoning = false;
  firstMs = Number.NaN;
  /** Of the answer proper. */
  firstOutputMs = Number.NaN;
  lastMs = Number.NaN;
  /** `NaN` for less than two chunks with tokens. */
  longestGapMs = Number.NaN;
  /** Whether the mark of the end came, or the reason of the end. */
  hasEnded = false;
  /** The first thing that was wrong. */
  fault: LlmFault | undefined = undefined;
  /** What the task's function threw. */
  thrown: { readonly reason: unknown } | undefined = undefined;
  private readonly parser = new EventParser(this);
  private readonly scanner: ChunkScanner;
  private readonly trends: LlmTrends;
  private readonly intendedMs: number;
  private readonly onText: ((piece: string) => void) | undefined;
  private readonly template = new ChunkTemplate();
  private readMs = 0;
  private readBytes: Buffer | undefined = undefined;
  private readStart = 0;
  private readEnd = 0;

  constructor(
    scanner: ChunkScanner,
    trends: LlmTrends,
    intendedMs: number,
    onText: ((piece: string) => void) | undefined,
  ) {
    this.scanner = scanner;
    this.trends = trends;
    this.intendedMs = intendedMs;
    this.onText = onText;
  }

  /** @returns false when the stream cannot be read any further */
  feed(bytes: Buffer, start: number, end: number, atMs: number): boolean {
    const { template, parser } = this;
    this.readMs = atMs;
    if (parser.isBetweenEvents && template.matches(bytes, start, end)) {
      this.note(CONTENT);
      this.takeContent(bytes, template.content);
      return true;
    }
    this.readBytes = bytes;
    this.readStart = start;
    this.readEnd = end;
    return parser.feed(bytes, start, end);
  }

  event(type: string, bytes: Buffer, start: number, end: number): void {
    const { scanner } = this;
    if (type === ERROR_EVENT) this.fault ??= streamError(bytes.toString('utf8', start, end));
    else if (scanner.scan(bytes, start, end)) this.take(bytes, start, end);
    else if (isDone(bytes, start, end)) this.hasEnded = true;
    else this.takeSlowly(bytes.toString('utf8', start, end));
  }

  private take(bytes: Buffer, start: number, end: number): void {
    const { scanner, answer } = this;
    const { marks, content, reasoning } = scanner;
    if (marks & TOKEN) this.note(marks);
    if (marks & CONTENT) this.takeContent(bytes, content);
    if (marks & REASONING) answer.thoughts.add(bytes, reasoning.start, reasoning.end);
    if (marks & ~(CONTENT | REASONING)) this.takeRest(marks, bytes, start, end);
    // Only what lies where it was read is a whole event with nothing beside it.
    if (marks === CONTENT && bytes === this.readBytes) {
      this.template.learn(bytes, this.readStart, this.readEnd, start, end, content);
    }
  }

  private takeContent(bytes: Buffer, content: Place): void {
    this.answer.content.add(bytes, content.start, content.end);
    if (this.onText !== undefined) this.tell(this.onText, textAt(bytes, content));
  }

  /** What few chunks have. */
  private takeRest(marks: number, bytes: Buffer, start: number, end: number): void {
    const { scanner, answer } = this;
    if (marks & TOOL_CALL) answer.addToolChunk(bytes.toString('utf8', start, end));
    if (marks & USAGE) answer.setUsage(bytes.toString('utf8', scanner.usage.start, scanner.usage.end));
    if (marks & FINISH) this.finish(bytes.toString('utf8', scanner.finish.start + 1, scanner.finish.end - 1));
    if (marks & ERROR) this.fault ??= streamError(bytes.toString('utf8', start, end));
  }

  /** A chunk of a form that the scanner does not know. */
  private takeSlowly(text: string): void {
    const { answer } = this;
    const chunk = readChunk(text);
    if (chunk === undefined) {
      this.fault ??= MALFORMED;
      return;
    }
    const { marks, content, reasoning, finish } = chunk;
    if (marks & TOKEN) this.note(marks);
    answer.content.addText(content);
    answer.thoughts.addText(reasoning);
    if (marks & TOOL_CALL) answer.addToolChunk(text);
    if (marks & USAGE) answer.setUsage(JSON.stringify(chunk.usage));
    if (finish !== undefined) this.finish(finish);
    if (marks & ERROR) this.fault ??= streamError(text);
    if (content !== '' && this.onText !== undefined) this.tell(this.onText, content);
  }

  private note(marks: number): void {
    const { readMs, trends } = this;
    if (this.chunks === 0) {
      this.firstMs = readMs;
      trends.ttft.record(readMs - this.intendedMs);
    } else {
      const gapMs = readMs - this.lastMs;
      trends.chunkGap.record(gapMs);
      if (!(gapMs <= this.longestGapMs)) this.longestGapMs = gapMs;
    }
    this.lastMs = readMs;
    this.chunks += 1;
    if (marks & REASONING) this.hasReasoning = true;
    if (marks & CONTENT && Number.isNaN(this.firstOutputMs)) {
      this.firstOutputMs = readMs;
      trends.ttfot.record(readMs - this.intendedMs);
    }
  }

  private finish(reason: string): void {
    this.answer.finishReason = reason;
    this.hasEnded = true;
  }

  private tell(onText: (piece: string) => void, piece: string): void {
    if (this.thrown !== undefined) return;
    try {
      onText(piece);
    } catch (reason) {
      this.thrown = { reason };
    }
  }
}

function isDone(bytes: Buffer, start: number, end: number): boolean {
  return end - start === DONE.length && DONE.every((byte, index) => bytes[start + index] === byte);
}

function textAt(bytes: Buffer, { start, end }: Place): string {
  const written = bytes.toString('utf8', start, end);
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return written;
  }
}
