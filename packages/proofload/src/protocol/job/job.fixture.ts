/** A virtual user that runs jobs against a server, with a real recorder to look into, for the tests beside. */
import { onTestFinished } from 'vitest';
import { openUser } from '../http/session.fixture.ts';
import { now } from '../http1/servers.fixture.ts';
import { sseSessions } from '../sse/session.ts';
import { Jobs, type JobsOptions, type RunJob } from './jobs.ts';
import type { Job, JobDefinition } from './types.ts';

/** A definition as `job()` of the suite makes it, with polls every 20 ms. */
export function jobOf<Data = unknown>(
  definition: Omit<JobDefinition<Data>, 'poll' | 'timeout'> & {
    readonly poll?: Partial<NonNullable<Job<Data>['poll']>>;
    readonly timeoutMs?: number;
  },
): Job<Data> {
  const { poll } = definition;
  return {
    timeoutMs: 5000,
    onTimeout: 'leave',
    ...definition,
    kind: 'proofload.job',
    name: 'biography',
    poll: poll && {
      every: { kind: 'constant', ms: 20 },
      failures: 3,
      request: ({ http, id }) => http.get(`/jobs/${id}/status`),
      ...poll,
    },
  };
}

/** Node.js may ring a little too early. */
function ringAt(dueMs: number, alarm: { ring(dueMs: number): void }): void {
  if (now() >= dueMs) alarm.ring(dueMs);
  else setTimeout(() => ringAt(dueMs, alarm), dueMs - now()).unref();
}

const timers: JobsOptions['timers'] = { at: ringAt };

interface JobTest extends ReturnType<typeof openUser> {
  readonly runJob: RunJob;
  readonly jobs: Jobs;
  /** Ends the grace of the run, as the engine does. */
  endRun(): void;
}

export function openJobs(baseUrl: string | URL): JobTest {
  const user = openUser({ baseUrl });
  const { http, caller } = user;
  const sse = sseSessions({ timers, now })(http);
  onTestFinished(() => sse.close());
  const abort = new AbortController();
  const jobs = new Jobs({ recorder: http.shared.recorder, timers, now });
  onTestFinished(() => jobs.close());
  return {
    ...user,
    jobs,
    runJob: jobs.of({ caller, http, sse, signal: abort.signal, random: () => 0.5 }),
    endRun: () => {
      caller.stopped = true;
      abort.abort();
      sse.close();
      http.close();
    },
  };
}
