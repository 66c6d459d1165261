import { describe, expect, it } from 'vitest';
import { type BoundedFigures, meets, parseBounds } from './bounds.ts';

const figures: BoundedFigures = {
  ttft: 300,
  ttfot: undefined,
  itl: undefined,
  tpot: undefined,
  chunkGap: undefined,
  e2e: 900,
  tokensPerSecond: undefined,
};

describe('the bounds of a request', () => {
  it('are all to be met', () => {
    expect(meets(parseBounds({ ttft: '<500ms', e2e: '<1s' }), figures)).toBe(true);
    expect(meets(parseBounds({ ttft: '<500ms', e2e: '<900ms' }), figures)).toBe(false);
    expect(meets(parseBounds({}), figures)).toBe(true);
  });

  it('on gaps are met where there are none, and missed where what they bound never came', () => {
    expect(meets(parseBounds({ itl: '<1ms', tpot: '<1ms', chunkGap: '<1ms' }), figures)).toBe(true);
    expect(meets(parseBounds({ ttfot: '<1h' }), figures)).toBe(false);
    expect(meets(parseBounds({ tokensPerSecond: '>1' }), figures)).toBe(false);
    expect(meets(parseBounds({ tokensPerSecond: '>20/s' }), { ...figures, tokensPerSecond: 21 })).toBe(true);
  });
});
