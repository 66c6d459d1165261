import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from './virtual.fixture.ts';

describe('a scheduler', () => {
  it('serves waits by their time, and those of one time in the order they were made', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 }), (times) => {
        const { scheduler, advance } = createVirtualClock();
        const served: [number, number][] = [];
        times.forEach((time, order) => {
          scheduler.at(time, () => served.push([time, order]));
        });
        advance(51);
        const expected = times.map((time, order): [number, number] => [time, order]);
        expect(served).toEqual(expected.sort((left, right) => left[0] - right[0] || left[1] - right[1]));
      }),
    );
  });

  it('never calls before the time', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 50 }), (times) => {
        const { scheduler, advance } = createVirtualClock();
        const early: number[] = [];
        for (const time of times) scheduler.at(time, () => scheduler.now() < time && early.push(time));
        for (let step = 0; step < 110; step++) advance(1);
        expect(early).toEqual([]);
      }),
    );
  });

  it('serves a wait that is made while others are served', () => {
    const { scheduler, advance } = createVirtualClock();
    const served: string[] = [];
    scheduler.at(5, () => {
      served.push('first');
      scheduler.at(7, () => served.push('third'));
      scheduler.at(5, () => served.push('second'));
    });
    advance(10);
    expect(served).toEqual(['first', 'second', 'third']);
  });

  it('does not call a cancelled wait, and nothing after it is closed', () => {
    const { scheduler, advance } = createVirtualClock();
    const served: string[] = [];
    scheduler.cancel(scheduler.at(1, () => served.push('cancelled')));
    scheduler.at(2, () => served.push('kept'));
    scheduler.at(9, () => served.push('late'));
    advance(3);
    scheduler.close();
    scheduler.at(4, () => served.push('after the end'));
    advance(10);
    expect(served).toEqual(['kept']);
  });

  it('ends a sleep with the reason of its signal', async () => {
    const { scheduler, advance } = createVirtualClock();
    const abort = new AbortController();
    const sleeps = [scheduler.sleep(5), scheduler.sleep(50, abort.signal)];
    advance(10);
    abort.abort(new Error('enough'));
    const [first, second] = await Promise.allSettled(sleeps);
    expect(first?.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: new Error('enough') });
  });
});
