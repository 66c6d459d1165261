/** The hono application made of the declared routes, with one form for every error. */
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ApiError } from './errors.ts';
import type { Route } from './route.ts';

function answer(error: ApiError): Response {
  return new Response(JSON.stringify(error.body()), {
    status: error.status as ContentfulStatusCode,
    headers: { 'content-type': 'application/json', ...error.headers },
  });
}

/**
 * @param onError is told of errors that no endpoint meant to answer with; the caller sees a 500 without their text.
 */
export function createApp(routes: readonly Route[], onError: (error: Error) => void): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  for (const { method, path, run } of routes) app.on(method, path, run);
  app.notFound((c) => answer(new ApiError(404, 'no_route', `Nothing is at ${c.req.method} ${c.req.path}. See /docs.`)));
  app.onError((error, c) => {
    if (error instanceof ApiError) return answer(error);
    // Whoever asked has gone; nobody reads this.
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
    onError(error);
    return answer(new ApiError(500, 'internal', 'The service failed on this request. Its log has the error.'));
  });
  return app;
}
