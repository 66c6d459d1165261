/**
 * An answer: what the body of the response says, and whether that is right.
 */
import type { HttpResponse } from '../http/types.ts';
import { GraphqlError } from './errors.ts';
import type { AnswerError, GraphqlResponse } from './types.ts';

/** A body of GraphQL. */
interface Body {
  readonly data?: unknown;
  readonly errors?: readonly AnswerError[];
}

/** Of Apollo, who made automatic persisted queries up: the words, and the code. */
const NOT_FOUND = /^(?:PersistedQueryNotFound|PERSISTED_QUERY_NOT_FOUND)$/;

export class Answer<Data> implements GraphqlResponse<Data> {
  readonly http: HttpResponse;
  readonly #body: Body | undefined;

  constructor(http: HttpResponse) {
    this.http = http;
    this.#body = http.error === undefined ? bodyOf(http) : undefined;
  }

  get data(): Data {
    const data = this.#body?.data;
    if (data !== undefined && data !== null) return data as Data;
    if (this.http.error !== undefined) throw this.http.error;
    throw new GraphqlError(
      'data',
      `The answer has no data: ${this.#reason() ?? 'it is null'}.`,
      this.#reason() !== undefined,
    );
  }

  get errors(): readonly AnswerError[] {
    return this.#body?.errors ?? [];
  }

  /** Whether the server does not know the document by its hash. */
  get isUnknownHash(): boolean {
    return this.errors.some(
      ({ message, extensions }) => NOT_FOUND.test(message) || NOT_FOUND.test(String(extensions?.code)),
    );
  }

  /** What is wrong with it; `undefined` when nothing is. */
  failure(allowErrors: boolean): string | undefined {
    const hasData = this.#body?.data !== undefined && this.#body.data !== null;
    return allowErrors && hasData && this.http.status < 400 ? undefined : this.#reason();
  }

  fail(why: string): void {
    this.http.fail(why);
  }

  pass(): void {
    this.http.pass();
  }

  #reason(): string | undefined {
    const { status, statusText } = this.http;
    const [first] = this.errors;
    if (first !== undefined) {
      const more = this.errors.length - 1;
      return `GraphQL error: ${first.message}${more === 0 ? '' : ` (and ${more} more)`}`;
    }
    if (status >= 400) return `${status} ${statusText}`.trimEnd();
    return this.#body === undefined ? 'it is no answer of GraphQL: it has neither data nor errors' : undefined;
  }
}

function bodyOf(response: HttpResponse): Body | undefined {
  let body: unknown;
  try {
    body = response.json();
  } catch {
    return undefined;
  }
  if (typeof body !== 'object' || body === null) return undefined;
  const { data, errors } = body as Readonly<Record<string, unknown>>;
  const list = Array.isArray(errors) ? errors.map(errorOf) : undefined;
  if (data === undefined && (list === undefined || list.length === 0)) return undefined;
  return { data, ...(list === undefined ? {} : { errors: list }) };
}

/** An error in the form of the specification, whatever a server makes of it. */
function errorOf(error: unknown): AnswerError {
  if (typeof error === 'object' && error !== null && typeof (error as AnswerError).message === 'string') {
    return error as AnswerError;
  }
  return { message: typeof error === 'string' ? error : JSON.stringify(error) };
}
