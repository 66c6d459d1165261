import { describe, expect, it } from 'vitest';
import { failuresOf } from '../http/session.fixture.ts';
import { httpServer } from '../http1/servers.fixture.ts';
import { SseError } from './errors.ts';
import { eventServer, openSseUser } from './session.fixture.ts';
import type { EventStream, ServerEvent } from './types.ts';

async function dataOf(stream: EventStream): Promise<readonly string[]> {
  const seen: string[] = [];
  for await (const { data } of stream) seen.push(data);
  return seen;
}

const countOf = (histogram: { readonly count: number } | undefined) => histogram?.count ?? 0;

describe('a stream of events', () => {
  it('gives the events to a loop, and ends when the server ends it', async () => {
    const baseUrl = await eventServer((response) => {
      response.write('id: 1\nevent: start\ndata: {"n":1}\n\ndata: tw');
      setTimeout(() => response.end('o\n\ndata: never finished'), 5);
    });
    const { sse, recorded } = openSseUser({ baseUrl });
    const stream = await sse.connect('/events?from=0');
    const seen: ServerEvent[] = [];
    for await (const event of stream) seen.push(event);
    expect(seen).toMatchObject([
      { type: 'start', data: '{"n":1}', id: '1' },
      { type: 'message', data: 'two', id: '1' },
    ]);
    expect(seen[0]?.json()).toEqual({ n: 1 });
    expect(() => seen[1]?.json()).toThrow('The data of the event \'message\' is not JSON: "two".');
    expect(stream).toMatchObject({ open: false, status: 200, events: 2, lastEventId: '1', error: undefined });
    const { counts, kind } = recorded().of('SSE /events');
    expect([kind, counts.count, counts.failed, counts.latency.count]).toEqual(['sse', 1, 0, 1]);
    expect(counts.statuses).toEqual(new Map([[200, 1]]));
    expect(countOf(counts.trends.get('firstEvent'))).toBe(1);
    expect(countOf(counts.trends.get('eventGap'))).toBe(1);
    expect(countOf(counts.trends.get('session'))).toBe(1);
    expect(counts.trends.get('events')?.max).toBe(2);
    expect(countOf(counts.trends.get('clientDelay'))).toBe(2);
  });

  it('counts its latency to the head, the first event from the intended start, and each part of the session', async () => {
    const baseUrl = await eventServer((response) => {
      response.flushHeaders();
      setTimeout(() => response.write('data: 1\n\n'), 20);
      setTimeout(() => response.end('data: 2\n\n'), 50);
    });
    const { sse, caller, recorded } = openSseUser({ baseUrl });
    caller.late = { intendedMs: 1_000, freeMs: 400 };
    await dataOf(await sse.connect('/events'));
    const { counts } = recorded().of('SSE /events');
    const { trends } = counts;
    expect(counts.queueWait.max).toBeCloseTo(600, 0);
    expect(counts.latency.max).toBeGreaterThan(1_000);
    expect(trends.get('firstEvent')?.max).toBeGreaterThan(counts.latency.max + 10);
    expect(trends.get('session')?.max).toBeGreaterThan(trends.get('eventGap')?.max ?? Number.NaN);
  });

  it('gives the events to a function until that wants no more', async () => {
    const baseUrl = await eventServer((response) => response.write('data: 1\n\ndata: 2\n\ndata: 3\n\n'));
    const { sse, recorded } = openSseUser({ baseUrl });
    const seen: string[] = [];
    const stream = await sse.listen('/events', ({ data }) => {
      seen.push(data);
      return data !== '2';
    });
    expect(seen).toEqual(['1', '2']);
    expect(stream).toMatchObject({ open: false, error: undefined, events: 2 });
    expect(recorded().of('SSE /events').counts.failed).toBe(0);
  });

  it('passes on what that function throws, and ends', async () => {
    const baseUrl = await eventServer((response) => response.write('data: 1\n\n'));
    const { sse } = openSseUser({ baseUrl });
    const listening = sse.listen('/events', () => {
      throw new TypeError('mine');
    });
    await expect(listening).rejects.toThrow('mine');
  });

  it('ends its connection when the loop is left, and when it is closed', async () => {
    let closed = 0;
    const baseUrl = await eventServer((response) => {
      response.write('data: 1\n\ndata: 2\n\n');
      response.on('close', () => {
        closed += 1;
      });
    });
    const { sse, recorded } = openSseUser({ baseUrl });
    for await (const { data } of await sse.connect('/events')) if (data === '1') break;
    const stream = await sse.connect('/events');
    stream.close();
    await stream.ended;
    await expect.poll(() => closed).toBe(2);
    const { counts } = recorded().of('SSE /events');
    expect([counts.count, counts.failed, countOf(counts.trends.get('session'))]).toEqual([2, 0, 2]);
  });

  it('may be only counted', async () => {
    const baseUrl = await eventServer((response) => response.end('data: 1\n\ndata: 2\n\n'));
    const { sse } = openSseUser({ baseUrl });
    const stream = await sse.connect('/events', { maxUnread: 0 });
    await stream.ended;
    expect([stream.events, await dataOf(stream)]).toEqual([2, []]);
  });

  it('tells when more came than was taken', async () => {
    const baseUrl = await eventServer((response) => response.end('data: 1\n\ndata: 2\n\n'));
    const { sse } = openSseUser({ baseUrl });
    const stream = await sse.connect('/events', { maxUnread: 1 });
    await stream.ended;
    await expect(dataOf(stream)).rejects.toMatchObject({ code: 'unread', counted: false });
  });

  it('may be asked for with a body, a query and headers', async () => {
    const baseUrl = await httpServer((request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      let body = '';
      request.on('data', (text) => {
        body += text;
      });
      request.on('end', () =>
        response.end(`data: ${request.method} ${request.url} ${request.headers['x-a']} ${body}\n\n`),
      );
    });
    const { sse, recorded } = openSseUser({ baseUrl });
    const stream = await sse.connect('/ask', { json: { q: 1 }, query: { v: 2 }, headers: { 'X-A': 'b' }, name: 'ask' });
    expect(await dataOf(stream)).toEqual(['POST /ask?v=2 b {"q":1}']);
    expect(recorded().names).toEqual(['ask']);
  });
});

describe('a stream that goes wrong', () => {
  it.each([
    ['a status', 503, { 'content-type': 'text/plain' }, 'status: 503 Service Unavailable ×1'],
    [
      'another content type',
      200,
      { 'content-type': 'text/html' },
      'type: expected text/event-stream, got text/html ×1',
    ],
    ['no content type', 200, {}, 'type: expected text/event-stream, got no content type ×1'],
    [
      'a compressed stream',
      200,
      { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' },
      'encoding: the stream is compressed (gzip), although that was not asked for ×1',
    ],
  ])('is not opened by %s', async (_, status, headers, failure) => {
    const baseUrl = await httpServer((_request, response) => {
      response.writeHead(status, headers);
      response.end('no events here');
    });
    const { sse, recorded } = openSseUser({ baseUrl });
    const stream = await sse.connect('/events');
    expect([stream.open, stream.status]).toEqual([false, status]);
    await expect(dataOf(stream)).rejects.toMatchObject({ name: 'SseError', counted: true });
    const operation = recorded().of('SSE /events');
    const { counts, exemplars } = operation;
    expect([counts.count, counts.failed, counts.latency.count]).toEqual([1, 1, 1]);
    expect(failuresOf(operation)).toEqual([failure]);
    expect(exemplars.failed[0]?.excerpt).toBe('no events here');
  });

  it('may be refused as expected', async () => {
    const baseUrl = await httpServer((_request, response) => response.writeHead(401).end());
    const { sse, recorded } = openSseUser({ baseUrl });
    const stream = await sse.connect('/events', { expect: 401 });
    expect(stream.error).toMatchObject({ code: 'status', counted: false });
    expect(recorded().of('SSE /events').counts.failed).toBe(0);
  });

  it('fails when it is opened although that was not expected', async () => {
    const baseUrl = await eventServer((response) => response.end('data: 1\n\n'));
    const { sse, recorded } = openSseUser({ baseUrl });
    await sse.connect('/events', { expect: [401, 403] });
    expect(failuresOf(recorded().of('SSE /events'))).toEqual(['status: expected 401 or 403, got 200 ×1']);
  });

  it('is cut short', async () => {
    const baseUrl = await eventServer((response) => {
      response.write('data: 1\n\n', () => response.destroy());
    });
    const { sse, recorded } = openSseUser({ baseUrl });
    const stream = await sse.connect('/events');
    await expect(dataOf(stream)).rejects.toMatchObject({ code: 'early-close', counted: true });
    const operation = recorded().of('SSE /events');
    const { counts, exemplars } = operation;
    expect([counts.count, counts.failed, countOf(counts.trends.get('session'))]).toEqual([1, 1, 1]);
    expect(failuresOf(operation)).toEqual(['early-close: the stream was cut short ×1']);
    expect(exemplars.failed[0]?.error).toContain('SSE /events was cut short.');
  });

  it.each(['<html>\nbusy\n</html>\n', '\xff\0 no line'])('is none, but %j', async (text) => {
    const { sse, recorded } = openSseUser({ baseUrl: await eventServer((response) => response.end(text)) });
    const stream = await sse.connect('/events');
    await expect(dataOf(stream)).rejects.toMatchObject({ code: 'malformed', counted: true });
    expect(failuresOf(recorded().of('SSE /events'))).toEqual(['malformed: what came is no stream of events ×1']);
  });

  it.each(['', ': alive\n\n', 'retry: 10\n\n', 'unknown: 1\ndata: 2\n\n'])(
    'ends in good order after %j',
    async (text) => {
      const { sse, recorded } = openSseUser({ baseUrl: await eventServer((response) => response.end(text)) });
      await dataOf(await sse.connect('/events'));
      expect(failuresOf(recorded().of('SSE /events'))).toEqual([]);
    },
  );

  it('stalls for longer than its time-out', async () => {
    const baseUrl = await eventServer((response) => response.write('data: 1\n\n'));
    const { sse, recorded } = openSseUser({ baseUrl });
    const stream = await sse.connect('/events', { timeout: '40ms' });
    await expect(dataOf(stream)).rejects.toThrow('SSE /events stalled: nothing came for 40ms.');
    expect(failuresOf(recorded().of('SSE /events'))).toEqual(['timeout: nothing came for 40ms ×1']);
  });

  it('does not stall while comments come', async () => {
    const baseUrl = await eventServer((response) => {
      const beat = setInterval(() => response.write(': alive\n\n'), 10);
      setTimeout(() => {
        clearInterval(beat);
        response.end('data: 1\n\n');
      }, 150);
    });
    const { sse } = openSseUser({ baseUrl });
    expect(await dataOf(await sse.connect('/events', { timeout: '100ms' }))).toEqual(['1']);
  });

  it('is not answered in time', async () => {
    const baseUrl = await httpServer(() => {});
    const { sse, recorded } = openSseUser({ baseUrl });
    const stream = await sse.connect('/events', { timeout: '30ms' });
    expect([stream.status, stream.error?.code]).toEqual([0, 'timeout']);
    const operation = recorded().of('SSE /events');
    const { counts } = operation;
    expect([counts.count, counts.latency.count]).toEqual([1, 1]);
    expect(failuresOf(operation)).toEqual(['timeout: timed out after 30ms: nothing of the answer had come ×1']);
  });

  it('finds nobody who listens', async () => {
    const { sse, recorded } = openSseUser({ baseUrl: 'http://127.0.0.1:1' });
    const stream = await sse.connect('/events');
    expect(stream.error).toBeInstanceOf(SseError);
    const operation = recorded().of('SSE /events');
    const { counts } = operation;
    expect([counts.count, counts.latency.count]).toEqual([1, 0]);
    expect(failuresOf(operation)).toEqual(['refused: connection refused ×1']);
  });
});

describe('a stream that is opened again', () => {
  it('goes on after the last event, when it ended and when it was cut', async () => {
    const asked: (string | undefined)[] = [];
    const baseUrl = await eventServer((response, { number, lastEventId }) => {
      asked.push(lastEventId);
      response.write(`retry: 5\nid: ${number}\ndata: ${number}\n\n`, () => {
        if (number % 2 === 0) response.end();
        else response.destroy();
      });
    });
    const { sse, recorded } = openSseUser({ baseUrl });
    const seen: string[] = [];
    for await (const { data } of await sse.connect('/events', { reconnect: true })) {
      seen.push(data);
      if (data === '3') break;
    }
    expect(seen).toEqual(['0', '1', '2', '3']);
    expect(asked).toEqual([undefined, '0', '1', '2']);
    const operation = recorded().of('SSE /events');
    const { counts } = operation;
    expect(counts.count).toBe(4);
    expect(failuresOf(operation)).toEqual(['early-close: the stream was cut short ×1']);
  });

  it('is given up after so many times without an event', async () => {
    const baseUrl = await eventServer((response) => response.end());
    const { sse, recorded } = openSseUser({ baseUrl });
    const stream = await sse.connect('/events', { reconnect: 2, reconnectWait: '1ms', lastEventId: '7' });
    expect(await dataOf(stream)).toEqual([]);
    expect(recorded().of('SSE /events').counts.count).toBe(3);
  });

  it('is not opened again when the server refuses it', async () => {
    const baseUrl = await httpServer((_request, response) => response.writeHead(204).end());
    const { sse, recorded } = openSseUser({ baseUrl });
    const stream = await sse.connect('/events', { reconnect: true, reconnectWait: '1ms' });
    expect(stream.error?.code).toBe('status');
    expect(recorded().of('SSE /events').counts.count).toBe(1);
  });

  it('is not opened again once it is closed', async () => {
    const baseUrl = await eventServer((response) => response.end('data: 1\n\n'));
    const { sse } = openSseUser({ baseUrl });
    const stream = await sse.connect('/events', { reconnect: true, reconnectWait: '60s' });
    await expect.poll(() => stream.events).toBe(1);
    stream.close();
    expect(await dataOf(stream)).toEqual(['1']);
  });
});

describe('the end of the run', () => {
  it('censors what has no head, and ends what is open, without a failure', async () => {
    const baseUrl = await httpServer((request, response) => {
      if (request.url === '/silent') return;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
    });
    const { sse, http, caller, recorded } = openSseUser({ baseUrl });
    const stream = await sse.connect('/open');
    const silent = sse.connect('/silent');
    const loop = dataOf(stream);
    await expect.poll(() => stream.events).toBe(1);
    caller.stopped = true;
    http.close();
    sse.close();
    await expect(silent).rejects.toMatchObject({ code: 'stopped' });
    await expect(loop).rejects.toMatchObject({ code: 'stopped' });
    await expect(sse.connect('/later')).rejects.toMatchObject({ code: 'stopped' });
    const { names, of } = recorded();
    expect(names).toEqual(['SSE /open', 'SSE /silent']);
    expect([of('SSE /open').counts.failed, of('SSE /open').counts.trends.get('events')?.max]).toEqual([0, 1]);
    expect([of('SSE /silent').counts.count, of('SSE /silent').counts.censored]).toEqual([0, 1]);
  });
});
