/**
 * Following redirects as the Fetch standard does ("HTTP-redirect fetch"): which method, body and headers the next
 * request has, and when to stop.
 */
import { ExchangeError, type RawResponse } from '../http1/client.ts';
import { isSpent } from './body-source.ts';
import type { Call } from './call.ts';
import { withoutHeaders } from './headers.ts';
import type { Origin } from './origin.ts';
import type { Failure } from './outcome.ts';
import type { RequestOptions } from './types.ts';

const DEFAULT_MOST = 10;
const BODY_HEADERS = /^content-(?:encoding|language|location|type)$/i;
const ORIGIN_HEADERS = /^(?:authorization|proxy-authorization|cookie|host)$/i;

/** Whether an answer sends its client elsewhere. */
export function isRedirect(raw: RawResponse): boolean {
  const { status } = raw;
  if (status < 301 || status > 308 || (status > 303 && status < 307)) return false;
  return raw.headers.has('location');
}

/** One request on the way. */
interface Hop {
  readonly method: string;
  readonly origin: Origin;
  readonly target: string;
  readonly options: RequestOptions;
}

/** Follows the redirects of a call from its first answer on, and finishes it. */
export async function follow(call: Call, first: RawResponse): Promise<void> {
  const { session, route, options } = call;
  const most = mostHops(options.redirect);
  let hop: Hop = { method: route.methodRoutes.method, origin: route.origin, target: call.target, options };
  let raw = first;
  const visited = new Set([hop.origin.url.origin + hop.target]);
  for (let count = 0; isRedirect(raw); count += 1) {
    const location = raw.headers.get('location') ?? '';
    const url = resolve(location, hop);
    const failure = refusal(options.redirect, url, location, count, most, url !== undefined && visited.has(url.href));
    if (failure !== undefined || url === undefined) return call.finish(raw, failure);
    hop = nextHop(hop, raw.status, url, session.shared.origin(url));
    if (isSpent(hop.options.body)) return call.finish(raw, spent(location));
    call.addHop(raw);
    call.lastUrl = hop.origin.url.origin + hop.target;
    visited.add(call.lastUrl);
    const answer = await send(call, hop, raw.endMs);
    if (answer instanceof ExchangeError) return call.breakOff(answer);
    raw = answer;
    if (raw.headers.has('set-cookie')) session.storeCookies(raw, hop.origin, hop.target);
  }
  call.finish(raw, undefined);
}

function send(call: Call, hop: Hop, nowMs: number): Promise<RawResponse | ExchangeError> {
  const { session, options, timeoutMs } = call;
  const spentMs = nowMs - (call.hops?.startMs ?? nowMs);
  // The client ends what has no time left by itself, as a time-out like any other.
  const limits = session.shared.limits(Math.max(timeoutMs - spentMs, 1), options);
  const request = session.writeRequest(hop.method, hop.origin, hop.target, hop.options);
  return new Promise((answered) => {
    call.dispatch(session.clientOf(hop.origin), request, limits, {
      aftermath: call.operation,
      answered,
      failed: answered,
    });
  });
}

function mostHops(redirect: RequestOptions['redirect']): number {
  return typeof redirect === 'number' ? redirect : DEFAULT_MOST;
}

function resolve(location: string, hop: Hop): URL | undefined {
  try {
    const url = new URL(location, hop.origin.url.origin + hop.target);
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

function refusal(
  redirect: RequestOptions['redirect'],
  url: URL | undefined,
  location: string,
  count: number,
  most: number,
  isLoop: boolean,
): Failure | undefined {
  if (redirect === 'error')
    return { type: 'redirect', message: `redirected to ${shown(location)}, which is not allowed here` };
  if (url === undefined)
    return { type: 'redirect', message: `redirected to ${shown(location)}, which is no address of HTTP` };
  if (count < most) return undefined;
  if (isLoop) return { type: 'redirect', message: `redirected in a loop, again and again to ${shown(location)}` };
  // Where to would often be another place each time, and so another message.
  return { type: 'redirect', message: `more than ${most} ${most === 1 ? 'redirect' : 'redirects'}` };
}

function spent(location: string): Failure {
  const message = `redirected to ${shown(location)}, but the body was streamed and is gone; send a file() or bytes`;
  return { type: 'redirect', message };
}

/** Without its query: messages are counted by their text, and a query often differs each time. */
function shown(location: string): string {
  return location.replace(/[?#].*$/s, '').slice(0, 100);
}

function nextHop(hop: Hop, status: number, url: URL, origin: Origin): Hop {
  const becomesGet =
    ((status === 301 || status === 302) && hop.method === 'POST') ||
    (status === 303 && hop.method !== 'GET' && hop.method !== 'HEAD');
  const { headers: given = {}, signal } = hop.options;
  let headers = becomesGet ? withoutHeaders(given, BODY_HEADERS) : given;
  if (origin !== hop.origin) headers = withoutHeaders(headers, ORIGIN_HEADERS);
  const { json, form, multipart, body, bodyLength, expectContinue } = hop.options;
  const options: RequestOptions = becomesGet
    ? { headers, signal }
    : { headers, signal, json, form, multipart, body, bodyLength, expectContinue };
  return { method: becomesGet ? 'GET' : hop.method, origin, target: url.pathname + url.search, options };
}
