import { describe, expect, it } from 'vitest';
import { useService } from '../service.fixture.ts';
import type { Document } from './documents.ts';

const CONTENT = '/api/v1/content';

describe('generated contents', () => {
  const service = useService({ speed: 100, faults: true });
  const generate = (body: object) => service.send('POST', `${CONTENT}/generate`, body);

  it('are made once, and come from the cache after that', async () => {
    const wish = { kind: 'summary', topic: 'glaciers', words: 50 };
    const [first, second] = [await generate(wish), await generate(wish)];
    expect([first.status, first.headers.get('x-cache')]).toEqual([201, 'MISS']);
    expect([second.status, second.headers.get('x-cache')]).toEqual([200, 'HIT']);
    const made = (await first.json()) as Document;
    expect(await second.json()).toEqual(made);
    expect(made.words).toBeGreaterThan(30);
    expect(await service.json('GET', '/api/v1/cache/stats')).toMatchObject({ content: { hits: 1, misses: 1 } });
  });

  it('are found by id, by their words, and among the newest', async () => {
    const made = (await (await generate({ kind: 'post', topic: 'zeppelins' })).json()) as Document;
    expect(await service.json('GET', `${CONTENT}/${made.id}`)).toMatchObject({ topic: 'zeppelins', text: made.text });
    const found = await service.json<{ contents: Document[] }>('GET', `${CONTENT}/search?q=zepp`);
    expect(found.contents.map(({ id }) => id)).toEqual([made.id]);
    const newest = await service.json<{ contents: Document[] }>('GET', `${CONTENT}?limit=1`);
    expect(newest.contents[0]?.id).toBe(made.id);
    expect((await service.get(`${CONTENT}/none`)).status).toBe(404);
  });

  it('are made anew each time while caches are off', async () => {
    await service.send('PUT', '/__faults', { cacheOff: true });
    const wish = { topic: 'volcanoes', words: 20 };
    expect([(await generate(wish)).status, (await generate(wish)).status]).toEqual([201, 201]);
    await service.send('DELETE', '/__faults');
  });

  it('come in kinds, and other kinds are refused', async () => {
    const { types } = await service.json<{ types: { kind: string }[] }>('GET', `${CONTENT}/types`);
    expect(types.map(({ kind }) => kind)).toEqual(['article', 'summary', 'email', 'post']);
    expect((await generate({ kind: 'opera', topic: 'x' })).status).toBe(400);
    expect((await generate({})).status).toBe(400);
  });

  it('stand beside a plain door to the model', async () => {
    const answer = await service.json<{ text: string; outputTokens: number }>('POST', '/api/v1/llm/generate', {
      prompt: 'Hello',
      maxTokens: 8,
    });
    expect(answer.outputTokens).toBeLessThanOrEqual(8);
    expect(answer.text).not.toBe('');
    expect(service.errors).toEqual([]);
  });
});
