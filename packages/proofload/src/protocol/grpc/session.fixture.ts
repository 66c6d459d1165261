/** A virtual user with a `grpc` object, and a real server of a small service, for the tests beside. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import * as loader from '@grpc/proto-loader';
import { onTestFinished } from 'vitest';
import { openUser } from '../http/session.fixture.ts';
import type { HttpTargetOptions } from '../http/target.ts';
import type { TlsOptions } from '../http1/client.ts';
import type { Lookup } from '../http1/dns.ts';
import { MESSAGE_FORM } from './definition.ts';
import { GrpcSession } from './session.ts';
import { GrpcTarget } from './target.ts';
import type { GrpcMethod, GrpcServiceOptions } from './types.ts';

export const GREETER = 'helloworld.Greeter';

const MOOD_PROTO = `
  syntax = "proto3";
  package moods;
  enum Mood { CALM = 0; GLAD = 1; }
`;

export const GREETER_PROTO = `
  syntax = "proto3";
  package helloworld;
  import "mood.proto";
  message HelloRequest { string name = 1; int64 big_number = 2; }
  message HelloReply { string message = 1; int64 big_number = 2; moods.Mood mood = 3; }
  service Greeter {
    rpc SayHello (HelloRequest) returns (HelloReply);
    rpc ListGreetings (HelloRequest) returns (stream HelloReply);
    rpc CollectNames (stream HelloRequest) returns (HelloReply);
    rpc Chat (stream HelloRequest) returns (stream HelloReply);
  }
`;

/** A folder with the service's definition, that goes with the test. */
export function protoFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-grpc-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const all = { 'greeter.proto': GREETER_PROTO, 'mood.proto': MOOD_PROTO, ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text);
  return folder;
}

/** The service's methods as tests call them. */
export interface Greeter {
  readonly sayHello: GrpcMethod;
  readonly listGreetings: GrpcMethod;
  readonly collectNames: GrpcMethod;
  readonly chat: GrpcMethod;
}

type User = ReturnType<typeof openUser>;
type UserOptions = Partial<HttpTargetOptions> &
  Pick<HttpTargetOptions, 'baseUrl'> & { readonly tls?: TlsOptions; readonly lookup?: Lookup };

/** A virtual user of the server at an address; its channels end with the test. */
export function openGrpcUser(
  options: UserOptions,
  folder = protoFolder(),
): User & {
  readonly grpc: GrpcSession;
  readonly target: GrpcTarget;
  greeter(how?: Partial<GrpcServiceOptions>): Greeter;
} {
  const user = openUser(options);
  const { tls, headers, lookup } = options;
  const resolve = (path: string) => join(folder, path);
  const target = new GrpcTarget({ http: user.http.shared, tls, headers, resolve, lookup });
  const session = new GrpcSession(target, user.caller);
  onTestFinished(() => {
    session.close();
    target.close();
  });
  const greeter = (how: Partial<GrpcServiceOptions> = {}): Greeter => {
    const source = how.reflection === true ? {} : { proto: 'greeter.proto' };
    return session.service<Greeter>({ service: GREETER, ...source, ...how });
  };
  return { ...user, grpc: session, target, greeter };
}

/** The definitions as the library has them. */
export function greeterPackage(): loader.PackageDefinition {
  const folder = protoFolder();
  return loader.loadSync(join(folder, 'greeter.proto'), { ...MESSAGE_FORM, includeDirs: [folder] });
}

/** What a server does with each method; what is missing is not implemented. */
export type Handlers = grpc.UntypedServiceImplementation;

const metadataText = (metadata: grpc.Metadata, name: string): string => metadata.get(name).map(String).join(', ');

/** A service that greets; names with a meaning: `nobody` is not found, `slow` is never greeted. */
export const GREETER_HANDLERS: Handlers = {
  sayHello: (call: grpc.ServerUnaryCall<Record<string, string>, object>, done: grpc.sendUnaryData<object>) => {
    const { name = '', bigNumber } = call.request;
    if (name === 'slow') return;
    if (name === 'nobody') {
      const metadata = new grpc.Metadata();
      metadata.set('why', 'nobody is there');
      done({ code: grpc.status.NOT_FOUND, details: `no ${name}`, metadata });
      return;
    }
    const sent = new grpc.Metadata();
    sent.set('seen', metadataText(call.metadata, 'authorization'));
    sent.set('list', metadataText(call.metadata, 'x-list'));
    call.sendMetadata(sent);
    const trailers = new grpc.Metadata();
    trailers.set('took', '1');
    done(null, { message: `Hello ${name}`, bigNumber, mood: 'GLAD' }, trailers);
  },
  listGreetings: (call: grpc.ServerWritableStream<Record<string, string>, object>) => {
    const { name = '' } = call.request;
    const count = Number(name) || 3;
    for (let number = 1; number <= count; number += 1) call.write({ message: `Hello ${number}` });
    if (name === 'broken') call.emit('error', { code: grpc.status.DATA_LOSS, details: 'the list is torn' });
    else if (name !== 'endless') call.end();
  },
  collectNames: (call: grpc.ServerReadableStream<Record<string, string>, object>, done: grpc.sendUnaryData<object>) => {
    const names: string[] = [];
    call.on('data', ({ name }: { readonly name: string }) => names.push(name));
    call.on('end', () => done(null, { message: names.join(', ') }));
  },
  chat: (call: grpc.ServerDuplexStream<Record<string, string>, object>) => {
    call.on('data', ({ name }: { readonly name: string }) => call.write({ message: `Hello ${name}` }));
    call.on('end', () => call.end());
  },
};

/** A server on the loopback address with these services, that stops after the test. */
export async function grpcServer(
  add: (server: grpc.Server) => void = addGreeter,
  credentials = grpc.ServerCredentials.createInsecure(),
  address = '127.0.0.1:0',
): Promise<URL> {
  const server = new grpc.Server();
  add(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  onTestFinished(() => server.forceShutdown());
  return new URL(`http://127.0.0.1:${port}`);
}

export function addGreeter(server: grpc.Server): void {
  server.addService(greeterPackage()[GREETER] as grpc.ServiceDefinition, GREETER_HANDLERS);
}
