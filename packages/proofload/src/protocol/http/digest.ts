/**
 * Downloads of any size: the body goes through a digest as it comes, and nothing of it is kept.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Aftermath, ExchangeError, ExchangeReceiver, RawResponse, StreamReceiver } from '../http1/client.ts';
import type { Call } from './call.ts';
import { HttpError } from './errors.ts';

export class DigestReceiver implements StreamReceiver {
  readonly #algorithm: string;
  readonly #call: Call;
  readonly #receiver: ExchangeReceiver;
  #hash: Hash;

  /**
   * @param algorithm - `sha256`, `md5` …
   * @param call - is told the digest before it is told that the answer is whole
   * @throws {HttpError} `hash-option`
   */
  constructor(algorithm: string, call: Call, receiver: ExchangeReceiver) {
    this.#algorithm = algorithm;
    this.#call = call;
    this.#receiver = receiver;
    this.#hash = hashOf(algorithm);
  }

  onHead(): void {
    this.#hash = hashOf(this.#algorithm);
  }

  onBody(bytes: Buffer, start: number, end: number): void {
    this.#hash.update(bytes.subarray(start, end));
  }

  get aftermath(): Aftermath | undefined {
    return this.#receiver.aftermath;
  }

  answered(raw: RawResponse): void {
    this.#call.digest = this.#hash.digest('hex');
    this.#receiver.answered(raw);
  }

  failed(error: ExchangeError): void {
    this.#receiver.failed(error);
  }
}

function hashOf(algorithm: string): Hash {
  try {
    return createHash(algorithm);
  } catch (cause) {
    const message = `The hash of a request is ${JSON.stringify(algorithm)}, which is not known; write "sha256", "sha1" or "md5".`;
    throw new HttpError('hash-option', message, cause);
  }
}
