import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService } from '../index.ts';
import { useService } from '../service.fixture.ts';
import type { TruthReport } from '../truth/truth.ts';
import { signatureOf } from './webhook.ts';

interface Job {
  readonly id: string;
  readonly status: string;
  readonly error?: string;
  readonly chapters: { readonly done: number; readonly total: number };
  readonly timings: {
    readonly queuedAt: string;
    readonly startedAt: string | null;
    readonly finishedAt: string | null;
  };
}

describe('biographies', () => {
  const service = useService({ speed: 100, groundTruth: true });
  const order = (body: object = {}) =>
    service.json<Job>('POST', '/biographies', { name: 'Ada', chapters: 3, wordsPerChapter: 40, ...body });
  const statusOf = async (id: string) => (await service.json<Job>('GET', `/biographies/${id}/status`)).status;

  it('are queued, written and read', async () => {
    const job = await order();
    expect([job.status, job.chapters, job.timings.startedAt]).toEqual(['queued', { done: 0, total: 3 }, null]);
    await expect.poll(() => statusOf(job.id)).toBe('done');
    const done = await service.json<Job & { text: { number: number; words: number }[]; words: number }>(
      'GET',
      `/biographies/${job.id}`,
    );
    expect(done.text.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(done.words).toBeGreaterThan(90);
    const times = [done.timings.queuedAt, done.timings.startedAt, done.timings.finishedAt];
    expect(times).toEqual(times.toSorted());
    const { series } = await service.json<TruthReport>('GET', '/__truth');
    expect([series['biographies.queue']?.count, series['biographies.chapter']?.count]).toEqual([1, 3]);
    await expect
      .poll(async () => (await service.json<TruthReport>('GET', '/__truth')).series['biographies.run']?.count)
      .toBe(1);
  });

  it('tell what happens as a stream of events, to the end', async () => {
    const { id } = await order();
    const text = await (await service.get(`/biographies/${id}/events`)).text();
    const names = [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    expect(names.filter((name) => name === 'chapter')).toHaveLength(3);
    expect(names.at(-1)).toBe('done');
    const missed = await (await service.get(`/biographies/${id}/events`, { 'last-event-id': '2' })).text();
    expect([...missed.matchAll(/^id: (\d)$/gm)].map(([, number]) => number)).toEqual(['3']);
  });

  it('can fail, and be cancelled while they wait or are written', async () => {
    const failing = await order({ failAtChapter: 2 });
    await expect.poll(() => statusOf(failing.id)).toBe('failed');
    expect(await service.json('GET', `/biographies/${failing.id}/status`)).toMatchObject({
      chapters: { done: 1 },
      error: expect.stringContaining('Chapter 2'),
    });
    expect((await service.get(`/biographies/${failing.id}`)).status).toBe(409);

    const long = [];
    for (let index = 0; index < 5; index++) long.push(await order({ chapters: 40, wordsPerChapter: 5000 }));
    const [running, waiting] = [long[0]?.id ?? '', long[4]?.id ?? ''];
    await expect.poll(() => statusOf(running)).toBe('running');
    expect(await statusOf(waiting)).toBe('queued');
    const followed = service.get(`/biographies/${waiting}/events`).then((response) => response.text());
    for (const { id } of long.reverse())
      expect((await service.json<Job>('DELETE', `/biographies/${id}`)).status).toBe('cancelled');
    expect(await followed).toContain('event: cancelled');
    expect((await service.send('DELETE', `/biographies/${running}`)).status).toBe(409);
  });

  it('know no other, and refuse wishes that cannot be', async () => {
    for (const path of ['', '/status', '/events'])
      expect((await service.get(`/biographies/none${path}`)).status).toBe(404);
    for (const wrong of [{ name: '' }, { name: 'x', chapters: 0 }, { name: 'x', webhook: 'file:///etc' }]) {
      expect((await service.send('POST', '/biographies', wrong)).status).toBe(400);
    }
    expect(await service.json('POST', '/api/v1/length/validate', { text: 'two words', minWords: 3 })).toMatchObject({
      ok: false,
      words: 2,
    });
    expect(service.errors).toEqual([]);
  });

  describe('with a webhook', () => {
    const received: { body: string; signature: string | undefined }[] = [];
    let receiver: Server;
    let failures = 1;
    beforeAll(async () => {
      receiver = createServer(async (request, response) => {
        let body = '';
        for await (const part of request) body += part;
        response.statusCode = failures-- > 0 ? 500 : 204;
        if (response.statusCode === 204)
          received.push({ body, signature: request.headers['x-webhook-signature'] as string | undefined });
        response.end();
      });
      await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => receiver.close());

    it('tell it that they are over, signed, and again when it failed', async () => {
      const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
      const { id } = await order({ chapters: 1, webhook: { url, secret: 's3' } });
      await expect.poll(() => received.length).toBe(1);
      const [{ body, signature } = { body: '', signature: '' }] = received;
      expect(JSON.parse(body)).toMatchObject({ id, status: 'done', chapters: { done: 1 } });
      expect(signature).toBe(signatureOf(body, 's3'));
    });
  });
});

describe('a biography of a service that ends', () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'proofload-lives-'));
  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

  it('goes on after its last finished chapter', async () => {
    const read = async (url: string): Promise<Job> => (await (await fetch(url)).json()) as Job;
    const first = await startService({ dataFolder, speed: 20 });
    const response = await fetch(`${first.url}/biographies`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Ada', chapters: 6, wordsPerChapter: 60 }),
    });
    const { id } = (await response.json()) as Job;
    await expect
      .poll(async () => (await read(`${first.url}/biographies/${id}/status`)).chapters.done)
      .toBeGreaterThan(0);
    await first.close();
    const second = await startService({ dataFolder, speed: 200 });
    await expect.poll(async () => (await read(`${second.url}/biographies/${id}/status`)).status).toBe('done');
    const { text } = (await read(`${second.url}/biographies/${id}`)) as Job & { text: { number: number }[] };
    expect(text.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    await second.close();
  });
});
