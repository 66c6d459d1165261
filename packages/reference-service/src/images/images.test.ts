import { describe, expect, it } from 'vitest';
import { randomOf } from '../random/random.ts';
import { useService } from '../service.fixture.ts';
import type { TruthReport } from '../truth/truth.ts';
import { imageMs, imagesSchema } from './model.ts';
import { pngSize } from './render.ts';

const IMAGES = '/api/v1/images';

describe('the time of an image', () => {
  it('is 2.5 s in the median, with one or two cold starts in a hundred of 10 to 30 s', () => {
    const random = randomOf(1, 'images');
    const times = Array.from({ length: 20_000 }, () => imageMs(imagesSchema.parse({}), random)).sort((a, b) => a - b);
    const cold = times.filter((timeMs) => timeMs > 11_000);
    expect((times[10_000] as number) / 2500).toBeCloseTo(1, 1);
    expect(cold.length / times.length).toBeGreaterThan(0.01);
    expect(cold.length / times.length).toBeLessThan(0.02);
    expect(times.at(-1)).toBeLessThan(45_000);
  });
});

describe('images', () => {
  const service = useService({ speed: 200, groundTruth: true, faults: true, models: { images: { servers: 2 } } });
  const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

  it.each([
    ['portrait?ancestry=orc&mood=grim&size=200', 200, 200],
    ['tactical-map?theme=castle&columns=40&rows=20&size=400', 400, 200],
    ['item?type=potion&rarity=epic', 512, 512],
  ])('are PNG files of the size that is asked for: %s', async (path, width, height) => {
    const response = await service.get(`${IMAGES}/${path}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(pngSize(await bytesOf(response))).toEqual({ width, height });
  });

  it('are the same bytes for the same wish, cached or not, asked for by GET or POST', async () => {
    const ask = () => service.get(`${IMAGES}/item?seed=9&size=64`);
    const made = await ask();
    const cached = await service.send('POST', `${IMAGES}/item`, { size: 64, seed: 9 });
    expect([made.headers.get('x-cache'), cached.headers.get('x-cache')]).toEqual(['MISS', 'HIT']);
    await service.send('PUT', '/__faults', { cacheOff: true });
    const anew = await ask();
    await service.send('DELETE', '/__faults');
    expect(anew.headers.get('x-cache')).toBe('MISS');
    const [first, second, third] = [await bytesOf(made), await bytesOf(cached), await bytesOf(anew)];
    expect(first.equals(second) && first.equals(third)).toBe(true);
    expect(anew.headers.get('etag')).toBe(made.headers.get('etag'));
  });

  it('are not sent again to whoever names their ETag', async () => {
    const path = `${IMAGES}/item?seed=10&size=64`;
    const etag = (await service.get(path)).headers.get('etag') ?? '';
    const known = await service.get(path, { 'if-none-match': `"other", ${etag}` });
    expect([known.status, (await bytesOf(known)).length]).toEqual([304, 0]);
    expect((await service.get(path, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('are made once for all who ask meanwhile, and counted as they came about', async () => {
    await service.send('DELETE', '/api/v1/cache');
    await service.send('DELETE', '/__truth');
    const path = `${IMAGES}/portrait?seed=11&size=64`;
    const answers = await Promise.all([service.get(path), service.get(path), service.get(path)]);
    const states = answers.map(({ headers }) => headers.get('x-cache')).sort();
    expect(states).toEqual(['COALESCED', 'COALESCED', 'MISS']);
    expect(await service.json('GET', '/api/v1/cache/stats')).toMatchObject({
      images: { misses: 1, coalesced: 2, entries: 1 },
    });
    const { counters, series } = await service.json<TruthReport>('GET', '/__truth');
    expect(counters).toMatchObject({ 'images.miss': 1, 'images.coalesced': 2 });
    expect([series['images.run']?.count, series['images.miss']?.count]).toEqual([1, 1]);
  });

  it('come several at once, in their order', async () => {
    const items = [
      { kind: 'item', seed: 20, size: 64 },
      { kind: 'tactical-map', seed: 21, size: 64 },
      { kind: 'item', seed: 20, size: 64 },
    ];
    const { images } = await service.json<{ images: { kind: string; cache: string; etag: string; data: string }[] }>(
      'POST',
      `${IMAGES}/batch`,
      { items, withData: true },
    );
    expect(images.map(({ kind, cache }) => `${kind} ${cache}`)).toEqual([
      'item MISS',
      'tactical-map MISS',
      'item COALESCED',
    ]);
    expect(images[0]?.etag).toBe(images[2]?.etag);
    expect(pngSize(Buffer.from(images[1]?.data ?? '', 'base64'))).toEqual({ width: 64, height: 48 });
  });

  it('refuse wishes that cannot be drawn', async () => {
    for (const path of ['portrait?ancestry=cat', 'item?size=9000', 'tactical-map?rows=3', 'item?colour=red']) {
      expect((await service.get(`${IMAGES}/${path}`)).status).toBe(400);
    }
    expect((await service.send('POST', `${IMAGES}/batch`, { items: [] })).status).toBe(400);
    expect(service.errors).toEqual([]);
  });
});
