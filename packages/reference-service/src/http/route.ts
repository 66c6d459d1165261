/**
 * An endpoint as data: what it is for, what it takes, what it answers, and its handler.
 *
 * The same declaration is registered with hono, checked against each request, listed in the OpenAPI document, and
 * names the route in metrics, ground truth and faults.
 */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { z } from 'zod';
import { ApiError } from './errors.ts';

/** hono's context with Node's own request and response under `c.env`. */
export type ServiceContext = Context<{ Bindings: HttpBindings }>;

/** A handler's input: hono's context, and the body and query after their schemas. */
export interface Call<Body, Query> {
  readonly c: ServiceContext;
  readonly body: Body;
  readonly query: Query;
}

/** An endpoint whose body and query have been checked before its handler runs. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters as `:id`. */
  readonly path: string;
  /** The group that it is listed under. */
  readonly subject: string;
  readonly summary: string;
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  /** Asks for an access token. */
  readonly secured?: boolean;
  /** Status and what it means; 400 is added where there is something to check. */
  readonly answers: Readonly<Record<number, string>>;
  readonly run: (c: ServiceContext) => Response | Promise<Response>;
}

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

async function readBody(c: ServiceContext): Promise<unknown> {
  if (Number(c.req.header('content-length') ?? 0) > BODY_LIMIT_BYTES) {
    throw new ApiError(413, 'too_large', 'The body is larger than 16 MiB. Send less at once.');
  }
  if (c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(await c.req.text()));
  }
  const text = await c.req.text();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (error) {
    throw new ApiError(400, 'invalid_json', `The body is not JSON: ${(error as Error).message}.`);
  }
}

/** Checks a value and reports every problem in it at once. */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => ({
    path: issue.path.join('.') || '(all)',
    message: issue.message,
  }));
  const list = problems.map((problem) => `${problem.path}: ${problem.message}`).join('; ');
  throw new ApiError(400, 'invalid_request', `The request is not as it should be. ${list}.`, { problems });
}

/**
 * Declares an endpoint.
 *
 * @example
 * route({
 *   method: 'POST', path: '/echo', subject: 'demo', summary: 'Say it again',
 *   body: z.object({ text: z.string() }), answers: { 200: 'The text.' },
 *   handle: ({ c, body }) => c.json({ text: body.text }),
 * });
 */
export function route<Body = undefined, Query = undefined>(
  declaration: Omit<Route, 'run' | 'body' | 'query'> & {
    readonly body?: z.ZodType<Body>;
    readonly query?: z.ZodType<Query>;
    readonly handle: (call: Call<Body, Query>) => Response | Promise<Response>;
  },
): Route {
  const { handle, body, query, ...rest } = declaration;
  // Without a schema nothing is read, and the type parameter is `undefined`.
  const parseQuery = (c: ServiceContext): Query => (query ? checked(query, c.req.query()) : (undefined as Query));
  const run: Route['run'] = body
    ? async (c) => handle({ c, query: parseQuery(c), body: checked(body, await readBody(c)) })
    : (c) => handle({ c, query: parseQuery(c), body: undefined as Body });
  return { ...rest, ...(body && { body }), ...(query && { query }), run };
}
