/**
 * The messages that a call sends, one after the other: the next one when the connection has taken the last.
 */
import type { ChannelInterface } from '@grpc/grpc-js';
import type { OperationRecorder } from '../../measure/operation-recorder.ts';
import type { Method } from './definition.ts';
import { GrpcError } from './errors.ts';

type LibraryCall = ReturnType<ChannelInterface['createCall']>;

/** What goes before each message on the wire: whether it is packed, and its length. */
export const PREFIX_BYTES = 5;

export class Outgoing {
  count = 0;
  readonly #call: LibraryCall;
  readonly #method: Method;
  readonly #operation: OperationRecorder;
  /** What was written so far; never rejects. */
  #written: Promise<void> = Promise.resolve();
  #isEnded = false;
  /** Why nothing can be sent any more. */
  #ending: Error | undefined;
  #release: (() => void) | undefined;

  constructor(call: LibraryCall, method: Method, operation: OperationRecorder) {
    this.#call = call;
    this.#method = method;
    this.#operation = operation;
  }

  /** Sends the one message of a call that has no more. */
  only(bytes: Buffer): void {
    this.#isEnded = true;
    this.#send(bytes, undefined);
    this.#call.halfClose();
  }

  /** @throws {GrpcError} `request` or `stream`, and why the call has ended */
  async write(message: object): Promise<void> {
    const { operation } = this.#method;
    if (!this.#method.streamsRequests) {
      throw new GrpcError('stream', `One does not stream to ${operation}: give its message with the call.`);
    }
    if (this.#isEnded)
      throw new GrpcError('stream', `The messages of ${operation} were ended, so that no more can be sent.`);
    const bytes = this.#method.encode(message);
    const taken = this.#written.then(() => this.#transmit(bytes));
    this.#written = taken.catch(() => {});
    return taken;
  }

  /** Tells the server that no more messages come, behind those that were written. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    void this.#written.then(() => {
      if (this.#ending === undefined) this.#call.halfClose();
    });
  }

  /** Sends what a list or a generator gives. */
  async pump(messages: AsyncIterable<object> | Iterable<object>): Promise<void> {
    for await (const message of messages) {
      if (this.#ending !== undefined) return;
      await this.write(message);
    }
    this.end();
  }

  /** The call is over. */
  finish(ending: Error): void {
    this.#ending = ending;
    this.#release?.();
  }

  #transmit(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#ending !== undefined) {
        reject(this.#ending);
        return;
      }
      this.#release = () => (this.#ending === undefined ? resolve() : reject(this.#ending));
      this.#send(bytes, this.#release);
    });
  }

  #send(bytes: Buffer, taken: (() => void) | undefined): void {
    this.count += 1;
    this.#operation.bytes(0, bytes.length + PREFIX_BYTES);
    this.#call.sendMessageWithContext(taken === undefined ? {} : { callback: taken }, bytes);
  }
}
