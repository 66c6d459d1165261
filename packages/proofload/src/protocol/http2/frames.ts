/**
 * The frames of HTTP/2 (RFC 9113, sections 4 and 6), as a client writes them: texts of one byte a character, for these
 * are what sockets take fastest.
 *
 *     length (24)  type (8)  flags (8)  stream (32)  payload (length)
 */

export const FRAME_HEAD_BYTES = 9;
/** What every peer takes in a frame, in bytes; ours take no more. */
export const DEFAULT_FRAME_BYTES = 16_384;
export const MOST_FRAME_BYTES = 2 ** 24 - 1;
export const DEFAULT_WINDOW = 65_535;
/** Of windows, and of the numbers of streams. */
export const MOST = 2 ** 31 - 1;

export const DATA = 0;
export const HEADERS = 1;
export const PRIORITY = 2;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const PUSH_PROMISE = 5;
export const PING = 6;
export const GOAWAY = 7;
export const WINDOW_UPDATE = 8;
export const CONTINUATION = 9;

export const END_STREAM = 0x1;
export const ACK = 0x1;
export const END_HEADERS = 0x4;
export const PADDED = 0x8;
export const WITH_PRIORITY = 0x20;

export const HEADER_TABLE_SIZE = 1;
export const ENABLE_PUSH = 2;
export const MAX_CONCURRENT_STREAMS = 3;
export const INITIAL_WINDOW_SIZE = 4;
export const MAX_FRAME_SIZE = 5;
export const MAX_HEADER_LIST_SIZE = 6;

/** What a client says before its first frame (section 3.4). */
export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** Writes the head of a frame, and returns the position behind it. */
export function writeFrameHead(
  out: Uint8Array,
  at: number,
  length: number,
  type: number,
  flags: number,
  stream: number,
): number {
  out[at] = length >>> 16;
  out[at + 1] = length >>> 8;
  out[at + 2] = length;
  out[at + 3] = type;
  out[at + 4] = flags;
  out[at + 5] = stream >>> 24;
  out[at + 6] = stream >>> 16;
  out[at + 7] = stream >>> 8;
  out[at + 8] = stream;
  return at + FRAME_HEAD_BYTES;
}

/** @param payload - of one byte a character */
export function frameText(type: number, flags: number, stream: number, payload: string): string {
  const { length } = payload;
  return `${String.fromCharCode(length >>> 16, (length >>> 8) & 0xff, length & 0xff, type, flags)}${bytes32(stream)}${payload}`;
}

export function windowUpdate(stream: number, bytes: number): string {
  return frameText(WINDOW_UPDATE, 0, stream, bytes32(bytes));
}

export function resetStream(stream: number, errorCode: number): string {
  return frameText(RST_STREAM, 0, stream, bytes32(errorCode));
}

/** Of a client to whom nothing was pushed, so that it has looked at no stream of the server's. */
export function goaway(errorCode: number): string {
  return frameText(GOAWAY, 0, 0, bytes32(0) + bytes32(errorCode));
}

export function settings(values: readonly (readonly [setting: number, value: number])[]): string {
  const payload = values.map(([setting, value]) => String.fromCharCode(0, setting) + bytes32(value)).join('');
  return frameText(SETTINGS, 0, 0, payload);
}

function bytes32(value: number): string {
  return String.fromCharCode(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}
