import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, middleMs, upperEndMs, ZERO_BUCKET } from './buckets.ts';

/** The mantissa and exponent of a double: seconds = mantissa * 2^exponent, exactly. */
function parts(seconds: number): { readonly mantissa: bigint; readonly exponent: bigint } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, seconds);
  const bits = view.getBigUint64(0);
  return { mantissa: (bits & 0xfffffffffffffn) | 0x10000000000000n, exponent: (bits >> 52n) - 1075n };
}

/** Whether seconds <= 2^(k / 128), decided in whole numbers: mantissa^128 * 2^(128 exponent) <= 2^k. */
function atMost(seconds: number, k: number): boolean {
  const { mantissa, exponent } = parts(seconds);
  const shift = BigInt(k) - 128n * exponent;
  return shift >= 0n && mantissa ** 128n <= 1n << shift;
}

describe('bucketOf', () => {
  it('holds powers of two in the bucket that they end', () => {
    expect(bucketOf(1000)).toBe(-1);
    expect(bucketOf(2000)).toBe(127);
    expect(bucketOf(500)).toBe(-129);
    expect(bucketOf(1000 + 1e-9)).toBe(0);
  });

  it('is exact for every double: bucket i holds (g^i, g^(i+1)] seconds', () => {
    const seconds = fc.oneof(
      fc.double({ min: 1e-8, max: 1e6, noNaN: true }),
      // Doubles next to the end of a bucket, where a logarithm would err.
      fc
        .record({ k: fc.integer({ min: -3000, max: 2000 }), steps: fc.integer({ min: -3, max: 3 }) })
        .map(({ k, steps }) => 2 ** (k / 128) * (1 + steps * Number.EPSILON)),
    );
    fc.assert(
      fc.property(seconds, (value) => {
        const valueMs = value * 1000;
        const bucket = bucketOf(valueMs);
        expect(atMost(valueMs / 1000, bucket + 1)).toBe(true);
        expect(atMost(valueMs / 1000, bucket)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('never falls while the value rises', () => {
    const value = fc.double({ min: 0, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(bucketOf(Math.min(a, b))).toBeLessThanOrEqual(bucketOf(Math.max(a, b)));
      }),
    );
  });

  it('counts nothing, less than nothing and less than a nanosecond as zero', () => {
    for (const valueMs of [0, -0, -5, 1e-7, 1000 * 2 ** -30]) expect(bucketOf(valueMs)).toBe(ZERO_BUCKET);
    expect(bucketOf(1e-6)).toBeGreaterThan(ZERO_BUCKET);
  });

  it('has a last bucket for all that is beyond', () => {
    expect(bucketOf(1e300)).toBe(bucketOf(1000 * 2 ** 34));
    expect(bucketOf(Number.MAX_VALUE)).toBe(34 * 128 - 1);
  });
});

describe('the ends of a bucket', () => {
  it('lie 0.54 % apart and its middle at most 0.272 % from either', () => {
    for (const bucket of [-2000, -129, -1, 0, 500]) {
      const lowerMs = upperEndMs(bucket - 1);
      const upperMs = upperEndMs(bucket);
      expect(upperMs / lowerMs).toBeCloseTo(1.00543, 5);
      expect(middleMs(bucket) / lowerMs).toBeLessThan(1.00272);
      expect(upperMs / middleMs(bucket)).toBeLessThan(1.00272);
    }
    expect(middleMs(ZERO_BUCKET)).toBe(0);
  });
});
