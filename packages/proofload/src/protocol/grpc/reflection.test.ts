import type * as grpc from '@grpc/grpc-js';
import * as loader from '@grpc/proto-loader';
import { describe, expect, it } from 'vitest';
import { MESSAGE_FORM } from './definition.ts';
import {
  type FileHead,
  type ReflectionPackage,
  type ReflectionRequest,
  reflectionSchema,
} from './reflection-schema.ts';
import { addGreeter, GREETER, greeterPackage, grpcServer, openGrpcUser } from './session.fixture.ts';

/** The loader's descriptors do not tell what a file imports, which is their field 3; those of a real compiler do. */
function withDependencies(name: string, bytes: Buffer): Buffer {
  const imported = 'moods.proto';
  if (name === imported) return bytes;
  return Buffer.concat([bytes, Buffer.from([0x1a, imported.length]), Buffer.from(imported)]);
}

/** Answers as servers do: each file by itself, what it imports only when that is asked for. */
function addReflection(server: grpc.Server, version: ReflectionPackage): void {
  const definitions = loader.fromJSON(reflectionSchema(version), MESSAGE_FORM);
  const service = definitions[`${version}.ServerReflection`] as Record<string, loader.MethodDefinition<object, object>>;
  const { ReadFileHead, ...methods } = service;
  const nameOf = (bytes: Buffer) => (ReadFileHead!.responseDeserialize(bytes) as FileHead).name;
  const files = new Map<string, Buffer>();
  for (const definition of Object.values(greeterPackage())) {
    const { fileDescriptorProtos = [] } = definition as loader.MessageTypeDefinition<object, object>;
    for (const bytes of fileDescriptorProtos) files.set(nameOf(bytes), withDependencies(nameOf(bytes), bytes));
  }
  expect(files.size).toBe(2);
  const answer = (question: ReflectionRequest): object => {
    if (question.listServices) return { listServicesResponse: { service: [{ name: GREETER }] } };
    const name = question.fileContainingSymbol === GREETER ? 'helloworld.proto' : question.fileByFilename;
    const bytes = files.get(name ?? '');
    if (bytes === undefined) return { errorResponse: { errorCode: 5, errorMessage: 'not found' } };
    return { fileDescriptorResponse: { fileDescriptorProto: [bytes] } };
  };
  server.addService(methods as unknown as grpc.ServiceDefinition, {
    ServerReflectionInfo: (call: grpc.ServerDuplexStream<ReflectionRequest, object>) => {
      call.on('data', (question: ReflectionRequest) => call.write(answer(question)));
      call.on('end', () => call.end());
    },
  });
}

const reflecting = (...versions: readonly ReflectionPackage[]) =>
  grpcServer((server) => {
    addGreeter(server);
    for (const version of versions) addReflection(server, version);
  });

describe('server reflection', () => {
  it.each([['grpc.reflection.v1'], ['grpc.reflection.v1alpha']] as const)(
    'in %s tells what a service is, and is no operation',
    async (version) => {
      const { greeter, recorded } = openGrpcUser({ baseUrl: await reflecting(version) });
      const { message } = await greeter({ reflection: true }).sayHello({ name: 'Ada' });
      expect(message).toEqual({ message: 'Hello Ada', bigNumber: '0', mood: 'GLAD' });
      expect(recorded().names).toEqual([`${GREETER}/SayHello`]);
    },
  );

  it('that the server has not is told with what to do instead', async () => {
    const { greeter } = openGrpcUser({ baseUrl: await reflecting() });
    await expect(greeter({ reflection: true }).sayHello()).rejects.toThrow(
      /has no reflection \(neither v1 nor v1alpha\); give the service's \.proto instead\.$/,
    );
  });

  it('of a service that there is not is told with those that there are', async () => {
    const { greeter } = openGrpcUser({ baseUrl: await reflecting('grpc.reflection.v1') });
    await expect(greeter({ reflection: true, service: 'helloworld.Greter' }).sayHello()).rejects.toThrow(
      /has no service 'helloworld\.Greter'\. Did you mean "helloworld\.Greeter"\?$/,
    );
  });

  it('of a server that is not there is tried again with the next call', async () => {
    const { greeter } = openGrpcUser({ baseUrl: 'http://127.0.0.1:1' });
    const { sayHello } = greeter({ reflection: true });
    for (let call = 0; call < 2; call += 1) {
      await expect(sayHello()).rejects.toThrow(/could not be asked what helloworld\.Greeter is: UNAVAILABLE/);
    }
  });
});
