/** Caches, products and batches against the reference service, which counts for itself what its cache did. */
import { type RunningService, startService } from '@proofload/reference-service';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Recorder } from '../../src/measure/recorder.ts';
import { SliceReader } from '../../src/measure/slice-reader.ts';
import { Tally } from '../../src/measure/tally.ts';
import { Random } from '../../src/plan/random.ts';
import { Batches } from '../../src/protocol/batch/batches.ts';
import { CacheWatches } from '../../src/protocol/cache/cache-watch.ts';
import { failuresOf, openUser } from '../../src/protocol/http/session.fixture.ts';
import { now } from '../../src/protocol/http1/servers.fixture.ts';
import { zipf } from '../../src/suite/feeders/key-laws.ts';

let service: RunningService | undefined;
beforeEach(async () => {
  await service?.close();
  const cache = { entries: 12, ttlMs: 600_000 };
  service = await startService({ speed: 1000, groundTruth: true, models: { cache, images: { coldShare: 0 } } });
});
afterAll(() => service?.close());

/** A virtual user whose answers are watched for a cache named `images`. */
function openWatched() {
  const recorder = new Recorder({ clock: { now }, startMs: now() });
  const observer = new CacheWatches({ images: { hit: (response) => response.headers.get('x-cache') } }, recorder);
  const user = openUser({ baseUrl: service!.url, observer });
  const watched = () => {
    const tally = new Tally(Number.POSITIVE_INFINITY);
    const reader = new SliceReader(tally);
    for (const slice of recorder.finish()) reader.add(slice);
    const { counts } = tally.operations.find(({ name }) => name === 'images')!;
    const of = (outcome: string) => counts.trends.get(outcome)?.count ?? 0;
    return { hit: of('hit'), miss: of('miss'), coalesced: of('coalesced'), stale: of('stale') };
  };
  return { ...user, watched };
}

async function truth() {
  const { counters } = (await (await fetch(`${service!.url}/__truth`)).json()) as { counters: Record<string, number> };
  const of = (outcome: string) => counters[`images.${outcome}`] ?? 0;
  return { hit: of('hit'), miss: of('miss'), coalesced: of('coalesced'), stale: of('stale') };
}

describe('the cache of the images', () => {
  it('is seen to do what it says it did', async () => {
    const { http, watched, recorded } = openWatched();
    const law = zipf(30, 1);
    const random = new Random(7, 'keys');
    const key = () => law({ random: () => random.uniform() });
    for (let round = 0; round < 30; round += 1) {
      const wanted = [key(), key(), key(), key()].map((seed) => ({ seed, size: 32 }));
      await Promise.all(
        wanted.map((query) =>
          http.get('/api/v1/images/item', { query, type: 'image/png', size: '>100B', identical: query.seed }),
        ),
      );
      await http.get('/health');
    }
    const seen = watched();
    expect(seen).toEqual(await truth());
    expect(seen.hit + seen.miss + seen.coalesced).toBe(120);
    expect(seen.hit).toBeGreaterThan(0);
    expect(seen.miss).toBeGreaterThan(0);
    expect(failuresOf(recorded().of('GET /api/v1/images/item'))).toEqual([]);
  });
});

describe('images by the dozen', () => {
  it('are counted one by one', async () => {
    const { http, recorded } = openWatched();
    const items = Array.from({ length: 12 }, (_, seed) => ({ kind: 'item', seed, size: 32 }));
    await http.post('/api/v1/images/batch', {
      json: { items },
      produces: (response) => response.json<{ images: readonly unknown[] }>().images.length,
    });
    expect(recorded().of('POST /api/v1/images/batch').counts.trends.get('products')?.sum).toBe(12);
  });
});

describe('transformations', () => {
  it('are held against one at a time, in one call and at once', async () => {
    const { http, caller, recorded } = openWatched();
    const batch = new Batches({ recorder: http.shared.recorder, now }).of(caller);
    const item = { markdown: '# Title\n\nA text.' };
    const one = (size: number) =>
      http.post('/api/v1/transform/batch', { json: { items: Array(size).fill({ kind: 'markdown', ...item }) } });
    const parallel = () => http.post('/api/v1/transform/markdown', { json: item });
    const results = await batch('in one', { sizes: [1, 8], one });
    expect(results.map(({ size, ok }) => [size, ok])).toEqual([
      [1, true],
      [8, true],
    ]);
    await batch('at once', { sizes: [1, 2, 4], parallel });
    const { names } = recorded();
    expect(names).toEqual([
      'in one (1)',
      'POST /api/v1/transform/batch',
      'in one (8)',
      'at once (1)',
      'POST /api/v1/transform/markdown',
      'at once (2)',
      'at once (4)',
    ]);
  });
});
