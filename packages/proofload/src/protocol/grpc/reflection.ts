/**
 * Asks a server what a service is, by gRPC server reflection: the file in which it is defined, and the files on which
 * that depends.
 */
import type { ChannelInterface, Metadata } from '@grpc/grpc-js';
import { didYouMean } from '../../units/suggest.ts';
import { MESSAGE_FORM, type Method, pickService, type ServiceDefinition } from './definition.ts';
import { GrpcError } from './errors.ts';
import type { Library } from './library.ts';
import {
  type FileHead,
  REFLECTION_PACKAGES,
  type ReflectionRequest,
  type ReflectionResponse,
  reflectionSchema,
} from './reflection-schema.ts';
import { CANCELLED, statusName, UNIMPLEMENTED } from './status.ts';

/** How long a server may take to tell. */
const TIMEOUT_MS = 10_000;
const NOT_FOUND = 5;

/** The stream ended with a status instead of an answer. */
class StreamEnd extends Error {
  override readonly name = 'StreamEnd';
  readonly code: number;

  constructor(code: number, details: string) {
    super(`${statusName(code)}: ${details}`);
    this.code = code;
  }
}

/**
 * Reads a service from the server.
 *
 * @throws {GrpcError} `reflection` or `service`
 */
export async function reflectDefinition(
  { grpc, loader }: Library,
  channel: ChannelInterface,
  service: string,
): Promise<ServiceDefinition> {
  const server = channel.getTarget().replace(/^dns:/, '');
  for (const version of REFLECTION_PACKAGES) {
    const definition = pickService(
      loader.fromJSON(reflectionSchema(version), MESSAGE_FORM),
      `${version}.ServerReflection`,
      'reflection',
    );
    const stream = new ReflectionStream(definition.method('ServerReflectionInfo'), channel, new grpc.Metadata());
    try {
      const files = await collectFiles(stream, definition.method('ReadFileHead'), service, server);
      return pickService(loader.loadFileDescriptorSetFromBuffer(descriptorSet(files), MESSAGE_FORM), service, server);
    } catch (error) {
      if (error instanceof GrpcError) throw error;
      if (error instanceof StreamEnd && error.code === UNIMPLEMENTED) continue;
      const why = (error as Error).message;
      throw new GrpcError(
        'reflection',
        `The server ${server} could not be asked what ${service} is: ${why}.`,
        false,
        error,
      );
    } finally {
      stream.close();
    }
  }
  const sentence = `The server ${server} has no reflection (neither v1 nor v1alpha); give the service's .proto instead.`;
  throw new GrpcError('reflection', sentence);
}

/** The file that defines a service and all that it depends on, as the server has them. */
async function collectFiles(
  stream: ReflectionStream,
  head: Method,
  service: string,
  server: string,
): Promise<readonly Buffer[]> {
  const files = new Map<string, Buffer>();
  const wanted: ReflectionRequest[] = [{ fileContainingSymbol: service }];
  for (let question = wanted.pop(); question !== undefined; question = wanted.pop()) {
    if (question.fileByFilename !== undefined && files.has(question.fileByFilename)) continue;
    const { errorResponse, fileDescriptorResponse } = await stream.ask(question);
    if (errorResponse !== undefined && errorResponse !== null) {
      if (question.fileContainingSymbol !== undefined)
        throw await unknownService(stream, service, server, errorResponse);
      // The file may not be needed for this service; if it is, the loader says what is missing.
      continue;
    }
    for (const bytes of fileDescriptorResponse?.fileDescriptorProto ?? []) {
      const { name, dependency } = head.decode(bytes) as FileHead;
      files.set(name, bytes);
      wanted.push(...dependency.map((file) => ({ fileByFilename: file })));
    }
  }
  return [...files.values()];
}

async function unknownService(
  stream: ReflectionStream,
  service: string,
  server: string,
  error: NonNullable<ReflectionResponse['errorResponse']>,
): Promise<GrpcError> {
  if (error.errorCode !== NOT_FOUND) {
    const why = `${statusName(error.errorCode)}: ${error.errorMessage}`;
    return new GrpcError('reflection', `The server ${server} does not tell what ${service} is: ${why}.`);
  }
  const { listServicesResponse } = await stream.ask({ listServices: '*' });
  const known = (listServicesResponse?.service ?? []).map(({ name }) => name);
  const hint = didYouMean(service, known) || (known.length === 0 ? '' : ` It has ${known.join(', ')}.`);
  return new GrpcError('service', `The server ${server} has no service '${service}'.${hint}`);
}

/** A conversation: one question, one answer, and so on. */
class ReflectionStream {
  readonly #method: Method;
  readonly #call: ReturnType<ChannelInterface['createCall']>;
  #waiting: { readonly resolve: (bytes: Buffer) => void; readonly reject: (reason: unknown) => void } | undefined;
  #end: StreamEnd | undefined;

  constructor(method: Method, channel: ChannelInterface, metadata: Metadata) {
    this.#method = method;
    this.#call = channel.createCall(method.path, Date.now() + TIMEOUT_MS, null, null, null);
    this.#call.start(metadata, {
      onReceiveMetadata: () => {},
      onReceiveMessage: (bytes: Buffer) => this.#waiting?.resolve(bytes),
      onReceiveStatus: ({ code, details }) => {
        this.#end = new StreamEnd(code, details);
        this.#waiting?.reject(this.#end);
      },
    });
  }

  /** @throws {StreamEnd} as a rejection */
  async ask(question: ReflectionRequest): Promise<ReflectionResponse> {
    if (this.#end !== undefined) throw this.#end;
    const bytes = await new Promise<Buffer>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#call.sendMessageWithContext({}, this.#method.encode(question));
      this.#call.startRead();
    });
    return this.#method.decode(bytes) as ReflectionResponse;
  }

  close(): void {
    this.#call.halfClose();
    this.#call.cancelWithStatus(CANCELLED, 'All is known.');
  }
}

/** The files as one `google.protobuf.FileDescriptorSet`, each of which is its field 1: tag, length, bytes. */
function descriptorSet(files: readonly Buffer[]): Buffer {
  return Buffer.concat(files.flatMap((file) => [Buffer.from([0x0a, ...varint(file.length)]), file]));
}

function varint(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
