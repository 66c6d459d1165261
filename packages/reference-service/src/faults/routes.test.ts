import { describe, expect, it } from 'vitest';
import { useService } from '../service.fixture.ts';
import { parseFaultWords } from './settings.ts';

describe('a service whose faults can be switched', () => {
  const service = useService({ faults: true });

  it('is unharmed until it is told otherwise, and again after that', async () => {
    expect((await service.get('/books/7')).status).toBe(200);
    const settings = await service.json('PUT', '/__faults', { errorRate: 1, errorStatus: 418 });
    expect(settings).toMatchObject({ errorRate: 1, errorStatus: 418, leakedBytes: 0 });
    const failed = await service.get('/books/7');
    expect([failed.status, ((await failed.json()) as { error: { code: string } }).error.code]).toEqual([
      418,
      'injected_fault',
    ]);
    expect((await service.get('/health')).status).toBe(200);
    expect((await service.send('DELETE', '/__faults')).status).toBe(204);
    expect((await service.get('/books/7')).status).toBe(200);
  });

  it('closes connections without an answer', async () => {
    await service.send('PUT', '/__faults', { dropRate: 1 });
    await expect(service.get('/books/7')).rejects.toThrow('fetch failed');
    await service.send('DELETE', '/__faults');
  });

  it('delays and leaks while it is told to', async () => {
    const work = () => service.send('POST', '/api/v1/transform/markdown', { markdown: '# x' });
    await service.send('PUT', '/__faults', { latencyMs: 1, leakBytes: 2048 });
    expect((await work()).status).toBe(200);
    expect(await service.json('GET', '/__faults')).toMatchObject({ latencyMs: 1, leakedBytes: 2048 });
    await service.send('DELETE', '/__faults');
  });

  it('refuses faults that cannot be, all at once', async () => {
    const response = await service.send('PUT', '/__faults', {
      errorRate: 3,
      stall: { forMs: 5, everyMs: 5 },
      wrong: 1,
    });
    const { error } = (await response.json()) as { error: { problems: { path: string }[] } };
    expect(response.status).toBe(400);
    expect(error.problems.map(({ path }) => path).sort()).toEqual(['(all)', 'errorRate', 'stall.forMs']);
  });
});

describe('a service that starts with a fault', () => {
  const service = useService({ faults: parseFaultWords(['error-rate=1', 'route=GET /books/:id']) });

  it('has it from the first request on', async () => {
    expect((await service.get('/books/7')).status).toBe(503);
    expect((await service.get('/books')).status).toBe(200);
  });
});

describe('a service that was not asked for faults', () => {
  const service = useService();

  it('does not serve them', async () => {
    expect((await service.get('/__faults')).status).toBe(404);
    expect((await service.send('PUT', '/__faults', { errorRate: 1 })).status).toBe(404);
  });
});
