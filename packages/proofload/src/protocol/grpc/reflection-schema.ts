/**
 * The messages of server reflection, as far as they are used, in the form of protobufjs. Version 1 and its forerunner
 * differ in the package's name only. Source: github.com/grpc/grpc-proto, grpc/reflection/v1/reflection.proto.
 */

/** The versions, the newest first. */
export const REFLECTION_PACKAGES = ['grpc.reflection.v1', 'grpc.reflection.v1alpha'] as const;

export type ReflectionPackage = (typeof REFLECTION_PACKAGES)[number];

/** A question to the server: exactly one of these. */
export interface ReflectionRequest {
  readonly fileByFilename?: string;
  readonly fileContainingSymbol?: string;
  readonly listServices?: string;
}

/** Its answer. */
export interface ReflectionResponse {
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly Buffer[] };
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] };
  readonly errorResponse?: { readonly errorCode: number; readonly errorMessage: string };
}

/** What is read of a file's descriptor (google/protobuf/descriptor.proto); the rest of it is passed over. */
export interface FileHead {
  readonly name: string;
  readonly dependency: readonly string[];
}

const string = (id: number) => ({ type: 'string', id });

const MESSAGES = {
  ServerReflectionRequest: {
    oneofs: { messageRequest: { oneof: ['fileByFilename', 'fileContainingSymbol', 'listServices'] } },
    fields: { host: string(1), fileByFilename: string(3), fileContainingSymbol: string(4), listServices: string(7) },
  },
  ServerReflectionResponse: {
    fields: {
      fileDescriptorResponse: { type: 'FileDescriptorResponse', id: 4 },
      listServicesResponse: { type: 'ListServiceResponse', id: 6 },
      errorResponse: { type: 'ErrorResponse', id: 7 },
    },
  },
  FileDescriptorResponse: { fields: { fileDescriptorProto: { rule: 'repeated', type: 'bytes', id: 1 } } },
  ListServiceResponse: { fields: { service: { rule: 'repeated', type: 'ServiceResponse', id: 1 } } },
  ServiceResponse: { fields: { name: string(1) } },
  ErrorResponse: { fields: { errorCode: { type: 'int32', id: 1 }, errorMessage: string(2) } },
  FileHead: { fields: { name: string(1), dependency: { rule: 'repeated', type: 'string', id: 3 } } },
};

/** The service, and beside its one method another, by which the loader makes a reader of file descriptors. */
const SERVICE = {
  methods: {
    ServerReflectionInfo: {
      requestType: 'ServerReflectionRequest',
      requestStream: true,
      responseType: 'ServerReflectionResponse',
      responseStream: true,
    },
    ReadFileHead: { requestType: 'ErrorResponse', responseType: 'FileHead' },
  },
};

/** The schema of one version. */
export function reflectionSchema(name: ReflectionPackage): { readonly nested: Record<string, object> } {
  const content = { nested: { ...MESSAGES, ServerReflection: SERVICE } };
  const whole = name.split('.').reduceRight<object>((inner, part) => ({ nested: { [part]: inner } }), content);
  return whole as { readonly nested: Record<string, object> };
}
