/** Errors that an endpoint answers with: a status, a stable code, and a sentence for the person who called. */

/** One value of a request that is wrong. */
export interface Problem {
  /** Where: `title`, `items.0.kind`. */
  readonly path: string;
  readonly message: string;
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly problems: readonly Problem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { readonly problems?: readonly Problem[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.problems = more.problems ?? [];
    this.headers = more.headers ?? {};
  }

  /** The body of the answer. `type` is there for clients of OpenAI's API, which read it. */
  body(): { readonly error: Record<string, unknown> } {
    return {
      error: {
        message: this.message,
        type: this.status >= 500 ? 'server_error' : 'invalid_request_error',
        code: this.code,
        ...(this.problems.length > 0 && { problems: this.problems }),
      },
    };
  }
}

/** What was asked for does not exist. */
export function notFound(thing: string, id: string | number): ApiError {
  return new ApiError(404, 'not_found', `There is no ${thing} '${id}'.`);
}
