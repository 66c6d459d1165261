/**
 * What ends streams and connections of HTTP/2, told to people; numbers and names are those of RFC 9113, section 7.
 */
import type { Fault } from '../http1/errors.ts';

const NAMES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
] as const;

/** The server has not begun to work on the stream, which may be sent again whatever its method. */
export const REFUSED_STREAM = 7;
export const CANCEL = 8;
const HTTP_1_1_REQUIRED = 13;

export function errorName(code: number): string {
  return NAMES[code] ?? `error ${code}`;
}

/** The server ended one stream. */
export function resetFault(origin: string, code: number): Fault {
  if (code === HTTP_1_1_REQUIRED) {
    return { code: 'protocol', message: `${origin} wants this request over HTTP/1.1; leave http2 out of the target.` };
  }
  return { code: 'reset', message: `${origin} reset the stream before its answer was whole (${errorName(code)}).` };
}

/** The server ended the connection with a reason. */
export function goawayFault(origin: string, code: number): Fault {
  return { code: 'reset', message: `${origin} ended the connection (GOAWAY, ${errorName(code)}).` };
}

/** The connection ended without one. */
export function closedFault(origin: string): Fault {
  return { code: 'early-close', message: `${origin} closed the connection before its answer was whole.` };
}

/** The server answered, but not with HTTP/2. */
export function refusedFault(origin: string, isSecure: boolean, cause?: unknown): Fault {
  const how = isSecure ? 'did not agree to HTTP/2 in the TLS handshake' : 'does not speak HTTP/2 without TLS';
  return { code: 'protocol', message: `${origin} ${how}; leave http2 out of the target for HTTP/1.1.`, cause };
}

/** What the server sent is no HTTP/2. */
export function malformedFault(origin: string, error: Error): Fault {
  return { code: 'malformed', message: `${origin} sent what is not HTTP/2: ${error.message}.`, cause: error };
}
