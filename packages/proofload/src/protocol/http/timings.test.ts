import { describe, expect, it } from 'vitest';
import { httpServer } from '../http1/servers.fixture.ts';
import { openUser } from './session.fixture.ts';

const pages = () =>
  httpServer((request, response) => {
    if (request.url === '/away') response.writeHead(302, { location: '/here' }).end('moved');
    else response.end('x'.repeat(100));
  });

describe('the times of a request', () => {
  it('add up: phases to the service; waits and service are within the latency', async () => {
    const { http, caller } = openUser({ baseUrl: await pages() });
    caller.late = { intendedMs: 70, freeMs: 20 };
    for (const target of ['/here', '/here', '/away']) {
      const { timings: t } = await http.get(target);
      expect(t.connectMs + t.tlsMs + t.firstByteMs + t.downloadMs).toBeCloseTo(t.serviceMs, 6);
      expect(t.queueWaitMs + t.sendLagMs + t.serviceMs).toBeLessThanOrEqual(t.latencyMs + 1e-6);
      expect(t.queueWaitMs).toBeCloseTo(50, 6);
      expect(t.sendLagMs).toBeGreaterThanOrEqual(20);
      expect(Math.min(...Object.values(t))).toBeGreaterThanOrEqual(0);
    }
  });

  it('are recorded, a new connection once and each send lag', async () => {
    const { http, caller, recorded } = openUser({ baseUrl: await pages() });
    caller.late = { intendedMs: 70, freeMs: 20 };
    const first = (await http.get('/here')).timings;
    const second = (await http.get('/here')).timings;
    const { of, sendLags } = recorded();
    const { counts } = of('GET /here');
    expect(sendLags).toBe(2);
    expect(counts.latency.max).toBeCloseTo(Math.max(first.latencyMs, second.latencyMs), 4);
    expect(counts.service.min).toBeCloseTo(Math.min(first.serviceMs, second.serviceMs), 4);
    expect(counts.queueWait.count).toBe(2);
    expect([counts.connect.count, counts.tls.count]).toEqual([1, 0]);
    expect([counts.firstByte.count, counts.download.count]).toEqual([2, 2]);
    expect([...counts.statuses]).toEqual([[200, 2]]);
    expect(counts.bytesIn).toBeGreaterThan(200);
    expect(counts.bytesOut).toBeGreaterThan(100);
  });

  it('count from the call when it was not meant to start earlier', async () => {
    const { http } = openUser({ baseUrl: await pages() });
    const { timings } = await http.get('/here');
    expect(timings.queueWaitMs).toBe(0);
    expect(timings.latencyMs).toBeGreaterThanOrEqual(timings.serviceMs);
  });

  it('have a wait for a free connection in the latency, but not in the generator’s send lag or the service', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let open = 0;
    const baseUrl = await httpServer(async (request, response) => {
      open += 1;
      if (request.url === '/held') await released;
      response.end();
    });
    const { http } = openUser({ baseUrl });
    const held = Array.from({ length: 6 }, () => http.get('/held'));
    const waiting = http.get('/waiting');
    while (open < 6) await new Promise((resolve) => setImmediate(resolve));
    const beforeMs = performance.now();
    while (performance.now() < beforeMs + 30) await new Promise((resolve) => setImmediate(resolve));
    release();
    await Promise.all(held);
    const { timings } = await waiting;
    expect(timings.latencyMs - timings.serviceMs - timings.sendLagMs).toBeGreaterThanOrEqual(30);
  });
});
