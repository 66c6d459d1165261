/**
 * The connection under a session: made as those of `http` are, with the same addresses, certificates and TLS sessions.
 */
import { connect as connectTcp, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Endpoint } from '../http1/endpoint.ts';

export class Dial {
  /** When there was a connection, and when it was secure; without TLS the same. In ms of the clock. */
  connectedMs = 0;
  securedMs = 0;
  error: NodeJS.ErrnoException | undefined;
  readonly #endpoint: Endpoint;
  #socket: Socket | undefined;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  get bytesRead(): number {
    return this.#socket?.bytesRead ?? 0;
  }

  get bytesWritten(): number {
    return this.#socket?.bytesWritten ?? 0;
  }

  connect(): Socket {
    const { tls, port, addresses, now } = this.#endpoint;
    const place = { host: addresses.hostname, port, lookup: lookupThrough(this.#endpoint) };
    const socket = tls === undefined ? connectTcp(place) : connectTls({ ...place, ...tls.connectionOptions() });
    this.#socket = socket;
    socket.once('connect', () => {
      this.connectedMs = now();
      this.securedMs = this.connectedMs;
    });
    socket.once('secureConnect', () => {
      this.securedMs = now();
    });
    socket.on('session', (session: Buffer) => tls?.remember(session));
    socket.on('error', (error) => {
      this.error = error;
    });
    return socket;
  }
}

/** Looks names up where all connections to the endpoint do, once. */
function lookupThrough({ addresses }: Endpoint): LookupFunction {
  return (_, options, done) => {
    const known = addresses.current;
    const found = known === undefined ? addresses.resolve() : Promise.resolve(known);
    found.then(
      (all) => {
        const [first] = all;
        if (options.all === true) done(null, [...all]);
        else done(null, first?.address ?? '', first?.family ?? 0);
      },
      (error: NodeJS.ErrnoException) => done(error, ''),
    );
  };
}
