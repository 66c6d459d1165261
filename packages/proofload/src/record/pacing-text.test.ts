import { describe, expect, it } from 'vitest';
import { pacingText } from './pacing-text.ts';

const told = (spunShare: number, realTimeShare?: number) =>
  pacingText({ spunShare, raisedPriority: true, ...(realTimeShare === undefined ? {} : { realTimeShare }) });

describe('the means by which requests were sent on time', () => {
  it('are named, with shares where there were several', () => {
    expect(told(1, 0)).toBe('spinning');
    expect(told(0, 1)).toBe('real-time timers');
    expect(told(0)).toBe('timers');
    expect(told(0.75)).toBe('spinning 75%, timers 25%');
    expect(told(0.25, 0.5)).toBe('spinning 25%, real-time timers 50%, timers 25%');
  });

  it('leave out what hardly was', () => {
    expect(told(0.998, 0.002)).toBe('spinning');
  });
});
