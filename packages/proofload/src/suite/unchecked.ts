/**
 * What `defineSuite` and `job` make of a definition that has been checked. Worker threads take these in place of them
 * (`worker-index.ts`): the main thread has looked already, and the schemas would cost each worker 10 MB.
 */
import type { Job, JobDefinition } from '../protocol/job/types.ts';
import { parseDuration } from '../units/duration.ts';
import type { Duration, Suite, SuiteDefinition } from './types.ts';

const DEFAULT_TIMEOUT_MS = 3_600_000;
const DEFAULT_FAILURES = 3;

export function suiteOf(definition: SuiteDefinition): Suite {
  return { ...definition, kind: 'proofload.suite' };
}

export function jobOf<Data = unknown>(name: string, definition: JobDefinition<Data>): Job<Data> {
  const { poll: polled, timeout, onTimeout = 'leave', ...rest } = definition;
  return {
    ...rest,
    kind: 'proofload.job',
    name,
    onTimeout,
    timeoutMs: timeout === undefined ? DEFAULT_TIMEOUT_MS : toMs(timeout),
    poll: polled && {
      request: polled.request,
      failures: polled.failures ?? DEFAULT_FAILURES,
      every: typeof polled.every === 'object' ? polled.every : { kind: 'constant', ms: toMs(polled.every) },
    },
  };
}

function toMs(length: Duration): number {
  return parseDuration(length, { bareUnit: 's' });
}
