/** Jobs against the reference service, which knows the truth of each of its biographies. */
import { type RunningService, startService } from '@proofload/reference-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failuresOf } from '../../src/protocol/http/session.fixture.ts';
import { openJobs } from '../../src/protocol/job/job.fixture.ts';
import type { Job, JobDefinition, JobResult } from '../../src/protocol/job/types.ts';
import { backoff } from '../../src/suite/backoff.ts';
import { job } from '../../src/suite/job.ts';

interface Biography {
  readonly id: string;
  readonly status: string;
  readonly timings: Readonly<Record<'queuedAt' | 'startedAt' | 'finishedAt', string | null>>;
}

const STATES: Readonly<Record<string, string>> = {
  queued: 'queued',
  running: 'running',
  done: 'done',
  failed: 'failed',
};

const definition: JobDefinition = {
  submit: ({ http, data, webhook }) => {
    const wish = { name: 'Ada', chapters: 2, wordsPerChapter: 30, ...(data as object | undefined) };
    return http.post('/biographies', { json: webhook === '' ? wish : { ...wish, webhook } });
  },
  id: (answer) => answer.json<Biography>().id,
  poll: { every: '40ms', request: ({ http, id }) => http.get(`/biographies/${id}/status`) },
  state: (answer) => STATES[answer.json<Biography>().status],
  result: ({ http, id }) => http.get(`/biographies/${id}`),
};

let service: RunningService;
beforeAll(async () => {
  service = await startService({ speed: 20, groundTruth: true, models: { biographies: { workers: 2 } } });
});
afterAll(() => service?.close());

/** What the service knows of a job. */
async function truthOf({ id }: JobResult): Promise<Biography> {
  return (await (await fetch(`${service.url}/biographies/${id}/status`)).json()) as Biography;
}

const between = (from: string | null, to: string | null) => Date.parse(to ?? '') - Date.parse(from ?? '');

/** Runs a job for each of several virtual users at once, so that some have to wait for a worker. */
function runAll(kind: Job, count: number, data?: unknown) {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const user = openJobs(service.url);
      const result = await user.runJob(kind, data);
      const operation = user.recorded().of('biography');
      const { timings } = await truthOf(result);
      const truth = {
        queueMs: between(timings.queuedAt, timings.startedAt),
        runMs: between(timings.startedAt, timings.finishedAt),
      };
      const recorded = (trend: string) => operation.counts.trends.get(trend)?.max ?? Number.NaN;
      return { result, truth, operation, recorded };
    }),
  );
}

describe('biographies that are polled', () => {
  it('have their phases within what two polls leave open', async () => {
    for (const { result, truth, recorded } of await runAll(job('biography', definition), 4)) {
      expect(result).toMatchObject({ ok: true, state: 'done' });
      const { submit = 0, queue = 0, run = 0 } = result.phases;
      // Stamps of the service are cut to milliseconds; its queue begins before the answer to the submission has come.
      expect(recorded('runLeast')).toBeLessThanOrEqual(truth.runMs + 1);
      expect(recorded('runMost')).toBeGreaterThanOrEqual(truth.runMs - 1);
      expect(recorded('queueLeast')).toBeLessThanOrEqual(truth.queueMs + 1);
      expect(recorded('queueMost') + submit).toBeGreaterThanOrEqual(truth.queueMs - 1);
      const [queueLeft, runLeft] = ['queue', 'run'].map(
        (phase) => recorded(`${phase}Most`) - recorded(`${phase}Least`),
      );
      expect(Math.abs(run - truth.runMs)).toBeLessThanOrEqual(runLeft! / 2 + 1);
      expect(Math.abs(queue - truth.queueMs)).toBeLessThanOrEqual(queueLeft! / 2 + submit + 1);
    }
  });

  it("have them within 2 ms by the service's own times", async () => {
    const kind = job('biography', {
      ...definition,
      poll: { ...definition.poll!, every: backoff('20ms', 1.5, '100ms') },
      serverTimes: (answer) => answer.json<Biography>().timings,
    });
    for (const { result, truth, recorded } of await runAll(kind, 4)) {
      const { submit, queue, run, notice, fetch } = result.phases as Required<JobResult['phases']>;
      expect(Math.abs(run - truth.runMs)).toBeLessThanOrEqual(1);
      expect(Math.abs(queue - truth.queueMs)).toBeLessThanOrEqual(1);
      expect(recorded('runLeast')).toBeNaN();
      // All phases together are the whole, but for the way of the answer to the submission, which the queue overlaps.
      const overlapMs = submit + queue + run + notice + fetch - result.totalMs;
      expect(overlapMs).toBeGreaterThan(-2);
      expect(overlapMs).toBeLessThan(submit + 2);
    }
  });

  it('that fail are failures, with the time that they took', async () => {
    const [failed] = await runAll(job('biography', definition), 1, { failAtChapter: 2 });
    expect(failed!.result).toMatchObject({ ok: false, state: 'failed' });
    expect(failuresOf(failed!.operation)).toEqual(['failed: the job failed ×1']);
    expect(failed!.operation.counts.latency.count).toBe(1);
  });

  it('are cancelled when they take too long', async () => {
    const kind = job('biography', { ...definition, timeout: '100ms', onTimeout: 'cancel' });
    const { runJob } = openJobs(service.url);
    const result = await runJob(kind, { chapters: 40, wordsPerChapter: 500 });
    expect(result).toMatchObject({ ok: false, state: 'timeout', error: 'timed out after 100ms' });
    expect((await truthOf(result)).status).toBe('cancelled');
  });
});

describe('biographies that the service tells of', () => {
  const { poll: _, ...rest } = definition;

  it.each<[string, Partial<JobDefinition>]>([
    ['a webhook', { webhook: {} }],
    ['a stream of events', { stream: ({ sse, id }) => sse.connect(`/biographies/${id}/events`) }],
  ])('by %s are over as soon as it says so', async (_, way) => {
    const kind = job('biography', {
      ...rest,
      ...way,
      serverTimes: (answer) => answer.json<Biography>().timings,
    });
    for (const { result, truth } of await runAll(kind, 3)) {
      expect(result).toMatchObject({ ok: true, state: 'done' });
      expect(result.response!.json<{ text: readonly unknown[] }>().text).toHaveLength(2);
      expect(Math.abs(result.phases.run! - truth.runMs)).toBeLessThanOrEqual(1);
    }
  });
});
