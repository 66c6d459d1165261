/**
 * What ends streams and connections of HTTP/2, told to people; numbers and names are those of RFC 9113, section 7.
 */
import type { ExchangeErrorCode, Fault } from '../http1/errors.ts';

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

export const NO_ERROR = 0;
export const PROTOCOL_ERROR = 1;
export const FLOW_CONTROL_ERROR = 3;
export const FRAME_SIZE_ERROR = 6;
/** The server has not begun to work on the stream, which may be sent again whatever its method. */
export const REFUSED_STREAM = 7;
export const CANCEL = 8;
export const COMPRESSION_ERROR = 9;
export const ENHANCE_YOUR_CALM = 11;
const HTTP_1_1_REQUIRED = 13;

/** The server has said what HTTP/2 does not allow, so that nothing more on its connection can be relied on. */
export class ProtocolBreach extends Error {
  override readonly name = 'ProtocolBreach';
  readonly code: ExchangeErrorCode;
  /** By which the server is told of it. */
  readonly errorCode: number;

  /** @param what - the end of a sentence that begins with the server: `sent …` */
  constructor(errorCode: number, what: string, code: ExchangeErrorCode = 'malformed') {
    super(what);
    this.errorCode = errorCode;
    this.code = code;
  }
}

function errorName(code: number): string {
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

/** What the server sent on the connection is no HTTP/2. */
export function breachFault(origin: string, { code, message }: ProtocolBreach): Fault {
  return { code, message: `${origin} ${message}.` };
}

/** What the server sent on one stream is no answer. */
export function malformedFault(origin: string, what: string): Fault {
  return { code: 'malformed', message: `${origin} sent what is no answer of HTTP/2: ${what}.` };
}
