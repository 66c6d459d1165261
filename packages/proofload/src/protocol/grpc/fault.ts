/**
 * Tells a network error from a status that the server sent, and says in people's words what either means. The library
 * makes statuses of both, whose details are all that tells them apart.
 */
import { networkFailure } from '../http/outcome.ts';
import { lookupFault } from '../http1/dns.ts';
import type { Fault } from '../http1/errors.ts';
import { socketFault } from '../http1/socket-fault.ts';
import { tlsFault } from '../http1/tls.ts';
import type { GrpcErrorCode } from './errors.ts';
import { LOOKUP_FAILED } from './name-resolver.ts';
import { statusName } from './status.ts';

const LONGEST_QUOTE = 200;

/** Why a call has no answer as it should. */
export interface CallFault {
  readonly code: GrpcErrorCode;
  /** In few words, as failures are counted. */
  readonly brief: string;
  /** A whole sentence. */
  readonly message: string;
  readonly cause?: unknown;
}

/** Where calls go, for sentences. */
export interface CallPlace {
  /** The address as people write it: `https://127.0.0.1:8000`. */
  readonly name: string;
  readonly host: string;
  /** The longest message that is taken in, as people write it. */
  readonly mostTaken: string;
}

/** What a status that is not a server's word means; `undefined` when it is the server's, `OK` among them. */
export function networkFault(place: CallPlace, details: string): CallFault | undefined {
  const connecting = /^No connection established\. Last error: (.*?)(?: \(\d{4}-[\dT:.-]+Z\))?\. Resolution note:/s;
  const [, reason] = connecting.exec(details) ?? [];
  if (reason !== undefined) return connectingFault(place, reason.replace(/^Error: /, ''));
  if (details.startsWith(LOOKUP_FAILED)) {
    return ofNetwork(lookupFault(place.host, { code: details.slice(LOOKUP_FAILED.length + 1) }));
  }
  if (details === 'Connection dropped' || /^read E[A-Z]+$/.test(details)) {
    return ofNetwork(socketFault({ ...peerOf(place), isOpen: true }, errorOf('ECONNRESET', details)));
  }
  if (details.endsWith('(Call ended without gRPC status)')) {
    return said('malformed', `${place.name} ended the call without a status`);
  }
  if (details.startsWith('Received message larger than max')) {
    return said('too-large', `${place.name} sent a message of more than ${place.mostTaken}, or what is no gRPC`);
  }
  return undefined;
}

/** The server's own word. */
export function statusFault(code: number, details: string): CallFault {
  const text = details.replace(/\s+/g, ' ').trim();
  const quoted = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  const brief = quoted === '' ? statusName(code) : `${statusName(code)}: ${quoted}`;
  return { code: 'status', brief, message: `The call ended with ${brief.replace(/\.$/, '')}.` };
}

/** The deadline has passed. */
export function timeoutFault(limitMs: number): CallFault {
  const { message } = networkFailure('timeout', '', limitMs);
  return { code: 'timeout', brief: message, message: `The call ${message}.` };
}

/** A fault that is counted by its own sentence, given without its full stop. */
export function said(code: GrpcErrorCode, sentence: string, cause?: unknown): CallFault {
  return { code, brief: sentence, message: `${sentence}.`, cause };
}

function connectingFault(place: CallPlace, reason: string): CallFault {
  const [errno] = /\bE[A-Z]{3,}\b/.exec(reason) ?? [];
  if (errno !== undefined) return ofNetwork(socketFault({ ...peerOf(place), isOpen: false }, errorOf(errno, reason)));
  if (reason === 'Failed to connect') return said('early-close', `${place.name} closed the connection at once`);
  if (reason === 'Protocol error') {
    return said('malformed', `${place.name} does not speak HTTP/2, without which there is no gRPC`);
  }
  const [, tlsCode = 'ERR_SSL_UNKNOWN'] = TLS_REASONS.find(([words]) => words.test(reason)) ?? [];
  const tls = /certificate|SSL|TLS/.test(reason) ? tlsFault(place.name, errorOf(tlsCode, reason)) : undefined;
  return ofNetwork(tls ?? { code: 'socket', message: `The connection to ${place.name} failed: ${reason}.` });
}

/** The codes of Node.js whose words are all that the library passes on. */
const TLS_REASONS: readonly (readonly [RegExp, string])[] = [
  [/^self.signed certificate in certificate chain/, 'SELF_SIGNED_CERT_IN_CHAIN'],
  [/^self.signed certificate/, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [/^certificate has expired/, 'CERT_HAS_EXPIRED'],
  [/^certificate is not yet valid/, 'CERT_NOT_YET_VALID'],
  [/^unable to verify the first certificate/, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  [/^unable to get (?:local )?issuer certificate/, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  [/^Hostname\/IP does not match certificate/, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  [/wrong version number|packet length too long/, 'ERR_SSL_WRONG_VERSION_NUMBER'],
  [/certificate required/, 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
];

function peerOf({ name }: CallPlace) {
  return { origin: name, peer: name.replace(/^https?:\/\//, ''), sourceAddress: undefined };
}

function errorOf(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message.trim()), { code });
}

function ofNetwork({ code, message, cause }: Fault): CallFault {
  return { code, brief: networkFailure(code, message, 0).message, message, cause };
}
