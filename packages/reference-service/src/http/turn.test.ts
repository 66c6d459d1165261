import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Turn } from './turn.ts';

/** A turn on a clock that the test moves, and its end. */
function virtualTurn() {
  const clock = { nowMs: 100 };
  const ends: (() => void)[] = [];
  const turn = new Turn({ now: () => clock.nowMs, afterTurn: (callback) => ends.push(callback) });
  const end = (): void => {
    for (const callback of ends.splice(0)) callback();
  };
  return { clock, turn, end, ends };
}

describe('the arrival of requests', () => {
  it('is the same for all that are read in one turn of the event loop, however long the first of them take', () => {
    const { clock, turn, end, ends } = virtualTurn();
    const arrivals = ['a', 'b', 'c'].map((name) => {
      const arrivedMs = turn.arrivalMs({ name });
      clock.nowMs += 5;
      return arrivedMs;
    });
    expect(arrivals).toEqual([100, 100, 100]);
    expect(ends).toHaveLength(1);
    end();
    expect(turn.arrivalMs({})).toBe(115);
  });

  it('is not before that of the last request on the same connection', () => {
    const { clock, turn, end } = virtualTurn();
    const [a, b] = [{}, {}];
    const arrivals = [a, b, a, b].map((connection) => {
      const arrivedMs = turn.arrivalMs(connection);
      clock.nowMs += 5;
      return arrivedMs;
    });
    expect(arrivals).toEqual([100, 100, 110, 110]);
    end();
    expect(turn.arrivalMs(a)).toBe(120);
  });

  it('is one of two connections that were written to before the loop looked', async () => {
    const turn = new Turn();
    const arrivals: number[] = [];
    const server = createServer((request, response) => {
      arrivals.push(turn.arrivalMs(request.socket));
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const clients = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    const ask = async (): Promise<void> => {
      const answers = clients.map((client) => once(client, 'data'));
      for (const client of clients) client.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
      await Promise.all(answers);
    };
    await ask();
    await ask();
    for (const client of clients) client.destroy();
    server.close();
    const [, , third, fourth] = arrivals;
    expect(arrivals).toHaveLength(4);
    expect(fourth).toBe(third);
    expect(third).toBeGreaterThan(arrivals[1] ?? 0);
  });
});
