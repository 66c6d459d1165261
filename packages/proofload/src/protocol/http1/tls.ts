/**
 * TLS of one origin: its certificates, made into one context, and the session that its next connection resumes.
 */
import { isIP } from 'node:net';
import { type ConnectionOptions, createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';
import type { Fault } from './errors.ts';

/** How an HTTPS target is spoken to; certificates and keys in PEM. */
export interface TlsOptions {
  /** Certificate authorities to trust instead of the system's. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[];
  /** The client's certificate and its chain. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly passphrase?: string;
  /** `false` accepts any certificate. */
  readonly verify?: boolean;
  /** The name to ask for (SNI) and to check the certificate against, if not the host of the address. */
  readonly servername?: string;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  /** `false` makes every connection shake hands in full. */
  readonly resume?: boolean;
}

/** The part of an origin that all of its TLS connections share. */
export class TlsEndpoint {
  private readonly options: TlsOptions;
  private readonly servername: string;
  private readonly context: SecureContext;
  private readonly protocols: readonly string[];
  private session: Buffer | undefined = undefined;

  /**
   * @param protocols what is offered in the handshake (ALPN)
   * @throws Error of Node.js when a certificate or key cannot be read
   */
  constructor(hostname: string, options: TlsOptions, protocols: readonly string[] = ['http/1.1']) {
    this.options = options;
    this.protocols = protocols;
    this.servername = options.servername ?? (isIP(hostname) === 0 ? hostname : '');
    this.context = createSecureContext({
      ca: options.ca as string | Buffer | (string | Buffer)[] | undefined,
      cert: options.cert,
      key: options.key,
      passphrase: options.passphrase,
      ...(options.minVersion === undefined ? {} : { minVersion: options.minVersion }),
      ...(options.maxVersion === undefined ? {} : { maxVersion: options.maxVersion }),
    });
  }

  /** What `tls.connect` needs besides the address. */
  connectionOptions(): ConnectionOptions {
    return {
      secureContext: this.context,
      servername: this.servername,
      rejectUnauthorized: this.options.verify !== false,
      ALPNProtocols: [...this.protocols],
      ...(this.session === undefined ? {} : { session: this.session }),
    };
  }

  /** Keeps the newest session that the server offered, for the next connection. */
  remember(session: Buffer): void {
    if (this.options.resume !== false) this.session = session;
  }
}

const CERTIFICATE_FAULTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired; renew it, or set tls.verify to false',
  CERT_NOT_YET_VALID: 'is not valid yet; check the clocks of both machines, or set tls.verify to false',
  CERT_REVOKED: 'has been revoked',
  CERT_UNTRUSTED: 'is not trusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed; give its authority as tls.ca, or set tls.verify to false',
  SELF_SIGNED_CERT_IN_CHAIN:
    'is signed by an authority that is not trusted; give that authority as tls.ca, or set tls.verify to false',
  UNABLE_TO_GET_ISSUER_CERT: 'is signed by an authority that is not known; give that authority as tls.ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an authority that is not known; give that authority as tls.ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'is signed by an authority that is not known; give that authority as tls.ca, or set tls.verify to false',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host name; give the name that it is for as tls.servername',
};

/** Tells what an error of TLS means; undefined for errors that are not of TLS. */
export function tlsFault(origin: string, error: NodeJS.ErrnoException): Fault | undefined {
  const code = error.code ?? '';
  const certificate = CERTIFICATE_FAULTS[code];
  if (certificate !== undefined) {
    return { code: 'tls', message: `The certificate of ${origin} ${certificate}.`, cause: error };
  }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return { code: 'tls', message: `${origin} does not speak TLS; use http:// instead of https://.`, cause: error };
  }
  if (code.includes('CERTIFICATE_REQUIRED')) {
    return {
      code: 'tls',
      message: `${origin} asks for a client certificate; give one as tls.cert and tls.key.`,
      cause: error,
    };
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code === 'EPROTO') {
    return { code: 'tls', message: `TLS with ${origin} failed: ${reasonOf(error)}.`, cause: error };
  }
  return undefined;
}

function reasonOf(error: NodeJS.ErrnoException): string {
  const { reason } = error as { reason?: string };
  return reason ?? error.message.trim();
}
