/**
 * Metadata to the library's and from it.
 */
import type { Metadata } from '@grpc/grpc-js';
import { GrpcError } from './errors.ts';
import type { GrpcModule } from './library.ts';
import type { MetadataValue, RequestMetadata, ResponseMetadata } from './types.ts';

/** Headers of HTTP that gRPC has its own of. */
const NO_METADATA =
  /^(?:host|connection|content-type|content-length|transfer-encoding|te|user-agent|accept|accept-encoding)$/i;

/** Of the suite's headers those that are metadata too. */
export function metadataOfHeaders(headers: Readonly<Record<string, string>> = {}): RequestMetadata {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !NO_METADATA.test(name)));
}

/**
 * Metadata as the library takes it; of a name the last layer that has it counts.
 *
 * @throws {GrpcError} `metadata`
 */
export function writeMetadata(grpc: GrpcModule, ...layers: readonly (RequestMetadata | undefined)[]): Metadata {
  const metadata = new grpc.Metadata();
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer ?? {})) {
      metadata.remove(name);
      if (value !== undefined) for (const one of isList(value) ? value : [value]) add(metadata, name, one);
    }
  }
  return metadata;
}

function isList(value: MetadataValue | readonly MetadataValue[]): value is readonly MetadataValue[] {
  return Array.isArray(value);
}

function add(metadata: Metadata, name: string, value: MetadataValue): void {
  try {
    metadata.add(name, typeof value === 'string' ? value : Buffer.from(value));
  } catch (cause) {
    const why = (cause as Error).message;
    throw new GrpcError('metadata', `The metadata '${name}' cannot be sent: ${why}.`, false, cause);
  }
}

/** Metadata that came, or none. */
export function readMetadata(metadata: Metadata | undefined): ResponseMetadata {
  return {
    get: (name) => {
      const values = metadata?.get(name) ?? [];
      if (values.length === 0) return undefined;
      return values.map((value) => (typeof value === 'string' ? value : value.toString('base64'))).join(', ');
    },
  };
}
