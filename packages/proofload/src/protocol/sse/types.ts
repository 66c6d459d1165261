/**
 * What a task sees of server-sent events, as types: the `sse` object of its context, a stream, its events.
 */
import type { Tags } from '../../measure/slice.ts';
import type { Path, RequestOptions } from '../http/types.ts';
import type { SseError } from './errors.ts';

/** What may be said of a stream that is opened. */
export interface StreamOptions extends Pick<RequestOptions, 'headers' | 'query' | 'json' | 'form' | 'body' | 'signal'> {
  /** The operation's name, in place of `SSE /events`. Keep the number of names small. */
  readonly name?: string | undefined;
  /** Default `GET`; with a body `POST`. */
  readonly method?: string | undefined;
  /**
   * How long the head of the answer may take, and afterwards how long nothing may come: `'500ms'`; a bare number is
   * seconds. Comments, which servers send to keep a stream alive, count as something. Default: the suite's.
   */
  readonly timeout?: string | number | undefined;
  /** Labels of the operation. Few and fixed values, never an id. */
  readonly tags?: Tags | undefined;
  /** The status, or one of several, with which the server has to answer; without it, all but 200 is a failure. */
  readonly expect?: number | readonly number[] | undefined;
  /**
   * Opens the stream again when it ends or breaks, with the id of the last event, as browsers do: for ever, or so many
   * times in a row without an event. Each time counts as a request of its own. Default `false`.
   */
  readonly reconnect?: boolean | number | undefined;
  /** How long to wait before that, unless the server says (`retry`); default 3 s. */
  readonly reconnectWait?: string | number | undefined;
  /** The id from which on events are wanted: what `Last-Event-ID` says. */
  readonly lastEventId?: string | undefined;
  /** How many events are kept for the loop over the stream; with 0, events are only counted. Default 10,000. */
  readonly maxUnread?: number | undefined;
}

/** An event. */
export interface ServerEvent {
  /** `message` unless the server says otherwise. */
  readonly type: string;
  readonly data: string;
  /** The id of this event, or of the last before it that had one. */
  readonly id: string;
  /**
   * The data as JSON.
   *
   * @throws {SseError} `json`, with an excerpt
   */
  json<T = unknown>(): T;
}

/** A stream. Who opens one closes it; the loop over it does when it is left. */
export interface EventStream extends AsyncIterable<ServerEvent> {
  /** Whether events may still come. */
  readonly open: boolean;
  /** The status of the answer; 0 when there was none. */
  readonly status: number;
  /** Why the stream was not opened, or has broken; `undefined` while it is open and when it ended in good order. */
  readonly error: SseError | undefined;
  /** Events so far. */
  readonly events: number;
  readonly lastEventId: string;
  /** Resolves when no more events will come, whatever the reason. */
  readonly ended: Promise<void>;
  /** Ends the connection; events that came already can still be taken. */
  close(): void;
  /** The events until the stream ends or is closed; throws the stream's `error` when it broke. */
  [Symbol.asyncIterator](): AsyncIterator<ServerEvent>;
}

/**
 * Server-sent events for one virtual user.
 *
 * The operation `SSE /events` has as its latency the time to the head of the answer, and a failure when that is wrong or
 * the stream breaks. Its further distributions: `firstEvent` (from the intended start to the first event), `eventGap`
 * (between events), `session` (from the head to the end), of each stream the number of `events`, and `clientDelay` (how
 * long bytes lay at most before they were read).
 *
 * @example
 * for await (const event of await sse.connect('/events')) if (event.data === 'bye') break;
 * await sse.listen('/prices', (event) => event.json<{ price: number }>().price < 100);
 */
export interface ServerEvents {
  /**
   * Opens a stream at a path below the suite's target, or a whole address. As with `http`, that it fails does not throw:
   * it is recorded, and the loop over the stream throws its `error`.
   *
   * @throws {HttpError} for a target, header, body or time-out that is none
   */
  connect(target: string | Path, options?: StreamOptions): Promise<EventStream>;
  /**
   * Opens a stream and gives each event to a function as it comes, which costs less than a loop. Ends with the stream,
   * or when the function returns `false`; what the function throws is passed on.
   */
  listen(
    target: string | Path,
    onEvent: (event: ServerEvent) => unknown,
    options?: StreamOptions,
  ): Promise<EventStream>;
}
