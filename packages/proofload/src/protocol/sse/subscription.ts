/**
 * A stream as a task has it: one connection after the other, if it is to be opened again, and the events between their
 * coming and the task's asking for them.
 */
import { stopped } from '../http/call.ts';
import { rejectInNextTurn } from '../stopped.ts';
import type { ConnectionOwner, StreamConnection, StreamFault } from './connection.ts';
import { SseError, type SseErrorCode } from './errors.ts';
import { ReceivedEvent } from './event.ts';
import type { EventStream, ServerEvent } from './types.ts';

/** What a subscription needs of who opens it. */
export interface SubscriptionOptions {
  readonly name: string;
  readonly maxUnread: number;
  /** How many times in a row without an event the stream may be opened again. */
  readonly reconnects: number;
  readonly reconnectWaitMs: number;
  /** Takes events as they come, so that none are kept; returns false when it wants no more. */
  readonly onEvent: ((event: ServerEvent) => unknown) | undefined;
}

/** Who opens it. */
export interface SubscriptionOwner {
  /** Whether the run is over. */
  readonly isOver: boolean;
  /** Sends the request once more, after a pause. */
  reopen(subscription: Subscription, waitMs: number): void;
  forget(subscription: Subscription): void;
}

/** As much text may lie unread; more means that nobody reads. */
const MOST_UNREAD_CHARACTERS = 16_000_000;

/** What opening the stream again cannot mend. */
const FINAL: ReadonlySet<SseErrorCode> = new Set(['status', 'type', 'encoding', 'malformed', 'too-large', 'aborted']);

export class Subscription implements EventStream, ConnectionOwner {
  readonly ended: Promise<void>;
  events: number;
  isClosing: boolean;
  private readonly owner: SubscriptionOwner;
  private readonly options: SubscriptionOptions;
  private readonly resolve: (stream: EventStream) => void;
  private readonly reject: (reason: unknown) => void;
  private connection: StreamConnection | undefined;
  private firstEventId: string;
  /** In a row without an event. */
  private reconnects: number;
  private queue: ReceivedEvent[];
  /** Those before it were taken. */
  private next: number;
  private unreadCharacters: number;
  private hasLost: boolean;
  private wake: () => void;
  private hasEnded: boolean;
  private fault: StreamFault | undefined;
  /** What the function that takes events threw, or that the run is over. */
  private thrown: { readonly reason: unknown } | undefined;
  private tellEnded: () => void;

  /**
   * @param resolve - is given the stream when it is open, or will not be
   * @param reject - is told that the run is over
   */
  constructor(
    owner: SubscriptionOwner,
    options: SubscriptionOptions,
    lastEventId: string,
    resolve: (stream: EventStream) => void,
    reject: (reason: unknown) => void,
  ) {
    this.events = 0;
    this.isClosing = false;
    this.owner = owner;
    this.options = options;
    this.resolve = resolve;
    this.reject = reject;
    this.connection = undefined;
    this.firstEventId = lastEventId;
    this.reconnects = 0;
    this.queue = [];
    this.next = 0;
    this.unreadCharacters = 0;
    this.hasLost = false;
    this.wake = () => {};
    this.hasEnded = false;
    this.fault = undefined;
    this.thrown = undefined;
    this.tellEnded = () => {};
    this.ended = new Promise((settle) => {
      this.tellEnded = settle;
    });
  }

  get open(): boolean {
    return !this.hasEnded && !this.isClosing;
  }

  get status(): number {
    return this.connection?.status ?? 0;
  }

  get error(): SseError | undefined {
    const { fault } = this;
    return fault && new SseError(fault.code, fault.message, fault.counts, fault.cause);
  }

  get lastEventId(): string {
    return this.connection?.lastEventId || this.firstEventId;
  }

  close(): void {
    if (!this.open) return;
    this.isClosing = true;
    this.connection?.cancel();
    // Between two connections there is none to break off.
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ServerEvent, void> {
    try {
      for (;;) {
        const event = this.take();
        if (event !== undefined) yield event;
        else if (this.hasLost) await rejectInNextTurn(this.unread());
        else if (!this.hasEnded) await this.untilWoken();
        else if (this.thrown !== undefined) await rejectInNextTurn(this.thrown.reason);
        else if (this.fault !== undefined) await rejectInNextTurn(this.error);
        else return;
      }
    } finally {
      this.close();
    }
  }

  /** @internal What ended it from this side, thrown; as a loop over it would. */
  rethrow(): void {
    if (this.thrown !== undefined) throw this.thrown.reason;
  }

  /** @internal It is being opened, for the first time or again. */
  use(connection: StreamConnection): void {
    this.firstEventId = this.lastEventId;
    this.connection = connection;
  }

  /** @internal The virtual user is over. */
  cutOff(): void {
    if (this.hasEnded) return;
    // What is on the way ends with its connection, which tells by itself.
    if (this.owner.isOver) this.onStopped();
    else this.close();
  }

  get isOver(): boolean {
    return this.owner.isOver;
  }

  /** @internal */
  onOpened(): void {
    this.resolve(this);
  }

  /** @internal */
  onEvent(type: string, bytes: Buffer, start: number, end: number): void {
    const { onEvent, maxUnread } = this.options;
    this.events += 1;
    this.reconnects = 0;
    if (onEvent === undefined && maxUnread === 0) return;
    const event = new ReceivedEvent(type, bytes.toString('utf8', start, end), this.lastEventId);
    if (onEvent === undefined) this.put(event);
    else if (!this.isWanted(onEvent, event)) this.close();
  }

  /** @internal */
  onEnded(fault: StreamFault | undefined): void {
    const { options, owner } = this;
    if (this.open && this.reconnects < options.reconnects && (fault === undefined || !FINAL.has(fault.code))) {
      this.reconnects += 1;
      owner.reopen(this, this.connection?.retryMs ?? options.reconnectWaitMs);
      return;
    }
    this.fault = fault;
    this.resolve(this);
    this.end();
  }

  /** @internal */
  onStopped(): void {
    const reason = stopped();
    this.thrown = { reason };
    this.reject(reason);
    this.end();
  }

  private isWanted(onEvent: (event: ServerEvent) => unknown, event: ServerEvent): boolean {
    try {
      return onEvent(event) !== false;
    } catch (reason) {
      this.thrown = { reason };
      return false;
    }
  }

  private put(event: ReceivedEvent): void {
    const hasRoom = this.queue.length - this.next < this.options.maxUnread;
    if (hasRoom && this.unreadCharacters < MOST_UNREAD_CHARACTERS) {
      this.queue.push(event);
      this.unreadCharacters += event.data.length;
    } else {
      this.hasLost = true;
    }
    this.wake();
  }

  private take(): ReceivedEvent | undefined {
    const event = this.queue[this.next];
    if (event === undefined) return undefined;
    this.next += 1;
    this.unreadCharacters -= event.data.length;
    if (this.next === this.queue.length) {
      this.queue = [];
      this.next = 0;
    }
    return event;
  }

  private untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private unread(): SseError {
    const message = `More events came on ${this.options.name} than were taken, so that some are gone; take them all, or set maxUnread to 0 if they are only to be counted.`;
    return new SseError('unread', message, false);
  }

  private end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.wake();
    this.tellEnded();
    this.owner.forget(this);
  }
}
