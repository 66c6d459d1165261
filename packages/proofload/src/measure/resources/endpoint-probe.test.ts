import { describe, expect, it } from 'vitest';
import { JsonProbe, PrometheusProbe } from './endpoint-probe.ts';

describe('the probe of an endpoint', () => {
  it('reads chosen metrics under the names that the suite gives them', async () => {
    const probe = new PrometheusProbe('app', { heap: 'heap_bytes', hits: 'hits_total{cache="a"}' }, async () => {
      return 'heap_bytes 100\nhits_total{cache="a"} 5\nhits_total{cache="b"} 7\n';
    });
    expect(await probe.read()).toEqual([
      { metric: 'heap', unit: 'bytes', value: 100, counter: false },
      { metric: 'hits', unit: 'perSecond', value: 5, counter: true },
    ]);
  });

  it('reads chosen numbers of a document; memory and bytes are known as sizes', async () => {
    const probe = new JsonProbe('stats', { memory: 'rss', queue: 'q.n', heapBytes: 'heap' }, async () => {
      return '{"rss":5,"q":{"n":2},"heap":9}';
    });
    expect((await probe.read()).map(({ metric, unit, value }) => [metric, unit, value])).toEqual([
      ['memory', 'bytes', 5],
      ['queue', 'number', 2],
      ['heapBytes', 'bytes', 9],
    ]);
  });

  it('says what is wrong with an answer', async () => {
    await expect(new JsonProbe('stats', { a: 'a' }, async () => '<html>').read()).rejects.toThrow('is not JSON');
    await expect(new PrometheusProbe('app', { a: 'a' }, async () => '<html>').read()).rejects.toThrow('no metric a');
  });
});
