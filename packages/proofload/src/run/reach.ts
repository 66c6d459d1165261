/** Whether the target can be reached, asked before a run so that a wrong address costs seconds and not a whole run. */
import { performance } from 'node:perf_hooks';
import type { TargetPlan } from '../plan/types.ts';
import { Origin } from '../protocol/http/origin.ts';
import { ExchangeError } from '../protocol/http1/client.ts';
import { Dial } from '../protocol/http1/dial.ts';
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
    `The target ${target.url} cannot be reached: ${lowerFirst(problem)} (--no-health-check goes ahead all the same.)`,
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
    if (error instanceof ExchangeError) return error.message;
    throw error;
  }
}

/** A connection as the load will make them: from the same addresses, through the same proxy, with the same TLS. */
function connectionProblem(target: TargetPlan, timeoutMs: number, signal?: AbortSignal): Promise<string | undefined> {
  const { endpoint } = new Origin(new URL(target.url), [], () => performance.now(), target.tls ?? {}, target);
  return new Promise((resolve) => {
    const dial = new Dial(
      endpoint,
      {
        onDialled: (socket) => {
          socket.destroy();
          end(undefined);
        },
        onDialFault: ({ message }) => end(message),
      },
      undefined,
    );
    const end = (problem: string | undefined): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      dial.cancel();
      resolve(problem);
    };
    const giveUp = (): void => end('the run was interrupted.');
    signal?.addEventListener('abort', giveUp, { once: true });
    const none = `there was no connection within ${formatDuration(timeoutMs)}. Is the service running, and are address and port right?`;
    const timer = setTimeout(() => end(none), timeoutMs);
    dial.begin();
  });
}

/** A sentence as it goes on behind a colon. */
function lowerFirst(sentence: string): string {
  return sentence.replace(/^Th(?=e |ere |is )/, 'th');
}
