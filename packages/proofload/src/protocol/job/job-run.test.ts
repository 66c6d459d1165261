import { describe, expect, it } from 'vitest';
import { failuresOf } from '../http/session.fixture.ts';
import { jobOf, openJobs } from './job.fixture.ts';
import { type JobService, jobService } from './service.fixture.ts';
import type { JobDefinition } from './types.ts';

const parts = {
  submit: ({ http, data }) => http.post('/jobs', { json: data }),
  id: (answer) => answer.json<{ id: string }>().id,
  state: (answer) => answer.json<{ status: string }>().status,
  result: ({ http, id }) => http.get(`/jobs/${id}`),
} satisfies Partial<JobDefinition>;

/** Runs one job to its end and reads what was recorded of it. */
async function afterOne(service: JobService, job: ReturnType<typeof jobOf>) {
  const { runJob, recorded } = openJobs(service.url);
  const result = await runJob(job, { name: 'Ada' });
  const { of, names } = recorded();
  const operation = of('biography');
  const trends = [...operation.counts.trends].filter(([, { count }]) => count > 0).map(([name]) => name);
  return { result, operation, failures: failuresOf(operation), trends, names, of };
}

describe('a job', () => {
  it('is submitted, followed until it is done, and fetched', async () => {
    const service = await jobService({ states: ['queued', 'running', 'running', 'done'] });
    const { result, operation, failures, trends, names, of } = await afterOne(service, jobOf({ ...parts, poll: {} }));
    const poll = 'GET /jobs/j1/status';
    expect(service.seen).toEqual(['POST /jobs', poll, poll, poll, poll, 'GET /jobs/j1']);
    expect(result).toMatchObject({ ok: true, state: 'done', id: 'j1', error: undefined });
    expect(result.response!.json()).toEqual({ text: 'Once.' });
    expect(Object.keys(result.phases)).toEqual(['submit', 'queue', 'run', 'notice', 'fetch']);
    expect(failures).toEqual([]);
    expect(operation.kind).toBe('job');
    expect([operation.counts.count, operation.counts.latency.count]).toEqual([1, 1]);
    expect(trends).toEqual(
      'submit queue queueLeast queueMost run runLeast runMost notice noticeLeast noticeMost fetch total'.split(' '),
    );
    expect(names).toEqual(['biography', 'biography submit', 'biography poll', 'biography fetch']);
    expect(names.map((name) => of(name).kind)).toEqual(['job', 'step', 'poll', 'step']);
    expect(of('biography poll').counts.count).toBe(4);
  });

  it('lasts from its intended start, in phases that add up to the whole', async () => {
    const { runJob, recorded, caller } = openJobs((await jobService({ states: ['running', 'done'] })).url);
    caller.late = { intendedMs: 300, freeMs: 100 };
    const { totalMs, phases } = await runJob(jobOf({ ...parts, poll: {} }));
    const { counts } = recorded().of('biography');
    expect(counts.latency.max).toBeCloseTo(totalMs, 5);
    expect(counts.latency.max - counts.service.max).toBeCloseTo(300, 5);
    expect(counts.queueWait.max).toBeCloseTo(200, 5);
    expect(phases.submit).toBeGreaterThan(300);
    // The queue may end before the answer to the submission has come, which polls cannot tell: then it is 0.
    const sum = Object.values(phases).reduce((left, right) => left + right, 0);
    expect(sum).toBeGreaterThan(totalMs - 1e-3);
    expect(counts.trends.get('total')!.max).toBeCloseTo(totalMs, 5);
  });

  it('may have no result to fetch', async () => {
    const { result: _, ...rest } = parts;
    const { result, trends } = await afterOne(await jobService(), jobOf({ ...rest, poll: {} }));
    expect(result).toMatchObject({ ok: true, state: 'done', response: undefined });
    expect(trends).not.toContain('fetch');
  });

  it("has its phases by the server's times, wherever these are told", async () => {
    const times = { startedAt: '2020-01-01T00:00:01.000Z', finishedAt: '2020-01-01T00:00:04.250Z' };
    const service = await jobService({
      states: ['done'],
      answer: ({ url, method }, response) => {
        if (method !== 'GET' || url !== '/jobs/j1') return false;
        response.end(JSON.stringify({ timings: times }));
        return true;
      },
    });
    const serverTimes: JobDefinition['serverTimes'] = (answer) => answer.json<{ timings?: typeof times }>().timings;
    const { result, trends } = await afterOne(service, jobOf({ ...parts, serverTimes, poll: {} }));
    expect(result.phases.run).toBe(3250);
    expect(trends).not.toContain('runLeast');
  });

  it('that the service fails is a failure with its latency', async () => {
    const { result, operation, failures } = await afterOne(
      await jobService({ states: ['running', 'failed'] }),
      jobOf({ ...parts, poll: {} }),
    );
    expect(result).toMatchObject({ ok: false, state: 'failed', error: 'the job failed', response: undefined });
    expect(failures).toEqual(['failed: the job failed ×1']);
    expect(operation.counts.latency.count).toBe(1);
    expect(operation.exemplars.failed[0]?.excerpt).toMatch(
      /^job j1: submit .*, queue .*, run .*, notice .*\n\{"status"/,
    );
  });

  it('can be told right or wrong by the task', async () => {
    const { runJob, recorded } = openJobs((await jobService({ states: ['failed'] })).url);
    const job = jobOf({ ...parts, poll: {} });
    (await runJob(job)).pass();
    (await runJob(job)).fail('too short');
    expect(failuresOf(recorded().of('biography'))).toEqual(['fail: too short ×1']);
  });
});

describe('a job that cannot be followed', () => {
  const answering =
    (path: RegExp, status: number, body = '') =>
    () =>
      jobService({
        states: ['running'],
        answer: (request, response) => {
          if (!path.test(`${request.method} ${request.url}`)) return false;
          response.writeHead(status).end(body);
          return true;
        },
      });

  it.each<[string, () => Promise<JobService>, Partial<JobDefinition>, string]>([
    ['is not taken', answering(/^POST/, 503), {}, 'submit: not submitted: 503 Service Unavailable ×1'],
    [
      'gets no id',
      answering(/^POST/, 202, '{}'),
      {},
      'id: id() found no id in the answer to submit(); it returns a text or a number ×1',
    ],
    [
      'gets an answer that is not JSON',
      answering(/^POST/, 202, 'ok'),
      {},
      'id: id() threw: The answer 202 to biography submit (no content type) is not JSON: "ok". ×1',
    ],
    ['is never found', answering(/status$/, 404), {}, 'poll: 3 polls in a row failed, the last: 404 Not Found ×1'],
    [
      'is in an unknown state',
      answering(/status$/, 200, '{"status":"paused"}'),
      {},
      'state: state() returned "paused" for "paused", which is no state; it returns queued, running, done or failed ×1',
    ],
    [
      'is in a state that its map lacks',
      answering(/status$/, 200, '{"state":"paused"}'),
      { state: (answer) => ({ ok: 'done' })[answer.json<{ state: 'ok' }>().state] },
      'state: state() returned undefined for "paused", which is no state; it returns queued, running, done or failed ×1',
    ],
    ['has no result', answering(/^GET .*j1$/, 410), { state: () => 'done' }, 'fetch: no result: 410 Gone ×1'],
    [
      'is submitted by nothing',
      () => jobService(),
      { submit: (() => undefined) as never },
      'submit: submit() returned nothing; it must return the response of its request ×1',
    ],
    [
      'cannot be asked for its result',
      () => jobService(),
      { result: () => Promise.reject(new Error('no such path')) },
      'fetch: result() threw: no such path ×1',
    ],
    [
      'has times that cannot be read',
      () => jobService(),
      { serverTimes: () => JSON.parse('') },
      'server-times: serverTimes() threw: Unexpected end of JSON input ×1',
    ],
  ])('since it %s is lost, with a sentence', async (_, service, changes, failure) => {
    const { result, failures, operation } = await afterOne(await service(), jobOf({ ...parts, ...changes, poll: {} }));
    expect(failures).toEqual([failure]);
    expect(result).toMatchObject({ ok: false, state: 'lost' });
    expect(operation.counts.count).toBe(1);
  });

  it('goes on when a poll fails now and then', async () => {
    let polls = 0;
    const service = await jobService({
      states: ['running', 'running', 'running', 'done'],
      answer: ({ url }, response) => {
        if (url?.endsWith('/status') !== true) return false;
        polls += 1;
        if (polls % 3 === 0) return false;
        response.writeHead(503).end();
        return true;
      },
    });
    const { result, of } = await afterOne(service, jobOf({ ...parts, poll: {} }));
    expect(result.state).toBe('done');
    expect(failuresOf(of('biography poll'))).toEqual(['status: 503 Service Unavailable ×8']);
  });

  it('has no latency when nobody answers', async () => {
    const service = await jobService({
      answer: (request) => {
        request.socket.destroy();
        return true;
      },
    });
    const { operation, failures } = await afterOne(service, jobOf({ ...parts, poll: {} }));
    expect(failures).toEqual(['submit: not submitted: The server closed the connection without an answer. ×1']);
    expect([operation.counts.count, operation.counts.latency.count]).toEqual([1, 0]);
  });
});

describe('a job that never ends', () => {
  const endless = () => jobService({ states: ['running'] });

  it('is a failure at its limit', async () => {
    const service = await endless();
    const { result, operation, failures, trends } = await afterOne(
      service,
      jobOf({ ...parts, poll: {}, timeoutMs: 70 }),
    );
    expect(result).toMatchObject({ ok: false, state: 'timeout', error: 'timed out after 70ms' });
    expect(failures).toEqual(['timeout: timed out after 70ms ×1']);
    expect(operation.counts.latency.max).toBeCloseTo(70, 5);
    expect(trends).toEqual(['submit', 'total']);
    expect(service.seen.some((request) => request.startsWith('DELETE'))).toBe(false);
  });

  it('is cancelled when that is asked for, where its result would be unless it says otherwise', async () => {
    const onTimeout = 'cancel' as const;
    const service = await endless();
    const { names } = await afterOne(service, jobOf({ ...parts, poll: {}, timeoutMs: 30, onTimeout }));
    expect(service.seen.at(-1)).toBe('DELETE /jobs/j1');
    expect(names).toContain('biography cancel');
    const cancel: JobDefinition['cancel'] = ({ http, id }) => http.post(`/jobs/${id}/cancel`);
    const other = await endless();
    await afterOne(other, jobOf({ ...parts, poll: {}, timeoutMs: 30, onTimeout, cancel }));
    expect(other.seen.at(-1)).toBe('POST /jobs/j1/cancel');
  });

  it('is censored when the run ends, and how long it had gone on is kept', async () => {
    const { runJob, recorded, endRun } = openJobs((await endless()).url);
    const running = runJob(jobOf({ ...parts, poll: {} }));
    setTimeout(endRun, 60);
    await expect(running).rejects.toMatchObject({ code: 'stopped' });
    const { counts } = recorded().of('biography');
    expect([counts.count, counts.failed, counts.censored]).toEqual([0, 0, 1]);
    expect(counts.trends.get('censored')!.count).toBe(1);
    expect(counts.trends.get('censored')!.max).toBeGreaterThan(50);
    // It was seen to run, so its wait is known, and its run is what was cut off.
    expect(counts.trends.get('queue')!.count).toBe(1);
    expect(counts.trends.get('runCensored')!.max).toBeLessThanOrEqual(counts.trends.get('censored')!.max);
    expect(counts.trends.get('queueCensored')).toBeUndefined();
    await expect(runJob(jobOf({ ...parts, poll: {} }))).rejects.toMatchObject({ code: 'stopped' });
  });

  it('is censored in its wait when it was not seen to run', async () => {
    const service = await jobService({ states: ['queued'] });
    const { runJob, recorded, endRun } = openJobs(service.url);
    const running = runJob(jobOf({ ...parts, poll: {} }));
    setTimeout(endRun, 60);
    await expect(running).rejects.toMatchObject({ code: 'stopped' });
    const { trends } = recorded().of('biography').counts;
    expect(trends.get('queueCensored')!.count).toBe(1);
    expect(trends.get('runCensored')).toBeUndefined();
  });
});

describe('what is no job', () => {
  it('cannot be run', async () => {
    const { runJob } = openJobs((await jobService()).url);
    await expect(runJob({} as never)).rejects.toThrow('The task asked for a job that is none; define it with job(');
  });
});
