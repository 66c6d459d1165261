/**
 * What a task sees of WebSocket, as types: the `ws` object of its context, a session, its messages.
 */
import type { Tags } from '../../measure/slice.ts';
import type { Path } from '../http/types.ts';
import type { CallTimings } from '../measured-call.ts';
import type { WebSocketError } from './errors.ts';

/** What may be said of a session that is opened. */
export interface ConnectOptions {
  /** The operation's name, in place of `WS /chat`. Keep the number of names small. */
  readonly name?: string | undefined;
  /** Headers of the handshake, by name in any case; they win over the suite's; `undefined` leaves a default out. */
  readonly headers?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** Subprotocols to offer, the most wanted first. */
  readonly protocols?: string | readonly string[] | undefined;
  /** How long the handshake may take: `'500ms'`; a bare number is seconds. Default: the suite's. */
  readonly timeout?: string | number | undefined;
  /** Labels of the session's operation, and of its requests that say nothing else. Few and fixed values, never an id. */
  readonly tags?: Tags | undefined;
  /**
   * The status, or one of several, with which the server has to answer the handshake. Without it, all but 101 is a
   * failure. `expect: 401` holds when the server refuses whom it should.
   */
  readonly expect?: number | readonly number[] | undefined;
  /** Offers to compress messages (RFC 7692), which costs the generator much. Default `false`. */
  readonly compression?: boolean | undefined;
  /** The longest message that is taken in, in bytes; a longer one ends the session. Default 64 MB. */
  readonly maxMessageBytes?: number | undefined;
  /**
   * How many messages are kept for `receive` and the loop over the session. With 0, messages are only counted, which
   * suits a user that just listens. Default 10,000.
   */
  readonly maxUnread?: number | undefined;
}

/** What may be said of a `receive`. */
export interface ReceiveOptions {
  /** How long to wait: `'500ms'`; a bare number is seconds. Default: the suite's. */
  readonly timeout?: string | number | undefined;
}

/** What may be said of a `request`. */
export interface SocketRequestOptions extends ReceiveOptions {
  /** The operation's name; default `WS /chat request`. Keep the number of names small. */
  readonly name?: string | undefined;
  /** Labels of the operation; default: those of the session. */
  readonly tags?: Tags | undefined;
  /**
   * Which message is the reply; the others are left for `receive`. Without it, the next message is, so that a reply
   * that comes after its time-out is taken for the next one's.
   *
   * @example
   * await socket.request(JSON.stringify({ id, do: 'add' }), { match: (message) => message.json<Reply>().id === id });
   */
  readonly match?: ((message: SocketMessage) => boolean) | undefined;
  /** Why the reply is wrong, in words; `undefined` or `true` when it is right; `false` when it is wrong. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that only throws returns nothing
  readonly expect?: ((reply: SocketMessage) => string | boolean | undefined | void) | undefined;
}

/** A message as it came in; all that costs anything happens when it is asked for. */
export interface SocketMessage {
  /** Whether it was sent as text. */
  readonly isText: boolean;
  /** @throws {WebSocketError} why there is none, of a reply that did not come; here as below */
  readonly bytes: Uint8Array;
  /** The bytes as UTF-8, however they were sent. */
  text(): string;
  /**
   * @throws {WebSocketError} also `json`, when it is none, with an excerpt
   * @example
   * const { id } = message.json<{ id: number }>();
   */
  json<T = unknown>(): T;
}

/**
 * What came of a request. As with `http`, that nothing came does not throw: it is recorded, the reply has the `error`,
 * and a task that asks for its content gets that thrown.
 */
export interface SocketReply extends SocketMessage {
  /** Why there was no reply. */
  readonly error: WebSocketError | undefined;
  readonly timings: CallTimings;
  /** Counts the reply as failed, at once, with your reason in place of any other; only the first call counts. */
  fail(why: string): void;
  /** Takes back the failure that it would count as; possible until the iteration ends. A `fail` stays. */
  pass(): void;
}

/** A session. It may be kept in `vu.data` over many iterations; who opens one closes it. */
export interface Socket extends AsyncIterable<SocketMessage> {
  /** Whether messages can be sent. */
  readonly open: boolean;
  /** The status of the handshake's answer: 101 when it succeeded, 0 when there was none. */
  readonly status: number;
  /** The subprotocol that the server chose; empty when it chose none. */
  readonly protocol: string;
  /** Why the session was not opened, or has broken; `undefined` while it is open and when it was closed in good order. */
  readonly error: WebSocketError | undefined;
  /** Messages so far. */
  readonly messagesIn: number;
  readonly messagesOut: number;
  /**
   * Sends a message: text, or bytes.
   *
   * @throws {WebSocketError} when the session is not open, or the server does not take what was sent; `data` for
   *   something else
   */
  send(data: string | Uint8Array): void;
  /**
   * The next message that is no reply to a `request`: one that came already, or the next that comes.
   *
   * @throws {WebSocketError} `timeout`, which also counts as a failure of the session; or why the session has ended
   */
  receive(options?: ReceiveOptions): Promise<SocketMessage>;
  /**
   * Sends a message and waits for the reply, measured as an operation of its own.
   *
   * @throws {WebSocketError} when the session is not open
   * @example
   * const reply = await socket.request('ping', { name: 'ping', timeout: '1s' });
   * check('pong', reply.text() === 'pong');
   */
  request(data: string | Uint8Array, options?: SocketRequestOptions): Promise<SocketReply>;
  /**
   * Closes the session and waits until the server has agreed.
   *
   * @param code - 1000, or one of 3000 to 4999
   * @throws {WebSocketError} `close-option` for another code, or a reason of more than 123 bytes
   */
  close(code?: number, reason?: string): Promise<void>;
  /** The messages until the session is closed; throws the session's `error` when it broke. */
  [Symbol.asyncIterator](): AsyncIterator<SocketMessage>;
}

/**
 * WebSocket for one virtual user.
 *
 * The operation `WS /chat` has the handshake as its latency, and a failure when the handshake or the session fails. Its
 * further distributions: `firstEvent` (from the intended start to the first message that is no reply to a request),
 * `eventGap` (between such messages), `session` (from the handshake to the end), and the numbers `messagesIn` and
 * `messagesOut` of each session.
 *
 * @example
 * const socket = await ws.connect('/chat', { protocols: 'chat.v1' });
 * socket.send('hello');
 * const message = await socket.receive({ timeout: '5s' });
 * const reply = await socket.request('ping', { name: 'ping' });
 * for await (const { text } of socket) if (text() === 'bye') break;
 * await socket.close();
 */
export interface WebSockets {
  /**
   * Opens a session at a path below the suite's target, or a whole address (`ws:`, `wss:`, `http:`, `https:`). As with
   * `http`, that it fails does not throw: it is recorded, and the session is not `open`; using it throws its `error`.
   *
   * @throws {HttpError} for a target, header or time-out that is none
   * @throws {WebSocketError} `protocol-option` for a subprotocol that is none
   */
  connect(target: string | Path, options?: ConnectOptions): Promise<Socket>;
}
