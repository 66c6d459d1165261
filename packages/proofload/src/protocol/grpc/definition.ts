/**
 * What a service is: its methods, how they stream, and how their messages become bytes.
 */
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AnyDefinition, MethodDefinition, Options, PackageDefinition } from '@grpc/proto-loader';
import { didYouMean } from '../../units/suggest.ts';
import { GrpcError } from './errors.ts';
import type { LoaderModule } from './library.ts';

/** How messages look to a task. */
export const MESSAGE_FORM: Options = {
  keepCase: false,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
};

/** A method of a service. */
export interface Method {
  /** What is asked for: `/helloworld.Greeter/SayHello`. */
  readonly path: string;
  /** What it is called: `helloworld.Greeter/SayHello`. */
  readonly operation: string;
  readonly streamsRequests: boolean;
  readonly streamsResponses: boolean;
  /** @throws {GrpcError} `request` when the message does not fit its type */
  encode(message: object): Buffer;
  /** @throws Error when the bytes are no message of the type */
  decode(bytes: Buffer): object;
}

/** The methods of one service, by their names in the `.proto` and in camel case. */
export class ServiceDefinition {
  readonly #name: string;
  readonly #methods: ReadonlyMap<string, Method>;
  /** As the `.proto` has them. */
  readonly #names: readonly string[];

  constructor(name: string, definitions: Readonly<Record<string, MethodDefinition<object, object>>>) {
    this.#name = name;
    this.#names = Object.keys(definitions);
    const entries = Object.entries(definitions).map(([key, definition]) => [key, methodOf(definition)] as const);
    this.#methods = new Map(
      entries.flatMap(
        ([key, method]) =>
          [
            [key, method],
            [camelCase(key), method],
          ] as const,
      ),
    );
  }

  /** @throws {GrpcError} `method` */
  method(name: string): Method {
    const method = this.#methods.get(name);
    if (method !== undefined) return method;
    const known = this.#names.map(camelCase);
    const hint = didYouMean(name, known) || ` It has ${known.join(', ')}.`;
    throw new GrpcError('method', `The service ${this.#name} has no method '${name}'.${hint}`);
  }
}

/**
 * Reads a service from `.proto` files.
 *
 * @param files - their full paths
 * @throws {GrpcError} `proto` or `service`
 */
export async function readDefinition(
  loader: LoaderModule,
  service: string,
  files: readonly string[],
  includeDirs: readonly string[],
): Promise<ServiceDefinition> {
  for (const file of files) await checkFile(file);
  const places = files.map((file) => `'${file}'`).join(', ');
  let definitions: PackageDefinition;
  try {
    // An import is looked for beside the file that has it, too.
    const folders = [...includeDirs, ...files.map((file) => dirname(file))];
    definitions = await loader.load([...files], { ...MESSAGE_FORM, includeDirs: folders });
  } catch (cause) {
    throw new GrpcError('proto', `${places} cannot be read as .proto: ${(cause as Error).message}.`, false, cause);
  }
  return pickService(definitions, service, places);
}

/**
 * A service among definitions.
 *
 * @param source - where they come from, for the error's sentence
 * @throws {GrpcError} `service`
 */
export function pickService(definitions: PackageDefinition, service: string, source: string): ServiceDefinition {
  const definition = definitions[service];
  if (definition !== undefined && isService(definition)) return new ServiceDefinition(service, definition);
  const services = Object.keys(definitions).filter((name) => isService(definitions[name]!));
  const hint = didYouMean(service, services) || (services.length === 0 ? '' : ` There is ${services.join(', ')}.`);
  throw new GrpcError('service', `There is no service '${service}' in ${source}.${hint}`);
}

async function checkFile(file: string): Promise<void> {
  try {
    await access(file);
  } catch (cause) {
    const places = `beside the suite's file and in the working directory (${process.cwd()})`;
    const sentence = `The file '${file}' does not exist or cannot be read; a .proto is looked for ${places}.`;
    throw new GrpcError('proto', sentence, false, cause);
  }
}

/** Messages and enumerations have a format; what is left are services. */
function isService(definition: AnyDefinition): definition is Record<string, MethodDefinition<object, object>> {
  return typeof definition.format !== 'string';
}

function methodOf(definition: MethodDefinition<object, object>): Method {
  const { path, requestStream, responseStream, requestSerialize, responseDeserialize } = definition;
  const operation = path.replace(/^\//, '');
  return {
    path,
    operation,
    streamsRequests: requestStream,
    streamsResponses: responseStream,
    encode: (message) => {
      try {
        return requestSerialize(message);
      } catch (cause) {
        const why = (cause as Error).message;
        throw new GrpcError('request', `A request of ${operation} does not fit its type: ${why}.`, false, cause);
      }
    },
    decode: (bytes) => responseDeserialize(bytes),
  };
}

function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
