/**
 * What `proofload` means to a suite in a worker thread: all that `index.ts` exports, with `defineSuite` and `job` that
 * do not look, since the main thread has done so.
 */
export { GraphqlError } from './protocol/graphql/errors.ts';
export { graphql } from './protocol/graphql/graphql.ts';
export { GrpcError } from './protocol/grpc/errors.ts';
export { file } from './protocol/http/body-source.ts';
export { HttpError } from './protocol/http/errors.ts';
export { LlmError } from './protocol/llm/errors.ts';
export { CONVERSATION_INPUT, CONVERSATION_OUTPUT, logNormalTokens, uniformTokens } from './protocol/llm/token-laws.ts';
export { SseError } from './protocol/sse/errors.ts';
export { WebSocketError } from './protocol/websocket/errors.ts';
export { backoff } from './suite/backoff.ts';
export { SuiteError } from './suite/error.ts';
export { FeederError } from './suite/feeders/error.ts';
export { feeder } from './suite/feeders/feeder.ts';
export { hotspot, uniformKeys, zipf } from './suite/feeders/key-laws.ts';
export { csv, json, ndjson } from './suite/feeders/sources.ts';
export { sequence } from './suite/sequence.ts';
export { jobOf as job, suiteOf as defineSuite } from './suite/unchecked.ts';
export { user } from './suite/user.ts';
export { between, constant, none, pacing, throughput } from './suite/waits.ts';
