/**
 * gRPC as one worker sees it: what all its virtual users share (the library, what services are, shared channels).
 */
import type { ChannelInterface, Metadata } from '@grpc/grpc-js';
import type { Recorder } from '../../measure/recorder.ts';
import type { HttpTarget } from '../http/target.ts';
import type { TlsOptions } from '../http1/client.ts';
import type { Lookup } from '../http1/dns.ts';
import { type DefaultTarget, Destination } from './channel.ts';
import { readDefinition, type ServiceDefinition } from './definition.ts';
import { GrpcError } from './errors.ts';
import { type GrpcModule, type Library, loadLibrary } from './library.ts';
import { metadataOfHeaders, writeMetadata } from './metadata.ts';
import { reflectDefinition } from './reflection.ts';
import type { GrpcServiceOptions, RequestMetadata } from './types.ts';

/** What the virtual users of a worker share. */
export interface GrpcTargetOptions {
  /** The service under test, as `http` knows it: its address, recorder, clock and time-outs hold here too. */
  readonly http: HttpTarget;
  readonly tls?: TlsOptions | undefined;
  /** The suite's headers, which become metadata of calls to its target. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The full path of a file that the suite names. */
  readonly resolve: (path: string) => string;
  /** How names of hosts are looked up; by default as the system does. */
  readonly lookup?: Lookup | undefined;
}

/** A service that can be called. */
export interface LoadedService {
  readonly grpc: GrpcModule;
  readonly definition: ServiceDefinition;
}

/** A service that a suite names, loaded once for all virtual users of a worker. */
export class ServiceSource {
  readonly options: GrpcServiceOptions;
  readonly destination: Destination;
  /** What the service is, once that is known. */
  loaded: LoadedService | undefined;
  readonly #target: GrpcTarget;
  #metadata: Metadata | undefined;
  #loading: Promise<LoadedService> | undefined;

  constructor(target: GrpcTarget, options: GrpcServiceOptions, destination: Destination) {
    this.#target = target;
    this.options = options;
    this.destination = destination;
  }

  /**
   * Loads what the service is; tried again with the next call when it fails, since a server may come up.
   *
   * @throws {GrpcError} as a rejection
   */
  load(channels: ChannelSource): Promise<LoadedService> {
    this.#loading ??= this.#load(channels).then(
      (loaded) => {
        this.loaded = loaded;
        return loaded;
      },
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }

  /**
   * The metadata of a call; the same object for all calls that add nothing.
   *
   * @throws {GrpcError} `metadata`
   */
  metadata(grpc: GrpcModule, own: RequestMetadata | undefined): Metadata {
    const headers = this.destination.isOwn ? this.#target.headers : undefined;
    if (own !== undefined) return writeMetadata(grpc, headers, this.options.metadata, own);
    this.#metadata ??= writeMetadata(grpc, headers, this.options.metadata);
    return this.#metadata;
  }

  async #load(channels: ChannelSource): Promise<LoadedService> {
    const library = await this.#target.library();
    const { service, proto, includeDirs = [], reflection = false } = this.options;
    if ((proto === undefined) !== reflection) {
      throw new GrpcError('proto', `The service ${service} needs either its .proto file (proto) or reflection: true.`);
    }
    if (proto === undefined) {
      const channel = channels.channel(this, library.grpc);
      return { grpc: library.grpc, definition: await reflectDefinition(library, channel, service) };
    }
    const { resolve } = this.#target;
    const files = (typeof proto === 'string' ? [proto] : proto).map(resolve);
    const definition = await readDefinition(library.loader, service, files, includeDirs.map(resolve));
    return { grpc: library.grpc, definition };
  }
}

/** Who has the channels to services. */
export interface ChannelSource {
  channel(source: ServiceSource, grpc: GrpcModule): ChannelInterface;
}

/** Channels by destination. */
export class Channels implements ChannelSource {
  readonly #channels = new Map<string, ChannelInterface>();

  channel({ destination }: ServiceSource, grpc: GrpcModule): ChannelInterface {
    let channel = this.#channels.get(destination.key);
    if (channel === undefined) {
      channel = destination.open(grpc);
      this.#channels.set(destination.key, channel);
    }
    return channel;
  }

  close(): void {
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
  }
}

/** One for each worker and service under test. */
export class GrpcTarget {
  readonly http: HttpTarget;
  readonly recorder: Recorder;
  readonly headers: RequestMetadata;
  readonly resolve: (path: string) => string;
  /** Of services whose channel is shared by all virtual users. */
  readonly channels = new Channels();
  readonly #given: DefaultTarget;
  readonly #sources = new Map<string, ServiceSource>();
  readonly #destinations = new Map<string, Destination>();
  #library: Promise<Library> | undefined;

  constructor(options: GrpcTargetOptions) {
    this.http = options.http;
    this.recorder = options.http.recorder;
    this.headers = metadataOfHeaders(options.headers);
    this.resolve = options.resolve;
    const { http, tls, lookup } = options;
    this.#given = { baseUrl: http.base.url, tls, network: http.network, now: http.now, lookup };
  }

  /** @throws {GrpcError} `library`, as a rejection */
  library(): Promise<Library> {
    this.#library ??= loadLibrary();
    return this.#library;
  }

  /**
   * The service that options name; the same object for the same options.
   *
   * @throws {GrpcError} `target`
   */
  source(options: GrpcServiceOptions): ServiceSource {
    const key = JSON.stringify(options);
    let source = this.#sources.get(key);
    if (source === undefined) {
      source = new ServiceSource(this, { ...options }, this.#destination(options));
      this.#sources.set(key, source);
    }
    return source;
  }

  #destination(options: GrpcServiceOptions): Destination {
    const wanted = new Destination(this.#given, options);
    const known = this.#destinations.get(wanted.key);
    if (known === undefined) this.#destinations.set(wanted.key, wanted);
    return known ?? wanted;
  }

  /** Ends the shared channels. */
  close(): void {
    this.channels.close();
  }
}
