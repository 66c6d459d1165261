import { describe, expect, it } from 'vitest';
import { now } from '../http1/servers.fixture.ts';
import { eventServer, openSseUser } from './session.fixture.ts';

/** Keeps the thread busy, so that it takes no bytes from its sockets. */
function block(ms: number): void {
  const endMs = now() + ms;
  while (now() < endMs);
}

describe('the lateness of a thread', () => {
  it('is in the record of what it streamed while it was busy', async () => {
    const baseUrl = await eventServer((response) => {
      let left = 40;
      const beat = setInterval(() => {
        response.write('data: 1\n\n');
        left -= 1;
        if (left > 0) return;
        clearInterval(beat);
        response.end();
      }, 5);
    });
    const { sse, recorded } = openSseUser({ baseUrl });
    const stream = await sse.connect('/events', { maxUnread: 0 });
    await expect.poll(() => stream.events).toBeGreaterThan(5);
    block(200);
    await stream.ended;
    const { trends } = recorded().of('SSE /events').counts;
    // The server runs in this thread too, so its events are as late; what counts is that the busy time was seen.
    expect(trends.get('clientDelay')?.max).toBeGreaterThan(50);
    expect(trends.get('clientDelay')?.min).toBeLessThan(50);
  });
});
