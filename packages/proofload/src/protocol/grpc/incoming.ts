/**
 * The messages that a call gets, between their coming and the task's reading. Only so many are kept: then the server
 * is made to wait, as flow control has it.
 */
import type { ChannelInterface } from '@grpc/grpc-js';

type LibraryCall = ReturnType<ChannelInterface['createCall']>;

/** As many as a stream of Node.js keeps. */
const MOST_UNREAD = 16;

interface Waiting {
  readonly resolve: (bytes: Buffer | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

export class Incoming {
  count = 0;
  /** The message of an answer that is one. */
  only: Buffer | undefined;
  readonly #call: LibraryCall;
  readonly #isStream: boolean;
  readonly #unread: Buffer[] = [];
  readonly #waiting: Waiting[] = [];
  #isRead = false;
  #isLetGo = false;
  #isPaused = false;
  #isOver = false;
  #reason: unknown;

  constructor(call: LibraryCall, isStream: boolean) {
    this.#call = call;
    this.#isStream = isStream;
  }

  put(bytes: Buffer): void {
    this.count += 1;
    if (!this.#isStream) {
      this.only ??= bytes;
    } else if (this.#waiting.length > 0) {
      this.#waiting.shift()!.resolve(bytes);
    } else if (!this.#isLetGo) {
      this.#unread.push(bytes);
    }
    this.#isPaused = this.#unread.length >= MOST_UNREAD;
    if (!this.#isPaused) this.#call.startRead();
  }

  /** The next message of a stream; `undefined` when the call has ended. Rejects when the run has. */
  take(): Promise<Buffer | undefined> {
    this.#isRead = true;
    const bytes = this.#unread.shift();
    if (this.#isPaused) {
      this.#isPaused = false;
      this.#call.startRead();
    }
    if (bytes !== undefined) return Promise.resolve(bytes);
    if (this.#isOver) return this.#reason === undefined ? Promise.resolve(undefined) : Promise.reject(this.#reason);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Nobody has read so far, and the call's end is waited for: what comes is counted and let go. */
  letGo(): void {
    if (this.#isRead) return;
    this.#isLetGo = true;
    this.#unread.length = 0;
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#call.startRead();
  }

  /** @param reason - what those who wait are rejected with; `undefined` when the messages have just come to their end */
  finish(reason: unknown): void {
    this.#isOver = true;
    this.#reason = reason;
    for (const { resolve, reject } of this.#waiting.splice(0)) {
      if (reason === undefined) resolve(undefined);
      else reject(reason);
    }
  }
}
