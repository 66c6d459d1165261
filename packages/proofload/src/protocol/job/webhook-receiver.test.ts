import { describe, expect, it } from 'vitest';
import { failuresOf } from '../http/session.fixture.ts';
import { jobOf, openJobs } from './job.fixture.ts';
import { jobService } from './service.fixture.ts';
import type { JobDefinition, JobWebhook } from './types.ts';

const parts = {
  submit: ({ http, webhook }) => http.post('/jobs', { json: { webhook } }),
  id: (answer) => answer.json<{ id: string }>().id,
  state: (answer) => answer.json<{ status: string }>().status,
} satisfies Partial<JobDefinition>;

const send = (address: string, body: unknown, init: RequestInit = {}) =>
  fetch(address, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), ...init });

/** A service that tells its jobs' ends by `tell`, which is given the address and the job's id. */
function tellingService(tell: (address: string, id: string) => unknown) {
  let count = 0;
  return jobService({
    states: ['running'],
    answer: (request, response, body) => {
      if (request.method !== 'POST') return false;
      count += 1;
      const id = `j${count}`;
      const { webhook } = JSON.parse(body) as { webhook: string };
      setTimeout(() => tell(webhook, id), 20);
      response.writeHead(202).end(JSON.stringify({ id }));
      return true;
    },
  });
}

/** What was counted of webhooks that were not taken, after the receiver has closed. */
async function refusals({ jobs, recorded }: ReturnType<typeof openJobs>): Promise<readonly string[]> {
  await jobs.close();
  const { names, of } = recorded();
  return names.includes('(webhook)') ? failuresOf(of('(webhook)')) : [];
}

const job = (webhook: JobWebhook = {}, changes: Partial<Pick<JobDefinition, 'state' | 'serverTimes'>> = {}) =>
  jobOf({ ...parts, ...changes, webhook });

describe('a job that the service tells of', () => {
  it('is over when a webhook says so, and needs no poll', async () => {
    const service = await tellingService(async (address, id) => {
      await send(address, { id, status: 'running' });
      await send(address, { id, status: 'done' }, { method: 'PUT' });
    });
    const test = openJobs(service.url);
    const results = await Promise.all([test.runJob(job()), test.runJob(job())]);
    expect(results.map(({ state, id }) => `${id} ${state}`).sort()).toEqual(['j1 done', 'j2 done']);
    expect(Object.keys(results[0].phases)).toEqual(['submit', 'queue', 'run']);
    expect(service.seen).toEqual(['POST /jobs', 'POST /jobs']);
    expect(await refusals(test)).toEqual([]);
  });

  it('is correlated by the id in what is sent, wherever that is', async () => {
    const service = await tellingService((address, id) =>
      send(address, { state: 'done' }, { headers: { 'X-Job': `${id}` } }),
    );
    const id: JobWebhook['id'] = (answer) => answer.headers.get('x-job') ?? '';
    const { runJob } = openJobs(service.url);
    expect(await runJob(job({ id }, { state: (answer) => answer.json<{ state: string }>().state }))).toMatchObject({
      ok: true,
    });
  });

  it('may be told of before the answer to its submission has come', async () => {
    const service = await jobService({
      answer: (_, response, body) => {
        const { webhook } = JSON.parse(body) as { webhook: string };
        void send(webhook, { id: 'early', status: 'done' }).then(() => response.end('{"id":"early"}'));
        return true;
      },
    });
    const test = openJobs(service.url);
    expect(await test.runJob(job())).toMatchObject({ ok: true, id: 'early' });
    expect(await refusals(test)).toEqual([]);
  });

  it('is polled too, when it says how', async () => {
    const service = await tellingService(() => {});
    const { runJob } = openJobs(service.url);
    const state = () => 'done';
    expect(await runJob(jobOf({ ...parts, state, webhook: {}, poll: {} }))).toMatchObject({ ok: true });
    expect(service.seen).toEqual(['POST /jobs', 'GET /jobs/j1/status']);
  });

  it('tells its times as polls would', async () => {
    const timings = { startedAt: '2020-01-01T00:00:01.000Z', finishedAt: '2020-01-01T00:00:02.500Z' };
    const service = await tellingService((address, id) => send(address, { id, status: 'done', timings }));
    const { runJob } = openJobs(service.url);
    const serverTimes: JobDefinition['serverTimes'] = (answer) => answer.json<{ timings: typeof timings }>().timings;
    const { phases } = await runJob(job({}, { serverTimes }));
    expect(phases.run).toBe(1500);
    expect(phases).toHaveProperty('notice');
  });

  it('is lost when its worker cannot listen', async () => {
    const { runJob } = openJobs((await jobService()).url);
    const { error } = await runJob(job({ listen: '192.0.2.1' }));
    expect(error).toMatch(/^there is no port for webhooks at 192\.0\.2\.1: listen EADDRNOTAVAIL/);
  });
});

describe('a webhook that is not for us', () => {
  /** Sends something to the address that a job was given, and tells the status that came back. */
  async function answered(tell: (address: string) => Promise<Response>) {
    let status = 0;
    const service = await tellingService(async (address, id) => {
      status = (await tell(address)).status;
      await send(address, { id, status: 'done' });
    });
    const test = openJobs(service.url);
    expect(await test.runJob(job())).toMatchObject({ ok: true });
    return { status, refused: await refusals(test) };
  }

  it('is refused without the secret, with a sentence', async () => {
    const { status, refused } = await answered((address) =>
      send(address.replace(/\/[^/]+\/biography$/, '/guess/biography'), { id: 'j1', status: 'failed' }),
    );
    expect(status).toBe(403);
    expect(refused).toEqual([
      'secret: a webhook came without the secret of this run in its path, and was refused with 403 ×1',
    ]);
  });

  it.each<[string, number, (address: string) => Promise<Response>, string]>([
    [
      'of no job',
      404,
      (address) => send(`${address}x`, {}),
      'unknown-job: a webhook came to the path of no job, and was refused with 404 ×1',
    ],
    [
      'that is no POST',
      405,
      (address) => fetch(address),
      'method: a webhook came as GET, and was refused with 405; it is sent by POST ×1',
    ],
    [
      'that is not JSON',
      400,
      (address) => send(address, 'ready'),
      `id: a webhook's id could not be read: What the webhook was sent is not JSON: "ready". ×1`,
    ],
    [
      'without an id',
      400,
      (address) => send(address, {}),
      'id: a webhook had no id of a job in it, and was refused with 400 ×1',
    ],
    [
      'that is too large',
      413,
      (address) => send(address, 'x'.repeat(1_100_000)),
      'too-large: a webhook of more than 1 MB was refused with 413 ×1',
    ],
    [
      'of a job that was never submitted',
      204,
      (address) => send(address, { id: 'nobody' }),
      'unknown-job: a webhook named a job that this run did not submit ×1',
    ],
  ])('%s gets %i', async (_, status, tell, sentence) => {
    expect(await answered(tell)).toEqual({ status, refused: [sentence] });
  });

  it('may come after its job is over', async () => {
    let address = '';
    const service = await tellingService((given, id) => {
      address = given;
      return send(given, { id, status: 'done' });
    });
    const test = openJobs(service.url);
    await test.runJob(job());
    expect((await send(address, { id: 'j1', status: 'done' })).status).toBe(204);
    expect(await refusals(test)).toEqual([]);
  });
});
