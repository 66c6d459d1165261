/**
 * The buckets of the histogram: which one a value falls into, exactly, and where each begins and ends.
 *
 *     g = 2^(1/128)          bucket i holds (g^i, g^(i+1)] seconds
 *
 *          g^-1      1 s       g^1       g^2
 *     ──────┤─────────┤─────────┤─────────┤──────
 *       -2      -1         0         1
 *
 * Buckets are powers of seconds, not of milliseconds, since Prometheus and OpenTelemetry count in seconds: so adjacent
 * buckets merge into theirs without a remainder. Indices are those of OpenTelemetry's exponential histogram
 * (https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram); Prometheus's are larger by one.
 */

/** Buckets per power of two: 2 to the power of this. */
export const SCALE = 7;

/** Buckets per power of two (an octave). */
export const OCTAVE = 2 ** SCALE;

/** Values up to 2^-30 s, a little less than a nanosecond, and negative ones are counted as zero. */
const LOWEST_OCTAVE = -30;
/** Values above 2^34 s, 544 years, fall into the last bucket. */
const HIGHEST_OCTAVE = 33;

/** The index that stands for the zero bucket: below that of every other. */
export const ZERO_BUCKET = LOWEST_OCTAVE * OCTAVE - 1;
const LAST_BUCKET = (HIGHEST_OCTAVE + 1) * OCTAVE - 1;
const ZERO_THRESHOLD_SECONDS = 2 ** LOWEST_OCTAVE;
const LARGEST_SECONDS = 2 ** (HIGHEST_OCTAVE + 1);

const DIGITS = 52n;

/**
 * The lower ends of an octave's buckets, 2^(k / 128) for k from 0 to 128, each rounded down to a double, so that for
 * a double m "m is above the end" is exactly "m > ENDS[k]". Math.pow may be off by a unit in the last place and
 * differs between machines; whole-number arithmetic decides: the double M / 2^52 is at most 2^(k / 128) if and only if
 * M^128 <= 2^(k + 52 * 128).
 */
const ENDS = Float64Array.from({ length: OCTAVE + 1 }, (_, k) => {
  if (k === OCTAVE) return 2;
  const limit = 1n << (BigInt(k) + DIGITS * BigInt(OCTAVE));
  let mantissa = BigInt(Math.floor(2 ** (k / OCTAVE) * 2 ** Number(DIGITS)));
  while (mantissa ** BigInt(OCTAVE) > limit) mantissa -= 1n;
  while ((mantissa + 1n) ** BigInt(OCTAVE) <= limit) mantissa += 1n;
  return Number(mantissa) / 2 ** Number(DIGITS);
});

/**
 * For the top ten bits of a mantissa: the bucket that the first such mantissa falls into. A slot is narrower than any
 * bucket, so at most one end lies inside of it and one comparison finds the rest. In seven of eight slots none does:
 * there the comparison is never true, which processors foretell.
 */
const SLOTS = Int16Array.from({ length: 1024 }, (_, slot) => ENDS.findIndex((end) => end >= 1 + slot / 1024) - 1);

/** 2 to the power of -octave, which brings a number of that octave between 1 and 2 without rounding. */
const TO_MANTISSA = Float64Array.from(
  { length: HIGHEST_OCTAVE + 2 - LOWEST_OCTAVE },
  (_, place) => 2 ** -(LOWEST_OCTAVE + place),
);

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** The position of a double's upper word, which depends on the machine's byte order. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/**
 * The bucket of a value: exact for every double, without a logarithm.
 *
 * @param valueMs - finite milliseconds
 * @returns the bucket's index, or {@link ZERO_BUCKET}
 */
export function bucketOf(valueMs: number): number {
  const seconds = valueMs / 1000;
  if (!(seconds > ZERO_THRESHOLD_SECONDS)) return ZERO_BUCKET;
  if (seconds > LARGEST_SECONDS) return LAST_BUCKET;
  double[0] = seconds;
  const high = words[HIGH]!;
  const octave = (high >>> 20) - 1023;
  const below = SLOTS[(high >>> 10) & 0x3ff]!;
  // A product rather than the double with another exponent: reading what was just written in parts takes longer.
  const mantissa = seconds * TO_MANTISSA[octave - LOWEST_OCTAVE]!;
  return octave * OCTAVE + below + (mantissa > ENDS[below + 1]! ? 1 : 0);
}

/**
 * The upper end of a bucket, which belongs to it, in milliseconds; it is the lower end of the next, which does not
 * belong to that.
 *
 * @param scale - of a downscaled histogram; {@link SCALE} when left out
 */
export function upperEndMs(bucket: number, scale: number = SCALE): number {
  return 1000 * 2 ** ((bucket + 1) / 2 ** scale);
}

/** The geometric middle of a bucket, in milliseconds: at most 0.27 % from anything in it; 0 for the zero bucket. */
export function middleMs(bucket: number): number {
  return bucket === ZERO_BUCKET ? 0 : 1000 * 2 ** ((bucket + 0.5) / OCTAVE);
}
