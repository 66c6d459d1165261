import { describe, expect, it } from 'vitest';
import { EndpointProbe, readJson, readPrometheus } from './endpoint-probe.ts';

describe('the probe of an endpoint', () => {
  it('reads chosen metrics under the names that the suite gives them', async () => {
    const answer = 'heap_bytes 100\nhits_total{cache="a"} 5\nhits_total{cache="b"} 7\n';
    const wanted = { heap: 'heap_bytes', hits: 'hits_total{cache="a"}' };
    const probe = new EndpointProbe('app', wanted, async () => answer, readPrometheus);
    expect(await probe.read()).toEqual([
      { metric: 'heap', unit: 'bytes', value: 100, counter: false },
      { metric: 'hits', unit: 'perSecond', value: 5, counter: true },
    ]);
  });

  it('reads chosen numbers of a document; memory and bytes are known as sizes', async () => {
    const answer = '{"rss":5,"q":{"n":2},"heap":9}';
    const wanted = { memory: 'rss', queue: 'q.n', heapBytes: 'heap' };
    const probe = new EndpointProbe('stats', wanted, async () => answer, readJson);
    expect((await probe.read()).map(({ metric, unit, value }) => [metric, unit, value])).toEqual([
      ['memory', 'bytes', 5],
      ['queue', 'number', 2],
      ['heapBytes', 'bytes', 9],
    ]);
  });

  it('says what is wrong with an answer', async () => {
    await expect(new EndpointProbe('stats', { a: 'a' }, async () => '<html>', readJson).read()).rejects.toThrow(
      'is not JSON',
    );
    await expect(new EndpointProbe('app', { a: 'a' }, async () => '<html>', readPrometheus).read()).rejects.toThrow(
      'no metric a',
    );
  });
});
