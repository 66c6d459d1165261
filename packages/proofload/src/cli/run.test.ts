import { describe, expect, it } from 'vitest';
import { labelsOf } from './run.ts';

describe('the labels of several suites', () => {
  it('are none for one alone', () => {
    expect(labelsOf(['a/shop.perf.ts'])).toEqual(['']);
  });

  it('are the names of the files, with their folders where two have the same', () => {
    const files = ['a/shop.perf.ts', './b/shop.perf.ts', 'c/pay.perf.mts'];
    expect(labelsOf(files)).toEqual(['a-shop', 'b-shop', 'pay']);
  });
});
