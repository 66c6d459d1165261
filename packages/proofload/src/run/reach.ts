/** Whether the target can be reached, asked before a run so that a wrong address costs seconds and not a whole run. */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TargetPlan } from '../plan/types.ts';
import { ExchangeError } from '../protocol/http1/client.ts';
import { TlsEndpoint, tlsFault } from '../protocol/http1/tls.ts';
import { formatDuration } from '../units/duration.ts';
import { addressOf, ask } from './ask.ts';
import { InterruptedError, TargetError } from './errors.ts';

/** How long the target has to answer, in ms: on a busy machine too, the command has said so within five seconds. */
const HEALTH_TIMEOUT_MS = 3_500;
const READY_ASK_TIMEOUT_MS = 2_000;

/**
 * Checks that a connection to the target can be made or, with `healthCheck`, that this path answers below 400.
 *
 * @throws TargetError with what is wrong and what to do next
 * @throws InterruptedError as soon as the signal is aborted
 */
export async function checkHealth(target: TargetPlan, signal: AbortSignal): Promise<void> {
  const { healthCheck } = target;
  if (healthCheck === false) return;
  const problem = await (healthCheck === undefined
    ? connectionProblem(target, HEALTH_TIMEOUT_MS, signal)
    : answerProblem(target, healthCheck, HEALTH_TIMEOUT_MS, signal));
  if (signal.aborted) throw new InterruptedError();
  if (problem === undefined) return;
  throw new TargetError(
    target.url,
    `The target ${target.url} cannot be reached: ${problem} ` +
      'Is the service running, and are address and port right? (--no-health-check goes ahead all the same.)',
  );
}

/** Whether a started target is ready: `ready`, else `healthCheck`, else a connection. */
export async function isReady(target: TargetPlan): Promise<boolean> {
  const { ready, healthCheck } = target;
  const path = ready ?? (healthCheck === false ? undefined : healthCheck);
  const problem = await (path === undefined
    ? connectionProblem(target, READY_ASK_TIMEOUT_MS)
    : answerProblem(target, path, READY_ASK_TIMEOUT_MS));
  return problem === undefined;
}

async function answerProblem(
  target: TargetPlan,
  path: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const url = addressOf(target, path);
  try {
    const { status } = await ask(url, target, timeoutMs, signal);
    return status < 400 ? undefined : `its health check ${url.pathname} answered with status ${status}.`;
  } catch (error) {
    if (error instanceof ExchangeError) return lowerFirst(error.message);
    throw error;
  }
}

function connectionProblem(target: TargetPlan, timeoutMs: number, signal?: AbortSignal): Promise<string | undefined> {
  const { socketPath, proxy } = target;
  // Through a proxy or a socket, that this is there is all that can be known without asking for something.
  const url = new URL(proxy ?? target.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const place = socketPath === undefined ? { host, port } : { path: socketPath };
  return new Promise((resolve) => {
    const socket: Socket = secure
      ? connectTls({ ...place, ...new TlsEndpoint(host, target.tls ?? {}).connectionOptions() })
      : connectTcp(place);
    const end = (problem: string | undefined): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(problem);
    };
    const giveUp = (): void => end('the run was interrupted.');
    signal?.addEventListener('abort', giveUp, { once: true });
    const timer = setTimeout(() => end(`there was no connection within ${formatDuration(timeoutMs)}.`), timeoutMs);
    socket.once(secure ? 'secureConnect' : 'connect', () => end(undefined));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(tlsFault(target.url, error)?.message ?? explain(error, socketPath ?? host, port)),
    );
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return `the connection to ${host} port ${port} was refused.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${host} is not known.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `there is no route to ${host}.`;
    default:
      return `the connection failed (${error.code ?? error.message}).`;
  }
}

function lowerFirst(sentence: string): string {
  return /^There /.test(sentence) ? `there ${sentence.slice(6)}` : sentence;
}
