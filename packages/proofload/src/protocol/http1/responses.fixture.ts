/** Feeds responses to the parser in pieces, and makes responses at random; for the tests of this folder. */
import fc from 'fast-check';
import type { Fault } from './errors.ts';
import { type ParserExpectation, type ParserPhase, ResponseParser } from './parser.ts';
import { ParsedResponse, type RawResponse } from './response.ts';

export const PLAIN_GET: ParserExpectation = {
  isHead: false,
  isConnect: false,
  isUpgrade: false,
  maxBodyBytes: 1 << 20,
  bodySink: undefined,
};

/** What became of a response: all that a caller can see of it, or why there is none. */
export interface Outcome {
  readonly phase: ParserPhase;
  readonly fault?: Fault;
  readonly status?: number;
  readonly statusText?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly trailers?: readonly (readonly [string, string])[];
  readonly body?: string;
  readonly bodyText?: string;
  readonly bodyBytes?: number;
  readonly truncated?: boolean;
  readonly keepsConnection?: boolean;
  readonly leftOver?: number;
}

/**
 * Parses a text (one character a byte) that comes in pieces, cut at the given places, from a buffer that is wiped after
 * each piece as a shared read buffer would be.
 */
export function parseInPieces(
  text: string,
  cuts: readonly number[] = [],
  expectation: ParserExpectation = PLAIN_GET,
  isClosed = true,
): Outcome {
  const parser = new ResponseParser();
  parser.begin(expectation);
  const shared = Buffer.alloc(text.length + 16);
  const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length])].sort((a, b) => a - b);
  let leftOver = 0;
  for (let index = 0; index + 1 < places.length; index += 1) {
    const piece = text.slice(places[index], places[index + 1]);
    const offset = index % 7;
    shared.write(piece, offset, 'latin1');
    const end = offset + piece.length;
    let position = offset;
    do {
      position = parser.feed(shared, position, end);
    } while (parser.phase === 'informational' && position < end);
    leftOver += end - position;
    shared.fill(0xaa);
  }
  if (isClosed) parser.finish();
  return outcomeOf(parser, leftOver);
}

function outcomeOf(parser: ResponseParser, leftOver: number): Outcome {
  const { phase } = parser;
  if (phase === 'failed') return { phase, fault: parser.fault };
  if (phase !== 'done' && phase !== 'upgraded') return { phase };
  const keepsConnection = parser.keepsConnection;
  const response: RawResponse = new ParsedResponse(parser, NO_TIMES, 0, undefined);
  return {
    phase,
    keepsConnection,
    leftOver,
    status: response.status,
    statusText: response.statusText,
    headers: response.headers.entries(),
    trailers: response.trailers.entries(),
    bodyText: response.bodyText(),
    body: response.body.toString('latin1'),
    bodyBytes: response.bodyBytes,
    truncated: response.truncated,
  };
}

const NO_TIMES = {
  bytesIn: 0,
  bytesOut: 0,
  startMs: 0,
  dnsMs: 0,
  connectMs: 0,
  tlsMs: 0,
  firstByteMs: 0,
  reused: false,
  retried: false,
};

const latin1 = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const fieldText = fc.string({ maxLength: 20 }).map((text) => text.replace(/[^\x21-\x7e]/g, '-'));
const headerName = fc.constantFrom('Date', 'x-a', 'X-Long-Name', 'set-cookie', 'Location', 'Content-Encoding', 'etag');
const headerLine = fc
  .tuple(headerName, fc.constantFrom('', ' ', ' \t'), fieldText, fc.constantFrom('\r\n', '\n', ' \r\n'))
  .map(([name, space, value, end]) => `${name}:${space}${value}${end}`);
const headerLines = fc.array(headerLine, { maxLength: 6 }).map((lines) => lines.join(''));
const statusLine = fc
  .tuple(
    fc.constantFrom('1', '0'),
    fc.constantFrom(200, 201, 206, 204, 304, 404, 500, 999),
    fc.constantFrom('', ' ', ' OK', ' Not Found at all'),
  )
  .map(([version, status, reason]) => `HTTP/1.${version} ${status}${reason}\r\n`);

const chunk = fc
  .tuple(latin1(40), fc.constantFrom('', ';ext', ';a="b c"', ' ; x=1'), fc.boolean())
  .filter(([data]) => data.length > 0)
  .map(([data, extension, isUpper]) => {
    const size = data.length.toString(16).padStart(3, '0');
    return `${isUpper ? size.toUpperCase() : size}${extension}\r\n${data}\r\n`;
  });
const trailers = fc
  .array(fc.tuple(headerName, fieldText), { maxLength: 2 })
  .map((pairs) => pairs.map(([name, value]) => `${name}: ${value}\r\n`).join(''));
const framedBody = fc.oneof(
  latin1(120).map((body) => `Content-Length: ${body.length}\r\n\r\n${body}`),
  latin1(120).map((body) => `content-length: ${body.length}, ${body.length}\r\n\r\n${body}`),
  fc
    .tuple(fc.array(chunk, { maxLength: 5 }), trailers)
    .map(([chunks, trailer]) => `Transfer-Encoding: Chunked\r\n\r\n${chunks.join('')}0\r\n${trailer}\r\n`),
  latin1(120).map((body) => `\r\n${body}`),
);
const informational = fc.constantFrom('', '', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103\r\nLink: </a>\r\n\r\n');

/** A response that keeps to the grammar, as text with one character a byte. */
export const validResponse: fc.Arbitrary<string> = fc
  .tuple(informational, informational, statusLine, headerLines, framedBody)
  .map((parts) => parts.join(''));

/** Where to cut a text into pieces. */
export const cutsAnywhere: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.array(fc.nat({ max: 400 }), { maxLength: 12 }),
  fc.constant(Array.from({ length: 1_000 }, (_, index) => index)),
);
