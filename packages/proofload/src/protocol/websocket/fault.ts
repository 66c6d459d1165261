/**
 * Tells people why a session was not opened or has broken.
 */
import { STATUS_CODES } from 'node:http';
import { writeSize } from '../../units/size.ts';
import { networkFailure } from '../http/outcome.ts';
import type { Endpoint } from '../http1/endpoint.ts';
import type { Fault } from '../http1/errors.ts';
import { socketFault } from '../http1/socket-fault.ts';
import { tlsFault } from '../http1/tls.ts';
import type { WebSocketErrorCode } from './errors.ts';
import { FrameError } from './frames.ts';

/** Why there is no session any more. */
export interface SessionFault {
  readonly code: WebSocketErrorCode;
  /** In few words, as failures are counted. */
  readonly brief: string;
  /** A whole sentence. */
  readonly message: string;
  readonly cause?: unknown;
}

const LONGEST_QUOTE = 200;
/** Of the library's messages. */
const FRAME_PREFIX = /^Invalid WebSocket frame: /;

/** What an error of the connection means. */
export function connectionFault(endpoint: Endpoint, isOpen: boolean, error: NodeJS.ErrnoException): SessionFault {
  const peer = endpoint.peerName(endpoint.addresses.current?.[0]);
  const place = { origin: endpoint.name, peer, isOpen, sourceAddress: undefined };
  return ofNetwork(tlsFault(endpoint.name, error) ?? socketFault(place, error));
}

/** What an error of the handshake means: of the connection, or of the answer. */
export function handshakeFault(endpoint: Endpoint, error: NodeJS.ErrnoException): SessionFault {
  const { code = '' } = error;
  if (code.startsWith('HPE_')) {
    return said('malformed', `${endpoint.name} answered the handshake with what is not HTTP: ${error.message}`, error);
  }
  // Node.js has the code of a reset for this, which it is not: then the connection itself would have had an error.
  if (error.message === 'socket hang up') {
    return said('early-close', `${endpoint.name} closed the connection without answering the handshake`, error);
  }
  if (code !== '') return connectionFault(endpoint, false, error);
  // The library's own words, which have no code: 'Invalid Sec-WebSocket-Accept header', 'Server sent no subprotocol'.
  return said('handshake', `${endpoint.name} answered the handshake wrongly: ${error.message}`, error);
}

/** What an error in the middle of a session means: mostly bytes that are no frames. */
export function frameFault(endpoint: Endpoint, maxMessageBytes: number, error: NodeJS.ErrnoException): SessionFault {
  const { code = '' } = error;
  if (
    code === 'too-large' ||
    code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ||
    code === 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH'
  ) {
    return said('too-large', `${endpoint.name} sent a message of more than ${writeSize(maxMessageBytes)}`, error);
  }
  if (error instanceof FrameError || code.startsWith('WS_ERR_')) {
    return said(
      'malformed',
      `${endpoint.name} sent what is no frame of WebSocket: ${error.message.replace(FRAME_PREFIX, '')}`,
      error,
    );
  }
  // Of compressed messages zlib tells what it could not read.
  if (code.startsWith('Z_')) return said('malformed', `${endpoint.name} sent a message that cannot be unpacked`, error);
  return connectionFault(endpoint, true, error);
}

/** The server answered the handshake with another status than was expected. */
export function statusFault(expected: readonly number[] | undefined, status: number, body: string): SessionFault {
  const answer = `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
  const quoted = body === '' ? '' : `: ${quote(body)}`;
  const wish = expected === undefined ? 'the handshake was refused with' : `expected ${expected.join(' or ')}, got`;
  return said('status', `${wish} ${answer}${quoted}`);
}

/** Names of RFC 6455, section 7.4.1, and of the registry that it founded. */
const CLOSE_CODES: Readonly<Record<number, string>> = {
  1000: 'normal closure',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1005: 'no code',
  1007: 'invalid data',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'extension missing',
  1011: 'internal error',
  1012: 'service restart',
  1013: 'try again later',
  1014: 'bad gateway',
};

/** No close frame came at all. */
const NO_CLOSE_FRAME = 1006;

/** Whether a server that closes with this code does so in good order. */
export function isInOrder(code: number): boolean {
  return code === 1000 || code === 1001 || code === 1005;
}

/** A close code with its name and the server's reason, as people read it: `1011 (internal error): out of memory`. */
export function closeText(code: number, reason: string): string {
  const name = CLOSE_CODES[code];
  return `${code}${name === undefined ? '' : ` (${name})`}${reason === '' ? '' : `: ${quote(reason)}`}`;
}

/** What it means that the server ended the session with a code that is not in order. */
export function closeFault(endpoint: Endpoint, code: number, reason: string): SessionFault {
  if (code === NO_CLOSE_FRAME) {
    return said('early-close', `${endpoint.name} ended the connection without closing the session`);
  }
  return said('close-code', `the server closed the session with ${closeText(code, reason)}`);
}

/** A fault that is counted by its own sentence, given without its full stop. */
export function said(code: WebSocketErrorCode, sentence: string, cause?: unknown): SessionFault {
  // An address in front stays as it is written.
  const message = sentence.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase());
  return { code, brief: sentence, message: `${message}.`, cause };
}

/** A fault of the connection. */
export function ofNetwork({ code, message, cause }: Fault): SessionFault {
  return { code, brief: networkFailure(code, message, 0).message, message, cause };
}

function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}
