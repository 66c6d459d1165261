import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, ZERO_BUCKET } from './buckets.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { CorruptMeasurementError } from './error.ts';
import { type EncodedHistogram, Histogram } from './histogram.ts';

const latency = fc.oneof(
  fc.double({ min: 0, max: 1e7, noNaN: true }),
  fc.nat(100_000),
  fc.nat(1e9).map((ns) => ns / 1e6),
);
const latencies = fc.array(latency, { maxLength: 60 });
const SHARES = [0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

/** Everything that can be seen of a histogram, for comparison; sums apart, since additions round. */
function shape(histogram: Histogram): unknown {
  const { count, min, max } = histogram;
  return { count, min, max, buckets: histogram.downscale(7), quantiles: SHARES.map((p) => histogram.quantile(p)) };
}

function packed(histogram: Histogram): Uint8Array {
  const writer = new ByteWriter();
  histogram.write(writer);
  return writer.take();
}

describe('Histogram', () => {
  it('keeps exact moments', () => {
    const histogram = Histogram.of([1, 2, 3, 4]);
    expect(histogram.count).toBe(4);
    expect(histogram.sum).toBe(10);
    expect(histogram.sumOfSquares).toBe(30);
    expect(histogram.mean).toBe(2.5);
    expect(histogram.stddev).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect([histogram.min, histogram.max]).toEqual([1, 4]);
  });

  it('keeps the first eight values as they came, and none once they are in buckets', () => {
    const histogram = Histogram.of([3, 1, 2]);
    expect([histogram.isLoose, ...[0, 1, 2].map((place) => histogram.looseValue(place))]).toEqual([true, 3, 1, 2]);
    expect(Histogram.of([1, 2, 3, 4, 5, 6, 7, 8]).isLoose).toBe(true);
    expect(Histogram.of([1, 2, 3, 4, 5, 6, 7, 8, 9]).isLoose).toBe(false);
    histogram.quantile(0.5);
    expect(histogram.isLoose).toBe(false);
    histogram.reset();
    expect(histogram.isLoose).toBe(true);
  });

  it('has no mean, least, largest or quantile when empty', () => {
    const { mean, stddev, min, max } = new Histogram();
    expect([mean, stddev, min, max, new Histogram().quantile(0.5)]).toEqual(Array(5).fill(Number.NaN));
    expect(Histogram.of([7]).stddev).toBe(0);
  });

  it('gives every quantile by nearest rank within 0.272 %, the least and the largest exactly', () => {
    fc.assert(
      fc.property(
        latencies.filter(({ length }) => length > 0),
        fc.constantFrom(...SHARES),
        (values, p) => {
          const sorted = values.toSorted((a, b) => a - b);
          const truth = sorted[Math.max(0, Math.ceil(p * sorted.length - 1e-9) - 1)]!;
          const found = Histogram.of(values).quantile(p);
          expect(Math.abs(found - truth)).toBeLessThanOrEqual(truth * 0.00272 + 1e-6);
          if (p === 0 || p === 1) expect(found).toBe(truth);
        },
      ),
    );
  });

  it('takes the rank that is meant where floating point just misses it', () => {
    const hundred = Histogram.of(Array.from({ length: 100 }, (_, index) => (index + 1) * 10));
    expect(hundred.quantile(0.07)).toBeGreaterThan(69);
    expect(hundred.quantile(0.07)).toBeLessThan(71);
  });

  it('merges into what one histogram of all values is, in any order', () => {
    fc.assert(
      fc.property(fc.array(latencies, { maxLength: 5 }), (parts) => {
        const merged = new Histogram();
        for (const part of parts.toReversed()) merged.merge(Histogram.of(part));
        const whole = Histogram.of(parts.flat());
        expect(shape(merged)).toEqual(shape(whole));
        expect(merged.sum).toBeCloseTo(whole.sum, -2);
      }),
    );
  });

  it('is after a reset as good as new', () => {
    fc.assert(
      fc.property(latencies, latencies, (before, after) => {
        const histogram = Histogram.of(before);
        histogram.reset();
        expect(shape(histogram)).toEqual(shape(new Histogram()));
        for (const value of after) histogram.record(value);
        expect(histogram.encode()).toEqual(Histogram.of(after).encode());
      }),
    );
  });

  it('counts the values in the buckets above a value', () => {
    fc.assert(
      fc.property(latencies, latency, (values, limit) => {
        const above = values.filter((value) => bucketOf(value) > bucketOf(limit)).length;
        const counted = Histogram.of(values).countAbove(limit);
        // Below the least value all count, even those that share its bucket.
        expect(counted).toBe(values.every((value) => value > limit) ? values.length : above);
      }),
    );
  });

  it('downscales so that every bucket holds what its finer ones held', () => {
    fc.assert(
      fc.property(latencies, fc.integer({ min: -4, max: 7 }), (values, scale) => {
        const { zeroCount, buckets } = Histogram.of(values).downscale(scale);
        expect(buckets.reduce((sum, [, count]) => sum + count, zeroCount)).toBe(values.length);
        for (const [index, count] of buckets) {
          const inside = values.map(bucketOf).filter((bucket) => bucket !== ZERO_BUCKET);
          expect(count).toBe(inside.filter((bucket) => Math.floor(bucket / 2 ** (7 - scale)) === index).length);
        }
      }),
    );
  });

  it('refuses to be brought to a finer scale', () => {
    expect(() => new Histogram().downscale(8)).toThrow(RangeError);
    expect(() => new Histogram().downscale(1.5)).toThrow(RangeError);
  });

  it('survives its encoding', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const histogram = Histogram.of(values);
        const decoded = Histogram.decode(histogram.encode());
        expect(shape(decoded)).toEqual(shape(histogram));
        expect(decoded.encode()).toEqual(histogram.encode());
      }),
    );
  });

  it('survives being packed, and adds to what is there', () => {
    fc.assert(
      fc.property(latencies, latencies, (first, second) => {
        const histogram = Histogram.of(first);
        const reader = new ByteReader(packed(Histogram.of(second)));
        histogram.mergeFrom(reader);
        expect(reader.atEnd).toBe(true);
        expect(shape(histogram)).toEqual(shape(Histogram.of([...first, ...second])));
      }),
    );
  });

  it('is encoded as its documentation says', () => {
    expect(Histogram.of([960]).encode().buckets).toBe('AA8B');
    expect(Histogram.of([0, 960, 960, 2000]).encode().buckets).toBe(
      Buffer.from([1, 15, 2, 0x8e, 0x02, 1]).toString('base64'),
    );
    expect([...packed(Histogram.of([0.001]))]).toEqual([1, 0xd0, 0x0f]);
    expect([...packed(new Histogram())]).toEqual([0]);
  });

  it.each<[string, Partial<EncodedHistogram>]>([
    ['buckets that do not add up', { count: 3 }],
    ['a text that is not base64', { buckets: '!' }],
    ['a list cut short', { buckets: 'AA8=' }],
    ['a bucket below the least value', { min: 980, max: 990 }],
  ])('refuses %s', (_, broken) => {
    const good = Histogram.of([960, 961]).encode();
    expect(() => Histogram.decode({ ...good, ...broken })).toThrow(CorruptMeasurementError);
  });

  it('never hangs or breaks on bytes that are no histogram', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          new Histogram().mergeFrom(new ByteReader(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(CorruptMeasurementError);
        }
      }),
    );
  });

  it('ignores what is not a finite number, and counts negative numbers as zero', () => {
    const histogram = Histogram.of([Number.NaN, Number.POSITIVE_INFINITY, -5, 10]);
    expect(histogram.count).toBe(2);
    expect(histogram.min).toBe(-5);
    expect(histogram.downscale(7).zeroCount).toBe(1);
  });

  it('counts on past 32 bits', () => {
    const histogram = Histogram.of([10]);
    for (let doubling = 0; doubling < 33; doubling += 1) histogram.merge(Histogram.decode(histogram.encode()));
    histogram.record(10);
    expect(histogram.count).toBe(2 ** 33 + 1);
    expect(histogram.downscale(7).buckets).toEqual([[bucketOf(10), 2 ** 33 + 1]]);
  });

  it('shows its buckets for a chart', () => {
    const seen: number[][] = [];
    Histogram.of([0, 1000, 1000]).forEachBucket((...bucket) => seen.push(bucket));
    expect(seen).toHaveLength(2);
    expect(seen[0]?.[2]).toBe(1);
    expect(seen[1]?.[1]).toBe(1000);
    expect(seen[1]?.[2]).toBe(2);
  });
});
