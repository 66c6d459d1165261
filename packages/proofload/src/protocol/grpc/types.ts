/**
 * What a task sees of gRPC, as types: the `grpc` object of its context, services, calls and their responses.
 */
import type { Tags } from '../../measure/slice.ts';
import type { TlsOptions } from '../http1/client.ts';
import type { CallTimings } from '../measured-call.ts';
import type { GrpcError } from './errors.ts';
import type { StatusName } from './status.ts';

/** Metadata to send: a text, or bytes where the name ends in `-bin`; several of the same name as a list. */
export type MetadataValue = string | Uint8Array;
export type RequestMetadata = Readonly<Record<string, MetadataValue | readonly MetadataValue[] | undefined>>;

/** Which service is called, and how it is reached. */
export interface GrpcServiceOptions {
  /** The full name: `helloworld.Greeter`. */
  readonly service: string;
  /** The `.proto` file, or several, relative to the suite's file. */
  readonly proto?: string | readonly string[] | undefined;
  /** Folders in which imports of the `.proto` are looked for, relative to the suite's file. */
  readonly includeDirs?: readonly string[] | undefined;
  /** Asks the server for its definitions (gRPC server reflection, v1 or v1alpha), in place of `proto`. */
  readonly reflection?: boolean | undefined;
  /** Where the service is: an address, or `host:port`. Default: the suite's target. */
  readonly target?: string | undefined;
  /** `true` for TLS with the system's authorities, or its options. Default: what the target's address and options say. */
  readonly tls?: boolean | TlsOptions | undefined;
  /**
   * Who shares a channel, which is a connection: each virtual user has its own (`user`, the default), or all of a worker
   * thread use one (`worker`).
   */
  readonly channel?: 'user' | 'worker' | undefined;
  /** Metadata of every call, added to the suite's headers. */
  readonly metadata?: RequestMetadata | undefined;
}

/** What may be said of a call. */
export interface CallOptions<Response = Record<string, unknown>> {
  /** The operation's name, in place of `helloworld.Greeter/SayHello`. Keep the number of names small. */
  readonly name?: string | undefined;
  readonly metadata?: RequestMetadata | undefined;
  /** The deadline, from now: `'500ms'`; a bare number is seconds. Default: the suite's time-out. */
  readonly timeout?: string | number | undefined;
  /** Labels of the operation. Few and fixed values, never an id. */
  readonly tags?: Tags | undefined;
  /**
   * What makes the response right: a status, one of several, or a function that decides alone and returns (or throws)
   * why it is wrong. Without it, any status but `OK` is a failure.
   *
   * @example
   * await shop.getBook({ id: 'none' }, { expect: 'NOT_FOUND' });
   */
  readonly expect?:
    | StatusName
    | readonly StatusName[]
    // biome-ignore lint/suspicious/noConfusingVoidType: a function that only throws returns nothing
    | ((response: GrpcResponse<Response>) => string | boolean | undefined | void)
    | undefined;
}

/** Metadata that came; names in lower case. */
export interface ResponseMetadata {
  /** The value, several joined by `, `; bytes as base64; `undefined` when there is none. */
  get(name: string): string | undefined;
}

/**
 * How a call ended. As with `http`, a status other than `OK` does not throw, nor does a network error: it is recorded,
 * the response has the `error`, and a task that asks for the message gets that thrown.
 */
export interface GrpcResponse<Response = Record<string, unknown>> {
  readonly status: StatusName;
  /** The status as a number; `OK` is 0. */
  readonly code: number;
  readonly ok: boolean;
  /** The server's words about the status. */
  readonly details: string;
  readonly error: GrpcError | undefined;
  /**
   * The answer of a call that has one message as its answer. 64-bit numbers are text, enumerations their names, fields
   * in camel case, those that were not set have their defaults.
   *
   * @throws {GrpcError} the response's `error`; `stream` for a call that streams its answer; `decode` when the bytes do not fit the type
   */
  readonly message: Response;
  /** What came before the first message, and after the last. */
  readonly metadata: ResponseMetadata;
  readonly trailers: ResponseMetadata;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly timings: CallTimings;
  /** Counts the response as failed, at once, with your reason in place of any other; only the first call counts. */
  fail(why: string): void;
  /** Takes back the failure that it would count as; possible until the iteration ends. A `fail` stays. */
  pass(): void;
}

/**
 * A call under way. Awaiting it gives the response, when the call has ended; looping over it gives the messages of a
 * stream as they come, and throws the response's `error` at its end when the call failed. A loop that is left ends the
 * call. Messages for which there is no loop when the call is awaited are counted and let go.
 *
 * @example
 * for await (const greeting of greeter.listGreetings({ name: 'Ada' })) seen.push(greeting);
 *
 * const chat = greeter.chat();
 * await chat.write({ text: 'hello' });
 * const answer = await chat.read();
 * chat.end();
 * const { status } = await chat;
 */
export interface GrpcCall<Response = Record<string, unknown>>
  extends PromiseLike<GrpcResponse<Response>>,
    AsyncIterable<Response> {
  /**
   * Sends a message of a stream, and waits until the connection has taken it.
   *
   * @throws {GrpcError} `request` when it does not fit its type, `stream` when the call streams no messages to the server or was ended
   */
  write(message: object): Promise<void>;
  /** Tells the server that no more messages come. */
  end(): void;
  /** The next message; `undefined` when there are no more. @throws {GrpcError} when the call failed */
  read(): Promise<Response | undefined>;
  /** Ends the call early; it then has the status `CANCELLED`, which is no failure. */
  cancel(): void;
}

/**
 * A method of a service. A method to which one streams takes its messages as an array, a generator, or, when nothing is
 * given, with `write`.
 */
export type GrpcMethod<Request extends object = object, Response = Record<string, unknown>> = (
  request?: Request | Iterable<Request> | AsyncIterable<Request>,
  options?: CallOptions<Response>,
) => GrpcCall<Response>;

/**
 * gRPC for one virtual user. It needs the packages `@grpc/grpc-js` and `@grpc/proto-loader` beside Proofload.
 *
 * The operation is called `helloworld.Greeter/SayHello`; its latency ends with the status. Streams have further
 * distributions: `firstEvent` (from the intended start to the first message), `eventGap` (between messages), and the
 * numbers `messagesIn` and `messagesOut` of each call.
 *
 * @example
 * const greeter = grpc.service({ proto: 'greeter.proto', service: 'helloworld.Greeter' });
 * const response = await greeter.sayHello({ name: 'Ada' }, { timeout: '1s' });
 * check('greets', response.message.message === 'Hello Ada');
 */
export interface Grpc {
  /**
   * A service, by whose methods calls are made, in the case of the `.proto` or in camel case. What a service is, is
   * loaded once for each worker thread; the calls that wait for that are not measured until it is there.
   *
   * @typeParam Methods - the methods with their types
   * @throws {GrpcError} with the first call: `library`, `proto`, `service`, `method`, `reflection`, `target`
   * @example
   * type Greeter = { sayHello: GrpcMethod<{ name: string }, { message: string }> };
   * const greeter = grpc.service<Greeter>({ reflection: true, service: 'helloworld.Greeter' });
   */
  service<Methods extends object = Record<string, GrpcMethod>>(options: GrpcServiceOptions): Methods;
}
