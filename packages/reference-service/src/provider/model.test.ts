import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../random/random.ts';
import { chunkGapMs, chunkTokens, firstTokenMs, loadOf, outputLength } from './model.ts';
import { providerSchema } from './settings.ts';

const settings = providerSchema.parse({});
/** Without randomness, formulas can be read off. */
const exact = providerSchema.parse({ ttftSigma: 0, gapSigma: 0 });

describe("the provider's model", () => {
  it('slows down in a straight line, from nothing with one running to f with max running', () => {
    expect([1, 64].map((running) => loadOf(settings, running))).toEqual([1, 3]);
    expect(loadOf(settings, 32.5)).toBeCloseTo(2);
    expect(loadOf(providerSchema.parse({ servers: 1 }), 1)).toBe(1);
    expect(loadOf(providerSchema.parse({ servers: 10, max: 101, loadFactor: 2 }), 11)).toBeCloseTo(1.1);
  });

  it('takes (80 ms + 0.5 ms per uncached token) x load to the first token, and 25 ms x load between chunks', () => {
    const random = randomOf(1, 'times');
    expect(firstTokenMs(exact, 1000, 1, random)).toBeCloseTo(580);
    expect(firstTokenMs(exact, 0, 64, random)).toBeCloseTo(240);
    expect(chunkGapMs(exact, 64, random)).toBeCloseTo(75);
  });

  it('spreads both log-normally around those medians', () => {
    const random = randomOf(1, 'spread');
    const median = (draw: () => number): number =>
      Array.from({ length: 10_001 }, draw).sort((a, b) => a - b)[5000] as number;
    expect(median(() => firstTokenMs(settings, 100, 1, random)) / 130).toBeCloseTo(1, 1);
    expect(median(() => chunkGapMs(settings, 1, random)) / 25).toBeCloseTo(1, 1);
  });

  it('keeps chunks and answers within their bounds', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomOf(seed, 'bounds');
        const chunk = chunkTokens(settings, random);
        const length = outputLength(settings, random);
        expect(chunk >= 1 && chunk <= 4 && Number.isInteger(chunk)).toBe(true);
        expect(length >= 1 && length <= settings.outputCap && Number.isInteger(length)).toBe(true);
      }),
    );
  });
});
