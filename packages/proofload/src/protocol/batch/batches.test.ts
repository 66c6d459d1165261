import { describe, expect, it } from 'vitest';
import { failuresOf, openUser } from '../http/session.fixture.ts';
import { httpServer, now } from '../http1/servers.fixture.ts';
import { Batches } from './batches.ts';
import type { BatchOptions } from './types.ts';

/** A virtual user that can do batches, against a server that answers each request with its status. */
async function openBatches() {
  const baseUrl = await httpServer((request, response) => {
    response.statusCode = Number(request.url?.slice(1));
    response.end();
  });
  const user = openUser({ baseUrl });
  const { caller, http } = user;
  let clockMs = 0;
  /** Takes as long as it says, by a clock that nothing else moves. */
  const take = async (ms: number) => {
    await Promise.resolve();
    clockMs += ms;
  };
  const startMs = now();
  const batches = new Batches({ recorder: http.shared.recorder, now: () => startMs + clockMs });
  return { ...user, take, batch: batches.of(caller) };
}

describe('batches', () => {
  it('of n calls at once are held against one at a time', async () => {
    const { batch, take, recorded } = await openBatches();
    // Two at once take as long as one, more are done two by two.
    const parallel = (index: number) => (index % 2 === 0 ? take(100) : undefined);
    const results = await batch('transform', { sizes: [2, 4], parallel });
    expect(results.map(({ size, ok, durationMs }) => [size, ok, Math.round(durationMs)])).toEqual([
      [1, true, 100],
      [2, true, 100],
      [4, true, 200],
    ]);
    expect(results.map(({ itemsPerSecond }) => Math.round(itemsPerSecond))).toEqual([10, 20, 20]);
    expect(results.map(({ speedup }) => Number(speedup!.toFixed(6)))).toEqual([1, 2, 2]);
    expect(results.map(({ efficiency }) => Number(efficiency!.toFixed(6)))).toEqual([1, 1, 0.5]);
    const { names, of } = recorded();
    expect(names).toEqual(['transform (1)', 'transform (2)', 'transform (4)']);
    const four = of('transform (4)');
    expect([four.kind, four.tags]).toEqual(['batch', { batch: 'transform', size: '4', mode: 'parallel' }]);
    const trends = [...four.counts.trends].map(([name, { max }]) => [name, Number(max.toFixed(3))]);
    expect(Object.fromEntries(trends)).toEqual({ perItem: 50, itemsPerSecond: 20, speedup: 2, efficiency: 0.5 });
  });

  it('in one call are told their size', async () => {
    const { batch, take, recorded } = await openBatches();
    const sizes: number[] = [];
    const one = (size: number) => {
      sizes.push(size);
      return take(80 + 20 * size);
    };
    const results = await batch('images', { sizes: [1, 8], one });
    expect(sizes).toEqual([1, 8]);
    expect(results[1]!.speedup).toBeCloseTo(800 / 240, 5);
    expect(recorded().of('images (8)').tags).toMatchObject({ mode: 'one' });
  });

  it('are held against the mean of all that were done one at a time', async () => {
    const { batch, take } = await openBatches();
    let durations = [100, 100, 300, 100];
    const one = () => take(durations.shift()!);
    await batch('x', { sizes: [1, 2], one });
    const [, second] = await batch('x', { sizes: [1, 2], one });
    expect(second!.speedup).toBeCloseTo(4, 5);
    durations = [1];
    expect((await batch('y', { sizes: [1], one }))[0]!.speedup).toBeCloseTo(1, 5);
  });

  it('with a wrong answer in them fail, and have no speed-up', async () => {
    const { batch, http, recorded } = await openBatches();
    const parallel = (index: number, size: number) => http.get(size === 4 && index > 1 ? '/503' : '/200');
    const results = await batch('transform', { sizes: [1, 4], parallel });
    expect(results[1]).toMatchObject({ ok: false, speedup: undefined, efficiency: undefined });
    const { of } = recorded();
    expect(failuresOf(of('transform (4)'))).toEqual([
      'batch: 2 of 4 calls failed, the first: 503 Service Unavailable ×1',
    ]);
    expect(of('transform (4)').counts.trends.size).toBe(0);
    expect(of('GET /503').counts.count).toBe(2);
  });

  it('pass on what a call threw, once all calls have ended', async () => {
    const { batch, take, recorded } = await openBatches();
    const parallel = async (index: number) => {
      await take(10);
      if (index === 0) throw new Error('no item');
    };
    await expect(batch('x', { sizes: [1], parallel })).rejects.toThrow('no item');
    expect(failuresOf(recorded().of('x (1)'))).toEqual(['batch: no item ×1']);
  });

  it('are censored when the run ends', async () => {
    const { batch, http, recorded } = await openBatches();
    http.close();
    await expect(batch('x', { sizes: [1], parallel: () => http.get('/200') })).rejects.toMatchObject({
      code: 'stopped',
    });
    expect(recorded().of('x (1)').counts).toMatchObject({ count: 0, censored: 1 });
  });

  it.each<[unknown, unknown, string]>([
    ['', { sizes: [1], one: () => 1 }, 'batch() takes a name first'],
    ['x', { sizes: [], one: () => 1 }, 'The batch "x" needs sizes: whole numbers of 1 or more'],
    ['x', { sizes: [0.5], one: () => 1 }, 'The batch "x" needs sizes'],
    ['x', { sizes: [1] }, 'The batch "x" needs one of two functions'],
    ['x', { sizes: [1], one: () => 1, parallel: () => 1 }, 'The batch "x" needs one of two functions'],
  ])('named %j with %j cannot be done', async (name, options, message) => {
    const { batch } = await openBatches();
    await expect(batch(name as string, options as BatchOptions)).rejects.toThrow(message);
  });
});
