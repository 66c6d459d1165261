import { describe, expect, it } from 'vitest';
import { whyEnded } from './why-ended.ts';

describe('why there are no more runs', () => {
  it('is not told where as many were made as were asked for', () => {
    expect(whyEnded({ why: 'complete', made: 3 }, 3, 0)).toBeUndefined();
    expect(whyEnded({ why: 'cut-short', made: 1 }, 1, 0)).toBeUndefined();
  });

  it('is told where fewer were made, also of a number that was asked for', () => {
    expect(whyEnded({ why: 'cut-short', made: 1 }, 3, 0)).toMatch(/^After 1 run no further one is made/);
    expect(whyEnded({ why: 'cut-short', made: 2 }, 'auto', 0)).toMatch(/^After 2 runs/);
  });

  it('is told of those that look until the comparison is decided', () => {
    expect(whyEnded({ why: 'decided', made: 3 }, 'auto', 0)).toBe('3 runs decided the comparison.');
    expect(whyEnded({ why: 'budget', made: 1 }, 'auto', 60_000)).toContain('the time for all (1m 00s) is spent');
    expect(whyEnded({ why: 'undecided', made: 9 }, 'auto', 0)).toContain('not decided after 9 runs');
  });
});
