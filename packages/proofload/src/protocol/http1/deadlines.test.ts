import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeadlineList, Deadlines, type Timed } from './deadlines.ts';

class Entry implements Timed {
  deadlineMs = 0;
  deadlineList: DeadlineList | undefined = undefined;
  previousTimed: Timed | undefined = undefined;
  nextTimed: Timed | undefined = undefined;
  expiredMs: number | undefined = undefined;

  expire(nowMs: number): void {
    this.expiredMs = nowMs;
  }
}

describe('deadlines', () => {
  it('expire what is due and nothing else, whatever is added and removed', () => {
    const step = fc.record({
      limitMs: fc.constantFrom(10, 20, 35, 1_000, Number.POSITIVE_INFINITY),
      waitMs: fc.nat({ max: 12 }),
      removes: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let nowMs = 0;
        const deadlines = new Deadlines(() => nowMs);
        const due = new Map<Entry, number>();
        for (const { limitMs, waitMs, removes } of steps) {
          const entry = new Entry();
          deadlines.add(entry, nowMs, limitMs);
          if (removes) deadlines.remove(entry);
          else due.set(entry, nowMs + limitMs);
          nowMs += waitMs;
          deadlines.sweep(nowMs);
          for (const [other, dueMs] of due) expect(other.expiredMs !== undefined).toBe(dueMs <= nowMs);
        }
        for (const entry of due.keys()) deadlines.remove(entry);
        deadlines.sweep(nowMs);
      }),
    );
  });

  it('sweep by themselves when the first is due', async () => {
    const deadlines = new Deadlines(() => performance.now());
    const expired = await new Promise<string>((resolve) => {
      for (const [name, limitMs] of [['late', 60_000] as const, ['soon', 10] as const]) {
        const entry = new Entry();
        entry.expire = () => resolve(name);
        deadlines.add(entry, performance.now(), limitMs);
      }
    });
    expect(expired).toBe('soon');
  });
});
