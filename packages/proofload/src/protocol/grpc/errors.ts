/**
 * What can go wrong with a call of gRPC, as one error with a stable code.
 */
import type { ExchangeErrorCode } from '../http1/client.ts';

/**
 * Why there is no message: the codes of HTTP's network errors, `status` (the server said so), `decode` (the bytes do not
 * fit the type), `stream` (asked for in the wrong way); or what is wrong with the suite: `library` (a package is
 * missing), `proto`, `service`, `method`, `reflection`, `target`, `metadata`, `request`.
 */
export type GrpcErrorCode =
  | ExchangeErrorCode
  | 'status'
  | 'decode'
  | 'stream'
  | 'library'
  | 'proto'
  | 'service'
  | 'method'
  | 'reflection'
  | 'target'
  | 'metadata'
  | 'request';

/** An error of the `grpc` object, with a sentence for people. */
export class GrpcError extends Error {
  override readonly name = 'GrpcError';
  readonly code: GrpcErrorCode;
  /** Whether the cause is recorded as a failure of its operation, so that it need not be counted again when thrown. */
  readonly counted: boolean;

  constructor(code: GrpcErrorCode, message: string, counted = false, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.counted = counted;
  }
}
