import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServerQueue, type Ticket } from './serverQueue.ts';

describe('a queue with servers', () => {
  it('serves whoever came first, and never more at once than it has servers', () => {
    const steps = fc.array(fc.oneof(fc.constant('enter' as const), fc.nat({ max: 30 })), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), steps, (servers, moves) => {
        const queue = new ServerQueue(servers);
        const served: number[] = [];
        const tickets: Ticket[] = [];
        const gone = new Set<number>();
        for (const move of moves) {
          const number = tickets.length;
          if (move === 'enter') tickets.push(queue.enter(() => served.push(number)));
          else if (tickets[move] !== undefined) {
            queue.leave(tickets[move]);
            gone.add(move);
          }
          const inService = served.filter((each) => !gone.has(each)).length;
          expect(queue.running).toBe(inService);
          expect(inService).toBeLessThanOrEqual(servers);
          expect(queue.waiting).toBe(tickets.filter((_, each) => !gone.has(each) && !served.includes(each)).length);
          if (queue.waiting > 0) expect(inService).toBe(servers);
        }
        expect(served).toEqual(served.toSorted((left, right) => left - right));
      }),
    );
  });

  it('forgets those who were served, however many come', () => {
    const queue = new ServerQueue(1);
    let ticket = queue.enter(() => {});
    for (let round = 0; round < 5000; round++) {
      const next = queue.enter(() => {});
      queue.leave(ticket);
      ticket = next;
    }
    expect([queue.running, queue.waiting]).toEqual([1, 0]);
  });
});
