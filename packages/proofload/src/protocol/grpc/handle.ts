/**
 * What a method gives back at once: a call that may still have to wait until it is known what the service is.
 */
import { groupedTags } from '../grouping.ts';
import { type Begun, begunLater } from '../measured-call.ts';
import { rejectStopped } from '../stopped.ts';
import { GrpcError } from './errors.ts';
import { Invocation } from './invocation.ts';
import type { GrpcSession } from './session.ts';
import type { LoadedService, ServiceSource } from './target.ts';
import type { CallOptions, GrpcCall, GrpcResponse } from './types.ts';

type Message = Record<string, unknown>;
type Messages = Iterable<object> | AsyncIterable<object>;

/** What a task asks for. */
interface Wish {
  readonly session: GrpcSession;
  readonly source: ServiceSource;
  readonly method: string;
  readonly request: object | Messages | undefined;
  readonly options: CallOptions;
}

export class CallHandle implements GrpcCall {
  readonly #response: Promise<GrpcResponse>;
  /** `undefined` as long as the service is being loaded, and when it could not be. */
  #invocation: Invocation | undefined;
  #begun: Promise<unknown> | undefined;

  constructor(wish: Wish) {
    const { session, source } = wish;
    if (session.isOver) {
      this.#response = rejectStopped();
      return;
    }
    const { caller, target } = session;
    const calledMs = target.http.now();
    caller.begin(calledMs);
    const { intendedMs, freeMs } = caller;
    this.#response = new Promise((resolve, reject) => {
      const start = (loaded: LoadedService, begun: Begun): void => {
        this.#invocation = invoke(wish, loaded, begun, resolve, reject);
      };
      if (source.loaded !== undefined) {
        start(source.loaded, { intendedMs, freeMs });
        return;
      }
      this.#begun = source.load(session).then((loaded) => {
        start(loaded, begunLater({ intendedMs, freeMs }, target.http.now() - calledMs));
      });
      this.#begun.catch(reject);
    });
  }

  // biome-ignore lint/suspicious/noThenProperty: a call is awaited for its response
  then<Result = GrpcResponse, Fallback = never>(
    fulfilled?: ((response: GrpcResponse) => Result | PromiseLike<Result>) | null,
    rejected?: ((reason: unknown) => Fallback | PromiseLike<Fallback>) | null,
  ): Promise<Result | Fallback> {
    if (this.#invocation === undefined)
      void this.#begun?.then(
        () => this.#invocation?.incoming.letGo(),
        () => {},
      );
    else this.#invocation.incoming.letGo();
    return this.#response.then(fulfilled, rejected);
  }

  async write(message: object): Promise<void> {
    const { outgoing } = await this.#underway();
    await outgoing.write(message);
  }

  end(): void {
    this.#underway().then(
      ({ outgoing }) => outgoing.end(),
      () => {},
    );
  }

  async read(): Promise<Message | undefined> {
    return (await this.#underway()).read();
  }

  cancel(): void {
    this.#underway().then(
      (invocation) => invocation.cancel(),
      () => {},
    );
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Message, void> {
    const invocation = await this.#underway();
    try {
      for (let message = await invocation.read(); message !== undefined; message = await invocation.read())
        yield message;
    } finally {
      // A loop that is left has no more use for the call; one that has come to its end has none to cancel.
      invocation.cancel();
    }
  }

  /** The call, as soon as it is on its way; its response is then waited for elsewhere, or not at all. */
  async #underway(): Promise<Invocation> {
    this.#response.catch(() => {});
    await this.#begun;
    if (this.#invocation !== undefined) return this.#invocation;
    // It never came to be: the reason is that of the response.
    await this.#response;
    throw new GrpcError('stream', 'The call has not begun.');
  }
}

/** @throws {GrpcError} what is wrong with the wish */
function invoke(
  { session, source, method: name, request, options }: Wish,
  { grpc, definition }: LoadedService,
  begun: Begun,
  resolve: (response: GrpcResponse) => void,
  reject: (reason: unknown) => void,
): Invocation | undefined {
  if (session.isOver) {
    rejectStopped().catch(reject);
    return undefined;
  }
  const { http, recorder } = session.target;
  const method = definition.method(name);
  const isStream = method.streamsRequests;
  if (isStream && request !== undefined && !isMessages(request)) {
    const sentence = `One streams to ${method.operation}: give an array or a generator of messages, or nothing and then write().`;
    throw new GrpcError('stream', sentence);
  }
  const message = isStream ? undefined : method.encode(request ?? {});
  const invocation = new Invocation(
    {
      session,
      place: source.destination.place,
      channel: session.channel(source, grpc),
      method,
      metadata: source.metadata(grpc, options.metadata),
      operation: recorder.operation(
        options.name ?? method.operation,
        'grpc',
        groupedTags(session.caller, options.tags),
      ),
      options,
      limitMs: http.timeoutOf(options.timeout),
    },
    begun,
    resolve,
    reject,
  );
  invocation.start(message, isStream ? (request as Messages | undefined) : undefined);
  return invocation;
}

function isMessages(request: object): request is Messages {
  return Symbol.iterator in request || Symbol.asyncIterator in request;
}
