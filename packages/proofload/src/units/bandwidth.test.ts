import { describe, expect, it } from 'vitest';
import { parseBandwidth } from './bandwidth.ts';

describe('a bandwidth', () => {
  it.each([
    ['1MB/s', 1_000_000],
    ['512 KiB / s', 524_288],
    ['10Mbit/s', 1_250_000],
    ['8bit/s', 1],
    [2500, 2500],
  ])('%s is %d bytes a second', (text, bytes) => {
    expect(parseBandwidth(text)).toBe(bytes);
  });

  it.each(['', '1MB', '0B/s', '5/m', '-1MB/s', 'fast', 0, Number.NaN])('%s is none', (text) => {
    expect(() => parseBandwidth(text)).toThrow("is not a bandwidth. Accepted are bytes a second such as '1MB/s'");
  });
});
