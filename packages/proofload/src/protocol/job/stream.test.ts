import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { failuresOf } from '../http/session.fixture.ts';
import { jobOf, openJobs } from './job.fixture.ts';
import { jobService } from './service.fixture.ts';
import type { JobDefinition } from './types.ts';

const parts = {
  submit: ({ http }) => http.post('/jobs'),
  id: (answer) => answer.json<{ id: string }>().id,
  state: (answer) => (answer.event === 'chapter' ? undefined : answer.json<{ status: string }>().status),
  stream: ({ sse, id }) => sse.connect(`/jobs/${id}/events`),
} satisfies Partial<JobDefinition>;

const event = (type: string, data: unknown) => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;

/** A service that streams the events of its jobs as the test says. */
function streamingService(stream: (response: ServerResponse) => void) {
  return jobService({
    states: ['running', 'done'],
    answer: ({ url }, response) => {
      if (url?.endsWith('/events') !== true) return false;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      stream(response);
      return true;
    },
  });
}

const running = event('status', { status: 'running' });
const done = event('done', { status: 'done' });

describe('a job whose events are streamed', () => {
  it('is over when one says so, whatever else they tell, and the stream is closed', async () => {
    let closed = false;
    const service = await streamingService((response) => {
      response.on('close', () => {
        closed = true;
      });
      response.write(running + event('chapter', { number: 1 }));
      setTimeout(() => response.write(done), 30);
    });
    const { runJob, recorded } = openJobs(service.url);
    const result = await runJob(jobOf({ ...parts, result: ({ http, id }) => http.get(`/jobs/${id}`) }));
    expect(result).toMatchObject({ ok: true, state: 'done' });
    expect(Object.keys(result.phases)).toEqual(['submit', 'queue', 'run', 'fetch']);
    expect(result.phases.run).toBeGreaterThan(0);
    await expect.poll(() => closed).toBe(true);
    expect(recorded().names).toEqual(['biography', 'biography submit', 'biography stream', 'biography fetch']);
  });

  it('is lost when the stream ends before it does', async () => {
    const service = await streamingService((response) => response.end(running));
    const { runJob, recorded } = openJobs(service.url);
    expect(await runJob(jobOf(parts))).toMatchObject({ ok: false, state: 'lost' });
    expect(failuresOf(recorded().of('biography'))).toEqual([
      'stream: the stream of the job broke: it ended before the job was over ×1',
    ]);
  });

  it('is lost when there is no stream', async () => {
    const service = await jobService();
    const { runJob, recorded } = openJobs(service.url);
    await runJob(jobOf({ ...parts, stream: () => Promise.reject(new Error('no such path')) }));
    expect(failuresOf(recorded().of('biography'))).toEqual(['stream: the stream of the job broke: no such path ×1']);
  });

  it('is polled from then on, when it says how', async () => {
    const service = await streamingService((response) => response.end());
    const { runJob } = openJobs(service.url);
    expect(await runJob(jobOf({ ...parts, poll: {} }))).toMatchObject({ ok: true, state: 'done' });
    expect(service.seen.filter((request) => request.endsWith('/status'))).toHaveLength(2);
  });

  it('is censored when the run ends', async () => {
    const service = await streamingService((response) => response.write(running));
    const { runJob, recorded, endRun } = openJobs(service.url);
    const job = runJob(jobOf(parts));
    setTimeout(endRun, 50);
    await expect(job).rejects.toMatchObject({ code: 'stopped' });
    expect(recorded().of('biography').counts).toMatchObject({ count: 0, censored: 1 });
  });
});
