import { describe, expect, it } from 'vitest';
import { NO_TIMES, readStamp, readTimes } from './server-times.ts';
import type { ServerTime } from './types.ts';

const AT_MS = Date.UTC(2026, 10, 20, 10, 0, 0);

describe("a server's time", () => {
  it.each<[ServerTime, number, number]>([
    ['2026-11-20T10:00:00.250Z', 250.5, 0.5],
    ['2026-11-20T10:00:00.2504999Z', 250.5, 0.5],
    ['2026-11-20T10:00:00.2Z', 250, 50],
    ['2026-11-20T11:00:00+01:00', 500, 500],
    ['2026-11-20T10:00:00.250', 250.5, 0.5],
    ['2026-11-20 10:00:00', 500, 500],
    [new Date(AT_MS + 250), 250.5, 0.5],
    [AT_MS + 250, 250.5, 0.5],
    [AT_MS + 250.25, 250.25, 0],
  ])('%s lies in the middle of what its digits leave open', (time, sinceMs, halfMs) => {
    expect(readStamp(time)).toEqual({ ms: AT_MS + sinceMs, halfMs });
  });

  it.each([undefined, null, '', 'soon', Number.NaN, new Date('soon'), {} as Date])('%s is none', (time) => {
    expect(readStamp(time)).toBeUndefined();
  });
});

describe('what a server tells of a job', () => {
  it('may be nothing, some of it, or its lengths alone', () => {
    expect(readTimes(undefined)).toBe(NO_TIMES);
    expect(readTimes(null)).toBe(NO_TIMES);
    expect(readTimes({ startedAt: AT_MS, finishedAt: null })).toEqual({
      ...NO_TIMES,
      started: { ms: AT_MS + 0.5, halfMs: 0.5 },
    });
    expect(readTimes({ queueMs: 12, runMs: -1 })).toEqual({ ...NO_TIMES, queueMs: 12 });
  });
});
