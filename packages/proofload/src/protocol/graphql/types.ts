/**
 * What a task sees of GraphQL, as types.
 */
import type { HttpResponse, RequestOptions } from '../http/types.ts';

/** An error in an answer, as the specification has it (spec.graphql.org, "Response Format", errors). */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What may be said of an operation; what is not said here is as with `http.post`. */
export interface GraphqlOptions
  extends Pick<RequestOptions, 'name' | 'headers' | 'query' | 'timeout' | 'tags' | 'signal'> {
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** Which of the document's operations is meant, when it has several. */
  readonly operationName?: string | undefined;
  /** Where the service is, below the suite's target. Default `/graphql`. */
  readonly path?: string | undefined;
  /** Errors beside data are no failure: partial answers are right. Errors without data still are. Default `false`. */
  readonly allowErrors?: boolean | undefined;
  /**
   * Sends the document's SHA-256 in its place (automatic persisted queries), and the document itself only when the
   * server does not know it yet, which is the operation `POST /graphql checkout (register)`. Default `false`.
   */
  readonly persisted?: boolean | undefined;
}

/** An answer of GraphQL. */
export interface GraphqlResponse<Data = Record<string, unknown>> {
  /**
   * The data.
   *
   * @throws {GraphqlError} `data` when the answer has none, with the first of its errors
   * @throws {HttpError} why there was no answer
   */
  readonly data: Data;
  /** Empty when all went well, or when the answer is none of GraphQL. */
  readonly errors: readonly AnswerError[];
  /** The answer as it came, with its `status`, `timings` and `error`. */
  readonly http: HttpResponse;
  /** Counts the answer as failed, at once, with your reason in place of any other; only the first call counts. */
  fail(why: string): void;
  /** Takes back the failure that it would count as; possible until the iteration ends. A `fail` stays. */
  pass(): void;
}
