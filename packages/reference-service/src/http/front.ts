/**
 * What every request passes before the application sees it: it gets its route's name, waits for its scheduled delay
 * and the injected faults, and its end is measured. It works on Node's own request and response, so that streams which
 * bypass the application's response objects are covered too.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Scheduler } from '../clock/scheduler.ts';
import type { FaultInjector } from '../faults/injector.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Truth } from '../truth/truth.ts';
import { ApiError } from './errors.ts';
import type { RouteTable } from './routeTable.ts';
import { Turn } from './turn.ts';

export interface FrontParts {
  readonly application: RequestListener;
  readonly routeOf: RouteTable;
  readonly scheduler: Scheduler;
  readonly metrics: Metrics;
  readonly truth?: Truth | undefined;
  readonly faults?: FaultInjector | undefined;
}

const arrivals = new WeakMap<IncomingMessage, number>();

/** When a request could be read, in milliseconds of `performance.now()`. */
export function arrivalOf(request: IncomingMessage): number {
  return arrivals.get(request) ?? performance.now();
}

/** Puts the truth into the answer's head, and keeps it once the answer has been handed over. */
function tellTruth(response: ServerResponse, truth: Truth, route: string, delayMs: number, arrivedMs: number): void {
  const writeHead = response.writeHead;
  response.writeHead = ((...head: Parameters<typeof writeHead>) => {
    response.setHeader('x-truth-delay-ms', delayMs.toFixed(3));
    response.setHeader('x-truth-held-ms', (performance.now() - arrivedMs).toFixed(3));
    return writeHead.apply(response, head);
  }) as typeof writeHead;
  const end = response.end;
  response.end = ((...body: Parameters<typeof end>) => {
    const ended = end.apply(response, body);
    truth.held(route, performance.now() - arrivedMs);
    return ended;
  }) as typeof end;
}

function injectError(response: ServerResponse, status: number): void {
  const error = new ApiError(status, 'injected_fault', 'This failure was injected on purpose; see /__faults.');
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(error.body()));
}

/** The listener for Node's HTTP server. */
export function createFront(parts: FrontParts): RequestListener {
  const { application, routeOf, scheduler, metrics, truth, faults } = parts;
  const turn = new Turn();
  return (request, response) => {
    const arrivedMs = turn.arrivalMs(request.socket);
    arrivals.set(request, arrivedMs);
    const route = routeOf(request.method ?? 'GET', request.url ?? '/');
    response.on('close', () => {
      const status = response.writableFinished ? response.statusCode : 0;
      metrics.request(route, status, (performance.now() - arrivedMs) / 1000);
    });

    let holdMs = 0;
    if (truth !== undefined && !route.includes(' /__')) {
      holdMs = truth.nextDelayMs(route);
      tellTruth(response, truth, route, holdMs, arrivedMs);
    }
    const fault = faults?.decide(route, arrivedMs);
    holdMs += fault?.holdMs ?? 0;

    const outcome = fault?.outcome ?? 'answer';
    const proceed = (): void => {
      if (outcome === 'answer') application(request, response);
      else if (outcome === 'drop') request.socket.destroy();
      else injectError(response, outcome.status);
    };
    if (holdMs > 0) scheduler.at(arrivedMs + holdMs, proceed);
    else proceed();
  };
}
