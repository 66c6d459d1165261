import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startService } from '../index.ts';
import { useService } from '../service.fixture.ts';
import type { WorkerStatistics } from './workers.ts';

interface Status {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
  readonly position?: number;
  readonly timings: {
    readonly queuedAt: string;
    readonly startedAt: string | null;
    readonly finishedAt: string | null;
  };
}

const TASKS = '/api/v1/tasks';

describe('background tasks', () => {
  const service = useService({ groundTruth: true, speed: 10 });
  const add = (body: object) => service.json<Status>('POST', TASKS, body);
  const statusOf = async (id: string) => (await service.json<Status>('GET', `${TASKS}/${id}/status`)).status;

  it('are queued, worked on, and give their result', async () => {
    const { id, status, timings } = await add({ kind: 'report' });
    expect([status, timings.startedAt]).toEqual(['queued', null]);
    await expect.poll(() => statusOf(id)).toBe('succeeded');
    const { result, timings: after } = await service.json<{ result: { genres: { books: number }[] } } & Status>(
      'GET',
      `${TASKS}/${id}/result`,
    );
    expect(result.genres.reduce((sum, { books }) => sum + books, 0)).toBe(1000);
    const times = [after.queuedAt, after.startedAt, after.finishedAt];
    expect(times).toEqual(times.toSorted());
  });

  it('do real work of each kind', async () => {
    const tasks = await Promise.all([
      add({ kind: 'digest', kibibytes: 600 }),
      add({ kind: 'email', to: 'a@example.org' }),
      add({ kind: 'sleep', ms: 50 }),
    ]);
    for (const { id } of tasks) await expect.poll(() => statusOf(id)).toBe('succeeded');
    const { result } = await service.json<{ result: { sha256: string } }>('GET', `${TASKS}/${tasks[0]?.id}/result`);
    expect(result.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('wait for a worker in their order, and can be cancelled there and at work', async () => {
    const tasks = [];
    for (let index = 0; index < 6; index++) tasks.push(await add({ kind: 'sleep', ms: 3_600_000 }));
    const [first, , , , fifth, sixth] = tasks as [Status, Status, Status, Status, Status, Status];
    await expect.poll(() => statusOf(first.id)).toBe('running');
    expect(await service.json<Status>('GET', `${TASKS}/${sixth.id}`)).toMatchObject({ status: 'queued', position: 1 });
    const { tasks: active } = await service.json<{ tasks: Status[] }>('GET', `${TASKS}/active`);
    expect(active.map(({ status }) => status)).toEqual([
      'running',
      'running',
      'running',
      'running',
      'queued',
      'queued',
    ]);
    const { workers } = await service.json<{ workers: WorkerStatistics[] }>('GET', `${TASKS}/workers/stats`);
    expect(workers.map(({ status }) => status)).toEqual(['busy', 'busy', 'busy', 'busy']);
    expect(await service.json('GET', `${TASKS}/health`)).toMatchObject({ status: 'healthy', queued: 2 });

    expect((await service.json<Status>('DELETE', `${TASKS}/${fifth.id}`)).status).toBe('cancelled');
    expect((await service.json<Status>('POST', `${TASKS}/${first.id}/cancel`)).status).toBe('cancelled');
    await expect.poll(() => statusOf(sixth.id)).toBe('running');
    expect((await service.send('DELETE', `${TASKS}/${first.id}`)).status).toBe(409);
    expect((await service.get(`${TASKS}/${first.id}/result`)).status).toBe(409);
    for (const { id } of tasks) await service.send('DELETE', `${TASKS}/${id}`);
  });

  it('keep the truth of how long they waited and ran', async () => {
    const { series } = await service.json<{ series: Record<string, { count: number }> }>('GET', '/__truth');
    expect(series['tasks.queue']?.count).toBeGreaterThanOrEqual(4);
    expect(series['tasks.run']?.count).toBeGreaterThanOrEqual(4);
  });

  it('refuse what no worker knows', async () => {
    expect((await service.send('POST', TASKS, { kind: 'dance' })).status).toBe(400);
    expect((await service.get(`${TASKS}/none/status`)).status).toBe(404);
    expect(service.errors).toEqual([]);
  });
});

describe('a task of a service that ends', () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'proofload-tasks-'));
  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

  it('is worked on again by the next one, in its old place', async () => {
    const post = async (url: string, body: object): Promise<Status> => {
      const response = await fetch(`${url}${TASKS}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return (await response.json()) as Status;
    };
    const slow = await startService({ dataFolder });
    const running: Status[] = [];
    for (let index = 0; index < 5; index++) running.push(await post(slow.url, { kind: 'sleep', ms: 2000 }));
    const statusOf = async (url: string, id = '') => (await (await fetch(`${url}${TASKS}/${id}`)).json()) as Status;
    await expect.poll(async () => (await statusOf(slow.url, running[0]?.id)).status).toBe('running');
    await slow.close();

    const fast = await startService({ dataFolder, speed: 1000 });
    for (const { id } of running)
      await expect.poll(async () => (await statusOf(fast.url, id)).status).toBe('succeeded');
    expect((await statusOf(fast.url, running[0]?.id)).attempts).toBe(2);
    expect((await statusOf(fast.url, running[4]?.id)).attempts).toBe(1);
    await fast.close();
  });
});
