/**
 * The packages that speak gRPC: not every suite needs them, so that they are installed and loaded when one does.
 */
import { GrpcError } from './errors.ts';

export type GrpcModule = typeof import('@grpc/grpc-js');
export type LoaderModule = typeof import('@grpc/proto-loader');

export interface Library {
  readonly grpc: GrpcModule;
  readonly loader: LoaderModule;
}

/** @throws {GrpcError} `library`, which says what to install */
export async function loadLibrary(): Promise<Library> {
  try {
    const [grpc, loader] = await Promise.all([import('@grpc/grpc-js'), import('@grpc/proto-loader')]);
    return { grpc: grpc.default, loader: loader.default };
  } catch (cause) {
    throw libraryError(cause);
  }
}

/** What it means that a package cannot be loaded. */
export function libraryError(cause: unknown): GrpcError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const [, missing] = /'(@grpc\/[\w-]+)'/.exec(code === 'ERR_MODULE_NOT_FOUND' ? message : '') ?? [];
  const sentence =
    missing === undefined
      ? `The packages for gRPC cannot be loaded: ${message}. Install them anew: npm install @grpc/grpc-js @grpc/proto-loader`
      : `gRPC needs the package ${missing}, which is not installed. Run: npm install @grpc/grpc-js @grpc/proto-loader`;
  return new GrpcError('library', sentence, false, cause);
}
