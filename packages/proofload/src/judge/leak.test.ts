import { describe, expect, it } from 'vitest';
import type { ResourceRecord } from '../record/schema/measurements.ts';
import { seededRandom } from '../stats/index.ts';
import { leakMetricOf, readLeak } from './leak.ts';

const MB = 1e6;

function resource(metric: string, memoryAt: (second: number) => number, seconds = 240): ResourceRecord {
  const points = Array.from({ length: seconds }, (_, second) => [second * 1_000, memoryAt(second)] as const);
  const values = points.map(([, value]) => value);
  return {
    ...{ name: 'api', metric, unit: 'bytes', samples: seconds, points },
    ...{ last: values.at(-1)!, min: Math.min(...values), max: Math.max(...values), mean: values[0]! },
  };
}

/** A heap that is collected every seven seconds, over what stays behind. */
function saw(kept: (second: number) => number): (second: number) => number {
  const random = seededRandom(7);
  return (second) => kept(second) + (second % 7) * 6 * MB + random() * 2 * MB;
}

describe('a leak', () => {
  it('is memory that goes on growing under the saw of the collector, in bytes of each request', () => {
    const { bytesPerRequest, finding } = readLeak(
      resource(
        'heap',
        saw((second) => 50 * MB + second * 0.2 * MB),
      ),
      2_400,
    );
    expect(bytesPerRequest).toBeGreaterThan(15_000);
    expect(bytesPerRequest).toBeLessThan(25_000);
    expect(finding).toContain('does not slow down');
  });

  it('is not a cache that fills up', () => {
    const filling = (second: number) => 50 * MB + 40 * MB * (1 - Math.exp(-second / 60));
    const { bytesPerRequest, finding } = readLeak(resource('heap', saw(filling)), 2_400);
    expect(bytesPerRequest).toBe(0);
    expect(finding).toContain('slowed down');
  });

  it('is not a memory that stays where it is, whatever the seed of its noise', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = seededRandom(seed);
      const { bytesPerRequest } = readLeak(
        resource('memory', () => (80 + 5 * random()) * MB),
        2_400,
      );
      expect(bytesPerRequest).toBe(0);
    }
  });

  it('is not told from few samples', () => {
    expect(
      readLeak(
        resource('memory', (second) => second * MB, 59),
        100,
      ),
    ).toMatchObject({ samples: 59, finding: '' });
  });

  it('is looked for in the heap before the resident memory', () => {
    const [memory, heap] = [resource('memory', () => MB), resource('heapUsed', () => MB)];
    expect(leakMetricOf([memory, heap])?.metric).toBe('heapUsed');
    expect(leakMetricOf([memory])?.metric).toBe('memory');
    expect(leakMetricOf([{ ...memory, metric: 'cpu', unit: 'ratio' }])).toBeUndefined();
  });
});
