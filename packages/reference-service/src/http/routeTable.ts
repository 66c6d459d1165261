/**
 * From a method and a path to the name of its route, `GET /books/:id`: the name under which metrics, ground truth and
 * faults keep what belongs together. It is asked before the application runs, also for requests that never reach it.
 */
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { SmartRouter } from 'hono/router/smart-router';
import { TrieRouter } from 'hono/router/trie-router';
import type { Route } from './route.ts';

/** The name of whatever has no route. */
export const UNMATCHED = '(unmatched)';

export type RouteTable = (method: string, url: string) => string;

/** The path of a request target, without its query. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** Builds the table of these routes; the first that matches counts. */
export function createRouteTable(routes: readonly Route[]): RouteTable {
  const router = new SmartRouter<string>({ routers: [new RegExpRouter(), new TrieRouter()] });
  for (const { method, path } of routes) router.add(method, path, `${method} ${path}`);
  return (method, url) => router.match(method === 'HEAD' ? 'GET' : method, pathOf(url))[0][0]?.[0] ?? UNMATCHED;
}

/**
 * Whether a pattern with `*` fits a route's name or a path: `/books*` fits `GET /books/:id`, `POST *` every POST.
 * A pattern that starts with a slash is held against the path alone.
 */
export function fits(pattern: string, routeName: string): boolean {
  const subject = pattern.startsWith('/') ? routeName.slice(routeName.indexOf(' ') + 1) : routeName;
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(subject);
}
