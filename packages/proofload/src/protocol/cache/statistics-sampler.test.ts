import { describe, expect, it } from 'vitest';
import { failuresOf, openUser } from '../http/session.fixture.ts';
import { httpSessions } from '../http/session.ts';
import { httpServer, now } from '../http1/servers.fixture.ts';
import { StatisticsSampler } from './statistics-sampler.ts';
import type { CacheDefinition, CacheStatistics } from './types.ts';

/** Samples twice, at the beginning and at the end, and reads what was recorded. */
async function sampled(statistics: CacheStatistics, answer: (asked: number) => string) {
  let asked = 0;
  const baseUrl = await httpServer((_, response) => {
    asked += 1;
    const body = answer(asked);
    response.statusCode = body === '' ? 503 : 200;
    response.end(body);
  });
  const { http, recorded } = openUser({ baseUrl });
  const { recorder } = http.shared;
  const caches: Readonly<Record<string, CacheDefinition>> = { images: { hit: () => undefined, statistics } };
  const openHttp = httpSessions({ baseUrl, timeoutMs: 1000, recorder, now });
  let sampler: StatisticsSampler | undefined;
  // The next sample is asked for once there is one.
  await new Promise<void>((resolve) => {
    sampler = new StatisticsSampler({ caches, recorder, timers: { at: () => resolve() }, now, openHttp });
    sampler.start();
  });
  await sampler!.stop();
  const evictions = recorder.metric('cache:images evictions', 'gauge');
  const found = { last: evictions.last, min: evictions.min };
  const { of, names } = recorded();
  return { found, of, failures: names.includes('images') ? failuresOf(of('images')) : [] };
}

const statistics: CacheStatistics = {
  request: ({ http }) => http.get('/stats'),
  evictions: (response) => response.json<{ evictions: number }>().evictions,
};

describe('the statistics of a cache', () => {
  it('are asked for at the beginning and the end of a run', async () => {
    const { found, of, failures } = await sampled(statistics, (asked) => JSON.stringify({ evictions: 100 + asked }));
    expect(found).toEqual({ last: 102, min: 101 });
    expect(failures).toEqual([]);
    expect(of('cache:images statistics').kind).toBe('poll');
    expect(of('cache:images statistics').counts.count).toBe(2);
  });

  it.each<[string, string, Partial<CacheStatistics>, string]>([
    ['cannot be had', '', {}, 'the statistics of the cache could not be had: 503 ×2'],
    ['do not tell', '{}', {}, 'evictions() returned undefined; it returns a number ×2'],
    [
      'cannot be asked for',
      '{}',
      { request: () => Promise.reject(new Error('no path')) },
      'the statistics of the cache could not be read: no path ×2',
    ],
  ])('say so when they %s', async (_, body, changes, sentence) => {
    const { failures } = await sampled({ ...statistics, ...changes }, () => body);
    expect(failures).toEqual([`statistics: ${sentence}`]);
  });
});
