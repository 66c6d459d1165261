/**
 * A session: what goes out, what comes in, and how it ends.
 */
import type { TrendRecorder } from '../../measure/operation-recorder.ts';
import type { Recorder } from '../../measure/recorder.ts';
import { writeDuration } from '../../units/duration.ts';
import { writeSize } from '../../units/size.ts';
import { stopped } from '../http/call.ts';
import { rejectInNextTurn } from '../stopped.ts';
import { WebSocketError } from './errors.ts';
import { closeFault, closeText, connectionFault, frameFault, isInOrder, type SessionFault, said } from './fault.ts';
import { isCloseCode, MOST_CONTROL_BYTES } from './frames.ts';
import type { Handshake } from './handshake.ts';
import { Inbox } from './inbox.ts';
import { Message } from './message.ts';
import { Reply, type ReplyOwner } from './reply.ts';
import type { ReceiveOptions, Socket, SocketMessage, SocketReply, SocketRequestOptions } from './types.ts';
import { CLOSE_TIMEOUT_MS, type Wire, type WireListener } from './wire.ts';

/** What may wait to be sent; a server that does not read must not fill the generator's memory. */
const MOST_BACKLOG_BYTES = 64 * 1000 * 1000;
const DEFAULT_MAX_UNREAD = 10_000;
const NO_OPTIONS: SocketRequestOptions = Object.freeze({});

export class OpenSocket implements Socket, ReplyOwner, WireListener {
  readonly status = 101;
  readonly protocol: string;
  readonly recorder: Recorder;
  messagesIn: number;
  messagesOut: number;
  private readonly handshake: Handshake;
  private readonly wire: Wire;
  private readonly gaps: TrendRecorder;
  private readonly inbox: Inbox;
  private readonly pending: Reply[];
  /** When the last message came that is no reply; `NaN` before the first. */
  private lastEventMs: number;
  private isClosing: boolean;
  private closingMs: number;
  /** At most one failure counts for a session. */
  private hasFailed: boolean;
  private fault: SessionFault | undefined;
  /** Why nothing can be sent any more, once it has ended. */
  private ending: Error | undefined;
  private readonly whenEnded: ((ending: Error) => void)[];

  constructor(handshake: Handshake, protocol: string, wire: Wire) {
    this.protocol = protocol;
    this.recorder = handshake.target.recorder;
    this.messagesIn = 0;
    this.messagesOut = 0;
    this.handshake = handshake;
    this.wire = wire;
    this.gaps = handshake.operation.trend('eventGap');
    this.inbox = new Inbox(handshake.origin.http1.deadlines, handshake.options.maxUnread ?? DEFAULT_MAX_UNREAD);
    this.pending = [];
    this.lastEventMs = Number.NaN;
    this.isClosing = false;
    this.closingMs = 0;
    this.hasFailed = false;
    this.fault = undefined;
    this.ending = undefined;
    this.whenEnded = [];
  }

  get open(): boolean {
    return this.wire.isOpen;
  }

  get error(): WebSocketError | undefined {
    return this.fault && new WebSocketError(this.fault.code, this.fault.message, true, this.fault.cause);
  }

  send(data: string | Uint8Array): void {
    this.handshake.operation.bytes(0, this.transmit(data));
  }

  receive(options?: ReceiveOptions): Promise<SocketMessage> {
    const message = this.inbox.take();
    if (message !== undefined) return Promise.resolve(message);
    if (this.inbox.hasLost) return rejectInNextTurn(this.unread());
    if (!this.open) return this.refuse();
    const { target } = this.handshake;
    const limitMs = target.timeoutOf(options?.timeout);
    return this.inbox.wait(target.now(), limitMs, () => this.silence(limitMs));
  }

  request(data: string | Uint8Array, options = NO_OPTIONS): Promise<SocketReply> {
    if (!this.open) return this.refuse();
    return new Promise((resolve, reject) => {
      const { target, caller } = this.handshake;
      const nowMs = target.now();
      const limitMs = target.timeoutOf(options.timeout);
      caller.begin(nowMs);
      const operation = this.handshake.requestOperation(options);
      const bytesOut = this.transmit(data);
      const reply = new Reply(this, caller, operation, options, nowMs, limitMs, resolve, reject);
      operation.bytes(0, bytesOut);
      this.pending.push(reply);
      this.handshake.origin.http1.deadlines.add(reply, nowMs, limitMs);
    });
  }

  close(code = 1000, reason = ''): Promise<void> {
    if (this.ending !== undefined) return Promise.resolve();
    const wrong = wrongWithClose(code, reason);
    if (wrong !== undefined) return Promise.reject(wrong);
    return new Promise((resolve) => {
      this.whenEnded.push(() => resolve());
      this.closing(code, reason);
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SocketMessage, void> {
    for (;;) {
      const message = this.inbox.take() ?? (await this.next());
      if (message === undefined) return;
      yield message;
    }
  }

  /** @internal The run or its virtual user is over: nothing that happens from here on counts. */
  cutOff(isRunsEnd: boolean): void {
    if (this.ending !== undefined) return;
    const nowMs = this.handshake.target.now();
    for (const reply of this.pending.splice(0)) {
      this.handshake.origin.http1.deadlines.remove(reply);
      reply.cutOff(nowMs);
    }
    this.end(stopped(), nowMs, !isRunsEnd);
    // The frame is with the system before the connection is cut, so that the server sees a session closed in order.
    this.wire.close(1001, '');
    this.wire.terminate();
  }

  /** @internal */
  forget(reply: Reply): void {
    const index = this.pending.indexOf(reply);
    if (index >= 0) this.pending.splice(index, 1);
  }

  /** Sends a message and tells how many bytes it has. */
  private transmit(data: string | Uint8Array): number {
    const { wire } = this;
    if (typeof data !== 'string' && !(data instanceof Uint8Array)) throw noData(data);
    if (!wire.isOpen) throw this.ending ?? this.closed('is being closed');
    if (wire.waitingBytes > MOST_BACKLOG_BYTES) throw this.backlog();
    this.messagesOut += 1;
    return wire.send(data);
  }

  /** @internal of the wire */
  onMessage(bytes: Buffer, isText: boolean): void {
    const { handshake, pending } = this;
    const nowMs = handshake.target.now();
    this.messagesIn += 1;
    if (pending.length > 0 && this.isReply(new Message(bytes, isText), nowMs)) return;
    if (Number.isNaN(this.lastEventMs)) handshake.operation.trend('firstEvent').record(nowMs - handshake.intendedMs);
    else this.gaps.record(nowMs - this.lastEventMs);
    this.lastEventMs = nowMs;
    handshake.operation.bytes(bytes.length, 0);
    this.inbox.put(bytes, isText);
  }

  /** Gives a message to the first request whose reply it is. */
  private isReply(message: Message, nowMs: number): boolean {
    const { pending } = this;
    for (let index = 0; index < pending.length; ) {
      const reply = pending[index]!;
      if (reply.accepts(message, nowMs)) {
        if (pending.length === 1) pending.pop();
        else pending.splice(index, 1);
        this.handshake.origin.http1.deadlines.remove(reply);
        reply.operation.bytes(message.bytes.length, 0);
        reply.answered(message, nowMs);
        return true;
      }
      // One whose function threw has left the list.
      if (pending[index] === reply) index += 1;
    }
    return false;
  }

  /** The next message; `undefined` once the session was closed in good order. */
  private async next(): Promise<SocketMessage | undefined> {
    if (this.inbox.hasLost) throw this.unread();
    try {
      if (!this.open) return await this.refuse<SocketMessage>();
      return await this.inbox.wait(0, Number.POSITIVE_INFINITY, () => undefined);
    } catch (error) {
      if (error instanceof WebSocketError && error.code === 'closed') return undefined;
      throw error;
    }
  }

  /** Rejects with the reason why the session is over, as soon as that is known. */
  private refuse<T>(): Promise<T> {
    const { ending } = this;
    if (ending !== undefined) return rejectInNextTurn(ending);
    return new Promise((_, reject) => this.whenEnded.push(reject));
  }

  private closing(code: number, reason: string): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.closingMs = this.handshake.target.now();
    this.wire.close(code, reason);
  }

  /** @internal of the wire */
  onWireError(error: Error): void {
    const { origin, maxMessageBytes } = this.handshake;
    if (this.ending === undefined) this.breakOff(frameFault(origin.http1, maxMessageBytes, error));
  }

  /** @internal of the wire */
  onClose(code: number, reason: string): void {
    if (this.ending !== undefined) return;
    const fault = this.faultOfClose(code, reason);
    if (fault !== undefined) this.breakOff(fault);
    else if (this.isClosing) this.conclude('was closed by the task');
    else this.conclude(`was closed by the server with ${closeText(code, reason)}`);
  }

  /** What is wrong with the end of the session; `undefined` when it is in good order. */
  private faultOfClose(code: number, reason: string): SessionFault | undefined {
    const { origin, socketError, target } = this.handshake;
    if (this.isClosing) {
      // Many servers just end the connection, which will do; one that lets us wait does not.
      if (target.now() - this.closingMs < CLOSE_TIMEOUT_MS - 1) return undefined;
      const limit = writeDuration(CLOSE_TIMEOUT_MS);
      return said('timeout', `the server did not agree within ${limit} that the session be closed`);
    }
    if (socketError !== undefined) return connectionFault(origin.http1, true, socketError);
    return isInOrder(code) ? undefined : closeFault(origin.http1, code, reason);
  }

  /** The session has ended in good order. */
  private conclude(how: string): void {
    this.lose(said('closed', `the session ${this.handshake.name} ${how}`));
    this.end(this.closed(how), this.handshake.target.now(), true);
  }

  /** The session has failed. */
  private breakOff(fault: SessionFault): void {
    this.fault = fault;
    this.count(fault);
    this.lose(fault);
    this.end(this.error!, this.handshake.target.now(), true);
  }

  private count({ code, brief, message }: SessionFault): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    const { operation, target } = this.handshake;
    operation.failed(code, brief, target.now());
    this.handshake.keepExemplar({ type: code, message });
  }

  private lose(fault: SessionFault): void {
    const nowMs = this.handshake.target.now();
    for (const reply of this.pending.splice(0)) {
      this.handshake.origin.http1.deadlines.remove(reply);
      reply.lost(fault, nowMs);
    }
  }

  private end(ending: Error, nowMs: number, hasLength: boolean): void {
    const { operation, session, endMs } = this.handshake;
    this.ending = ending;
    operation.trend('messagesIn').record(this.messagesIn);
    operation.trend('messagesOut').record(this.messagesOut);
    if (hasLength) operation.trend('session').record(nowMs - endMs);
    this.inbox.end(ending);
    for (const tell of this.whenEnded.splice(0)) tell(ending);
    session.forget(this);
  }

  private silence(limitMs: number): WebSocketError {
    const fault = said('timeout', `no message came within ${writeDuration(limitMs)}`);
    this.count(fault);
    return new WebSocketError(fault.code, fault.message, true);
  }

  private backlog(): WebSocketError {
    const size = writeSize(MOST_BACKLOG_BYTES);
    this.breakOff(said('backlog', `the server has not taken ${size} of what was sent to it`));
    this.wire.terminate();
    return this.error!;
  }

  private unread(): WebSocketError {
    const message = `More messages came on ${this.handshake.name} than were received, so that some are gone; receive them all, or set maxUnread to 0 if they are only to be counted.`;
    return new WebSocketError('unread', message, false);
  }

  private closed(how: string): WebSocketError {
    return new WebSocketError('closed', `The session ${this.handshake.name} ${how}.`, false);
  }
}

function wrongWithClose(code: number, reason: string): WebSocketError | undefined {
  const bytes = Buffer.byteLength(reason);
  const most = MOST_CONTROL_BYTES - 2;
  if (isCloseCode(code) && bytes <= most) return undefined;
  const why = isCloseCode(code) ? `its reason has ${bytes} bytes, of at most ${most}` : `${code} is no code for it`;
  return new WebSocketError('close-option', `A session cannot be closed like this: ${why}.`, false);
}

function noData(data: unknown): WebSocketError {
  const what = data === null ? 'null' : typeof data;
  const message = `A message is text or a Uint8Array, and this is ${what}; give objects to JSON.stringify first.`;
  return new WebSocketError('data', message, false);
}
