import { describe, expect, it } from 'vitest';
import { useService } from '../service.fixture.ts';

describe('metrics', () => {
  const service = useService({ speed: 1000 });

  it('tell of the process, of requests by route, of queues and of caches', async () => {
    await service.get('/books/7');
    await service.get('/books/8');
    await service.get('/nowhere');
    await service.send('POST', '/api/v1/content/generate', { topic: 'metrics', words: 5 });
    const read = async (): Promise<string> => (await service.get('/metrics')).text();
    // A request is counted once its connection has taken the answer, which may be just after the client has it.
    await expect.poll(read).toContain('http_request_duration_seconds_count{route="GET /books/:id",status="200"} 2');
    const text = await read();
    expect(text).toContain('http_request_duration_seconds_count{route="(unmatched)",status="404"} 1');
    expect(text).toContain('cache_answers_total{cache="content",state="miss"} 1');
    for (const name of [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'nodejs_heap_size_used_bytes',
      'task_queue_depth',
      'provider_running',
      'images_waiting',
      'biographies_waiting',
    ]) {
      expect(text).toMatch(new RegExp(`^${name} [0-9.]+`, 'm'));
    }
  });
});
