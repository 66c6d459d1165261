import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { httpServer, rawServer } from '../http1/servers.fixture.ts';
import { openUser } from './session.fixture.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

/** Answers with the status, content type and body that the path asks for. */
const pages = () =>
  httpServer((request, response) => {
    const [status, type, body] = decodeURIComponent(request.url ?? '')
      .slice(1)
      .split('|');
    response.writeHead(Number(status), type ? { 'content-type': type, 'x-request-id': 'r-1' } : {});
    response.end(body);
  });

const page = (status: number, type: string, body: string) => `/${encodeURIComponent(`${status}|${type}|${body}`)}`;

describe('an exemplar', () => {
  it('of a failed exchange tells who asked, when, and what came', async () => {
    const { http, caller, recorded } = openUser({ baseUrl: await pages() });
    caller.late = { intendedMs: 50, freeMs: 20 };
    const response = await http.get(page(503, 'text/plain', 'overloaded'), { name: 'it' });
    const { exemplars } = recorded().of('it');
    expect(exemplars.failed).toHaveLength(1);
    expect(exemplars.slowest).toEqual(exemplars.failed);
    const [kept] = exemplars.failed;
    expect(kept).toMatchObject({
      status: '503',
      user: 7,
      task: 'browse',
      error: '503 Service Unavailable',
      excerpt: 'overloaded',
      traceId: 'r-1',
    });
    expect(kept?.latencyMs).toBeCloseTo(response.timings.latencyMs, 3);
    expect((kept?.sentMs ?? 0) - (kept?.intendedMs ?? 0)).toBeGreaterThanOrEqual(50);
  });

  it('is kept of the ten slowest and ten failed, not of each', async () => {
    const { http, recorded } = openUser({ baseUrl: await pages() });
    for (let index = 0; index < 30; index += 1)
      await http.get(page(index % 2 === 0 ? 200 : 500, '', ''), { name: 'it' });
    const { exemplars } = recorded().of('it');
    expect([exemplars.slowest.length, exemplars.failed.length]).toEqual([10, 10]);
    expect(new Set(exemplars.slowest).size).toBe(10);
  });

  it('of a response that was passed is no failed one; of one that the task failed it has the reason', async () => {
    const { http, recorded } = openUser({ baseUrl: await pages() });
    (await http.get(page(404, '', ''), { name: 'it' })).pass();
    (await http.get(page(200, '', ''), { name: 'it' })).fail('no title');
    const { exemplars } = recorded().of('it');
    expect(exemplars.failed.map(({ error }) => error)).toEqual(['no title']);
    expect(exemplars.slowest).toHaveLength(2);
  });

  it('of a time-out has its latency, of a refused connection none', async () => {
    const silent = await rawServer(() => {});
    const { http, recorded } = openUser({ baseUrl: silent });
    await http.get('/x', { timeout: '20ms', name: 'late' });
    await http.get('http://127.0.0.1:1/', { name: 'refused' });
    const { of } = recorded();
    expect(of('late').exemplars.failed[0]?.serviceMs).toBeCloseTo(20, 6);
    const refused = of('refused').exemplars.failed[0];
    expect(refused).toMatchObject({ error: 'connection refused', latencyMs: undefined, status: undefined });
    expect(refused?.excerpt).toContain('127.0.0.1:1 refused the connection');
  });

  it('knows the trace of the request: the one that was sent, else the one that came', async () => {
    const { http, recorded } = openUser({ baseUrl: await pages() });
    const traceparent = `00-${TRACE_ID}-b7ad6b7169203331-01`;
    await http.get(page(500, 'text/plain', ''), { name: 'it', headers: { TraceParent: traceparent } });
    await http.get(page(500, 'text/plain', ''), { name: 'it' });
    expect(
      recorded()
        .of('it')
        .exemplars.failed.map(({ traceId }) => traceId),
    ).toEqual([TRACE_ID, 'r-1']);
  });

  it.each<[string, string, string, string | undefined]>([
    ['JSON', 'application/problem+json', '{"a":1}', '{"a":1}'],
    ['a text without a type', '', 'plain', 'plain'],
    ['an image', 'image/png', 'PNG', undefined],
    ['bytes without a type', '', '\0\x01', undefined],
    ['a long text', 'text/plain', 'y'.repeat(2000), 'y'.repeat(500)],
    ['nothing', 'text/plain', '', undefined],
    ['a secret', 'application/json', '{"token":"abc","ok":1}', '{"token":"[redacted]","ok":1}'],
  ])('has the beginning of %s as it should', async (_, type, body, excerpt) => {
    const { http, recorded } = openUser({ baseUrl: await pages() });
    await http.get(page(200, type, body), { name: 'it' });
    expect(recorded().of('it').exemplars.slowest[0]?.excerpt).toBe(excerpt);
  });

  it('reads an encoded body, and does without one that is broken', async () => {
    const baseUrl = await httpServer((request, response) => {
      response.setHeader('content-encoding', 'gzip').end(request.url === '/whole' ? gzipSync('hello') : 'broken');
    });
    const { http, recorded } = openUser({ baseUrl });
    await http.get('/whole');
    await http.get('/broken');
    const { of } = recorded();
    expect(of('GET /whole').exemplars.slowest[0]?.excerpt).toBe('hello');
    expect(of('GET /broken').exemplars.slowest[0]?.excerpt).toBeUndefined();
  });
});
