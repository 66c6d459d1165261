import { describe, expect, it } from 'vitest';
import { useService } from '../service.fixture.ts';
import { Truth, type TruthReport } from './truth.ts';

const delaysOf = (truth: Truth, route: string, count: number): number[] =>
  Array.from({ length: count }, () => truth.nextDelayMs(route));

describe('the schedule of delays', () => {
  it('gives the i-th request of a route the same delay for the same seed', () => {
    const schedule = delaysOf(new Truth(5), 'GET /books', 50);
    expect(delaysOf(new Truth(5), 'GET /books', 50)).toEqual(schedule);
    expect(delaysOf(new Truth(6), 'GET /books', 50)).not.toEqual(schedule);
  });

  it('does not change for one route when another is asked', () => {
    const truth = new Truth(5);
    delaysOf(truth, 'GET /books/:id', 9);
    expect(delaysOf(truth, 'GET /books', 20)).toEqual(delaysOf(new Truth(5), 'GET /books', 20));
  });

  it('starts again after a reset, so that a run can be repeated', () => {
    const truth = new Truth(5);
    const first = delaysOf(truth, 'GET /books', 10);
    truth.reset();
    expect(delaysOf(truth, 'GET /books', 10)).toEqual(first);
    expect(truth.report(false).routes['GET /books']?.scheduled?.count).toBe(10);
  });

  it('takes the pattern that means a route most closely', () => {
    const truth = new Truth(1);
    truth.configure({
      delays: {
        '*': { kind: 'constant', ms: 1 },
        'GET /books*': { kind: 'constant', ms: 2 },
        '/books/:id': { kind: 'constant', ms: 3 },
      },
    });
    const of = (route: string) => truth.nextDelayMs(route);
    expect([of('GET /books'), of('GET /books/search'), of('GET /books/:id'), of('POST /orders')]).toEqual([2, 2, 2, 1]);
    truth.configure({ delays: { 'GET /books*': null } });
    expect([of('GET /books'), of('GET /books/:id')]).toEqual([1, 3]);
  });
});

describe('a service with ground truth', () => {
  const service = useService({ groundTruth: true });

  it('tells with each answer the delay that was scheduled and the time that it held the request, no less', async () => {
    await service.send('PUT', '/__truth', { delays: { 'GET /books/:id': { kind: 'constant', ms: 15 } } });
    const response = await service.get('/books/7');
    expect(response.status).toBe(200);
    expect(response.headers.get('x-truth-delay-ms')).toBe('15.000');
    expect(Number(response.headers.get('x-truth-held-ms'))).toBeGreaterThanOrEqual(15);
  });

  it('reports what it did per route, as the headers said it', async () => {
    await service.send('PUT', '/__truth', { delays: { 'GET /books': { kind: 'uniform', minMs: 1, maxMs: 9 } } });
    const told = { delay: [] as number[], held: [] as number[] };
    for (let request = 0; request < 20; request++) {
      const { headers } = await service.get('/books?limit=1');
      told.delay.push(Number(headers.get('x-truth-delay-ms')));
      told.held.push(Number(headers.get('x-truth-held-ms')));
    }
    const report = await service.json<TruthReport>('GET', '/__truth?buckets=true');
    const route = report.routes['GET /books'];
    expect(route?.scheduled).toMatchObject({
      count: 20,
      maxMs: Math.max(...told.delay),
      minMs: Math.min(...told.delay),
    });
    expect(route?.held?.count).toBe(20);
    // The head says what was held until it was written; the report counts until the answer was handed over.
    expect(route?.held?.maxMs).toBeGreaterThanOrEqual(Math.max(...told.held));
    expect(route?.held?.buckets?.reduce((sum, [, count]) => sum + count, 0)).toBe(20);
  });

  it('forgets on demand, and does not count its own endpoints', async () => {
    await service.get('/health');
    expect((await service.send('DELETE', '/__truth')).status).toBe(204);
    const report = await service.json<TruthReport>('GET', '/__truth');
    expect(report.routes).toEqual({});
  });

  it('refuses a distribution that cannot be, and says what is wrong', async () => {
    const response = await service.send('PUT', '/__truth', {
      delays: { '/': { kind: 'uniform', minMs: 5, maxMs: 1 } },
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('minMs must not be above maxMs');
  });
});

describe('a service that was not asked for ground truth', () => {
  const service = useService();

  it('neither tells nor serves it', async () => {
    const response = await service.get('/books/7');
    expect(response.headers.has('x-truth-delay-ms')).toBe(false);
    expect((await service.get('/__truth')).status).toBe(404);
    expect((await service.send('PUT', '/__truth', {})).status).toBe(404);
  });
});
