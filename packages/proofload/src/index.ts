/**
 * Proofload as a library: what a suite is written with.
 *
 * @example
 * import { between, defineSuite, user } from 'proofload';
 *
 * const reader = user('Reader', {
 *   wait: between('1s', '3s'),
 *   tasks: { browse: async ({ http }) => { await http.get('/books', { expect: 200 }); } },
 * });
 * export default defineSuite({ name: 'bookshop', target: 'http://127.0.0.1:8000', users: [reader] });
 */
export type { BatchOptions, BatchResult } from './protocol/batch/types.ts';
export type { CacheDefinition, CacheStatistics } from './protocol/cache/types.ts';
export { GraphqlError } from './protocol/graphql/errors.ts';
export { graphql } from './protocol/graphql/graphql.ts';
export type { GraphqlOptions, GraphqlResponse } from './protocol/graphql/types.ts';
export { GrpcError } from './protocol/grpc/errors.ts';
export type { Grpc, GrpcMethod, GrpcServiceOptions } from './protocol/grpc/types.ts';
export { type FileBody, file, type StreamedBody } from './protocol/http/body-source.ts';
export { HttpError } from './protocol/http/errors.ts';
export type {
  Cookies,
  Expectation,
  Http,
  HttpResponse,
  Path,
  RequestOptions,
} from './protocol/http/types.ts';
export type { PollPace } from './protocol/job/pace.ts';
export type {
  Job,
  JobAnswer,
  JobContext,
  JobDefinition,
  JobResult,
  ServerTimes,
  StreamContext,
  SubmitContext,
} from './protocol/job/types.ts';
export { LlmError } from './protocol/llm/errors.ts';
export type { LlmDefinition } from './protocol/llm/settings.ts';
export {
  CONVERSATION_INPUT,
  CONVERSATION_OUTPUT,
  logNormalTokens,
  type TokenLaw,
  uniformTokens,
} from './protocol/llm/token-laws.ts';
export type { Conversation, LanguageModels, LlmReply } from './protocol/llm/types.ts';
export { SseError } from './protocol/sse/errors.ts';
export type { EventStream, ServerEvent, ServerEvents, StreamOptions } from './protocol/sse/types.ts';
export { WebSocketError } from './protocol/websocket/errors.ts';
export type { ConnectOptions, Socket, WebSockets } from './protocol/websocket/types.ts';
export { backoff } from './suite/backoff.ts';
export { defineSuite } from './suite/define-suite.ts';
export { SuiteError } from './suite/error.ts';
export { FeederError } from './suite/feeders/error.ts';
export { type Feeder, type FeederOptions, feeder } from './suite/feeders/feeder.ts';
export { hotspot, type KeyLaw, uniformKeys, zipf } from './suite/feeders/key-laws.ts';
export { csv, json, ndjson, type RowSource } from './suite/feeders/sources.ts';
export { job } from './suite/job.ts';
export type { LoadFigures, LoadState, LoadTick } from './suite/load-tick.ts';
export { sequence } from './suite/sequence.ts';
export type {
  Load,
  LoadPart,
  LoadShape,
  Metrics,
  Profile,
  RequirementBound,
  Requirements,
  Scenario,
  Stage,
  StageContext,
  Suite,
  SuiteDefinition,
  TargetDefinition,
  TaskContext,
  TaskDefinition,
  TaskFunction,
  Tasks,
  User,
  UserOptions,
  VirtualUser,
  Wait,
} from './suite/types.ts';
export { user } from './suite/user.ts';
export { between, constant, none, pacing, throughput } from './suite/waits.ts';
