/**
 * The `grpc` object of one virtual user: its services, channels and calls.
 */
import type { ChannelInterface } from '@grpc/grpc-js';
import type { Caller } from '../caller.ts';
import { CallHandle } from './handle.ts';
import type { Invocation } from './invocation.ts';
import type { GrpcModule } from './library.ts';
import { type ChannelSource, Channels, type GrpcTarget, type ServiceSource } from './target.ts';
import type { CallOptions, Grpc, GrpcMethod, GrpcServiceOptions } from './types.ts';

const NO_OPTIONS: CallOptions = Object.freeze({});

/**
 * The `grpc` object of one virtual user. What is shared with others is made once, as a {@link GrpcTarget}.
 *
 * @example
 * const target = new GrpcTarget({ http: httpTarget, tls, headers, resolve: (path) => join(suiteFolder, path) });
 * const grpc = new GrpcSession(target, caller);
 * const greeter = grpc.service({ proto: 'greeter.proto', service: 'helloworld.Greeter' });
 * await greeter.sayHello({ name: 'Ada' });
 * grpc.close();
 */
export class GrpcSession implements Grpc, ChannelSource {
  /** @internal */
  readonly target: GrpcTarget;
  /** @internal */
  readonly caller: Caller;
  readonly #services = new Map<ServiceSource, object>();
  readonly #channels = new Channels();
  readonly #underway = new Set<Invocation>();
  #isClosed = false;

  constructor(target: GrpcTarget, caller: Caller) {
    this.target = target;
    this.caller = caller;
  }

  service<Methods extends object = Record<string, GrpcMethod>>(options: GrpcServiceOptions): Methods {
    const source = this.target.source(options);
    let service = this.#services.get(source);
    if (service === undefined) {
      service = this.#create(source);
      this.#services.set(source, service);
    }
    return service as Methods;
  }

  /** Ends all calls, which are censored, and the channels that are not shared. */
  close(): void {
    this.#isClosed = true;
    for (const invocation of this.#underway) invocation.cutOff();
    this.#channels.close();
  }

  /** @internal Whether nothing more is sent. */
  get isOver(): boolean {
    return this.#isClosed || this.caller.stopped;
  }

  /** @internal */
  channel(source: ServiceSource, grpc: GrpcModule): ChannelInterface {
    const isShared = source.options.channel === 'worker';
    return (isShared ? this.target.channels : this.#channels).channel(source, grpc);
  }

  /** @internal */
  add(invocation: Invocation): void {
    this.#underway.add(invocation);
  }

  /** @internal */
  forget(invocation: Invocation): void {
    this.#underway.delete(invocation);
  }

  /** An object whose every property is a method; which there are is known when the service is loaded. */
  #create(source: ServiceSource): object {
    const methods = new Map<string, GrpcMethod>();
    // What cannot be loaded is said by the first call.
    if (!this.isOver) source.load(this).catch(() => {});
    return new Proxy(Object.create(null) as object, {
      get: (_, name) => {
        // A service that is awaited, by mistake or by a function that returns it, is no promise.
        if (typeof name !== 'string' || name === 'then') return undefined;
        let method = methods.get(name);
        if (method === undefined) {
          method = (request, options = NO_OPTIONS) =>
            new CallHandle({ session: this, source, method: name, request, options });
          methods.set(name, method);
        }
        return method;
      },
    });
  }
}
