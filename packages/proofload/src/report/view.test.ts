import { describe, expect, it } from 'vitest';
import { sampleOperation, sampleRecord } from '../record/sample.fixture.ts';
import type { RunRecord } from '../record/schema.ts';
import { comparison, failedRun, requirement } from './sample.fixture.ts';
import { outcomeOf } from './view/comparison.ts';
import { viewOf } from './view.ts';

const failed = failedRun();

function failingWith(type: string, message: string, kind = 'http'): RunRecord {
  const error = { type, message, count: 3, first: failed.startedAt, last: failed.startedAt };
  return sampleRecord({ operations: [{ ...sampleOperation('GET /', [1, 2, 3], 3), kind, errors: [error] }] });
}

describe('operations', () => {
  it('stand worst first: a broken requirement, then failures, then p95', () => {
    const slow = sampleOperation('slow', Array(60).fill(900));
    const failing = sampleOperation('failing', Array(60).fill(1), 6);
    const quick = sampleOperation('quick', Array(60).fill(2));
    const broken = sampleOperation('broken', Array(60).fill(3));
    const requirements = [requirement({ key: 'broken', status: 'failed', operations: ['broken'] })];
    const run = sampleRecord({ operations: [quick, slow, broken, failing] });
    const { operations } = viewOf({ ...run, verdict: { ...run.verdict, requirements } });
    expect(operations.rows.map(({ name }) => name)).toEqual(['broken', 'failing', 'slow', 'quick']);
  });

  it('are not marked by a requirement on all of them', () => {
    const requirements = [requirement({ key: '*', status: 'failed', operations: ['GET /books'] })];
    const run = sampleRecord();
    const { operations } = viewOf({ ...run, verdict: { ...run.verdict, requirements } });
    expect(operations.rows[0]?.mark).toBe('none');
  });

  it('of one name are told apart by their tags', () => {
    const home = sampleOperation('GET /', [1]);
    const operations = [home, { ...home, tags: { group: 'pay' } }, { ...sampleOperation('b', [1]), tags: { a: 'b' } }];
    const { rows } = viewOf(sampleRecord({ operations })).operations;
    expect(rows.map(({ name }) => name).sort()).toEqual(['GET /', 'GET / [group=pay]', 'b']);
  });

  it('have one unit a column', () => {
    const operations = [sampleOperation('a', [0.9, 1.1]), sampleOperation('b', [2400, 2600])];
    const { rows } = viewOf(sampleRecord({ operations })).operations;
    expect(rows.map(({ figures }) => figures.p50.text)).toEqual(['2400ms', '0.90ms']);
  });
});

describe('gates', () => {
  const gate = (parts: Parameters<typeof requirement>[0]) =>
    viewOf({ ...failed, verdict: { ...failed.verdict, requirements: [requirement(parts)] } }).gates[0]!;

  it('show their figures in the unit of the actual value', () => {
    expect(gate({ actual: 1240, interval: [980, 1500], bound: '<=1s' })).toMatchObject({
      bound: '<= 1s',
      actual: '1.24s',
      interval: '[0.98, 1.50]',
      limit: 1000,
    });
    expect(gate({ metric: 'rate', dimension: 'rate', actual: 52, interval: [50, null], bound: '>50/s' })).toMatchObject(
      {
        actual: '52.0/s',
        interval: '[50.0, –]',
      },
    );
    expect(gate({ actual: null, interval: null }).actual).toBe('–');
  });

  it('name their window and phase, and the worst window', () => {
    const parts = {
      status: 'failed',
      windowMs: 10_000,
      phase: 'steady',
      worst: { startMs: 60_000, endMs: 70_000 },
    } as const;
    expect(gate(parts)).toMatchObject({
      metric: 'p95 in any 10s (steady)',
      detail: 'The worst was from 01:00 to 01:10.',
    });
  });

  it('say of a leak what the suite says: none', () => {
    const run = failedRun();
    const leak = requirement({ key: 'resource:api', metric: 'leak', bound: '<=0B', dimension: 'size', actual: 0 });
    const { gates } = viewOf({ ...run, verdict: { ...run.verdict, requirements: [leak] } });
    expect(gates[0]).toMatchObject({ metric: 'leak', bound: 'none' });
  });

  it('keep to the text of a bound that cannot be read', () => {
    expect(gate({ bound: 'soon' })).toMatchObject({ bound: 'soon', limit: undefined });
  });
});

describe('changes', () => {
  it('of shares are differences in points', () => {
    const comparisons = [
      comparison({ metric: 'errors', before: 0.01, after: 0.012, change: 0.002, interval: [-0.001, 0.005] }),
    ];
    const { comparison: view } = viewOf({ ...failed, verdict: { ...failed.verdict, comparisons } });
    expect(view?.changes[0]).toMatchObject({ before: '1', after: '1.2%', change: '+0.2pp', interval: '[−0.1, +0.5]' });
  });

  it('for the better have no severity, which would read as one for the worse', () => {
    expect(outcomeOf({ status: 'improved', severity: 'critical' })).toBe('improved');
    expect(outcomeOf({ status: 'regressed', severity: 'major' })).toBe('regressed (major)');
  });

  it('that are only reported never count as failed', () => {
    const comparisons = [comparison({ status: 'regressed', severity: 'major', gate: false })];
    const { comparison: view } = viewOf({ ...failed, verdict: { ...failed.verdict, comparisons } });
    expect(view?.changes[0]).toMatchObject({ mark: 'warning', decides: false });
  });
});

describe('likely causes', () => {
  it.each([
    ['refused', 'Connection refused', 'the service is not running'],
    ['status', '401 Unauthorized', 'the token is missing'],
    ['status', '429 Too Many Requests', 'limits requests'],
    ['status', '504 Gateway Timeout', 'too much load'],
    ['timeout', 'No answer within 2s', 'too much load'],
    ['dns', 'shop.example is unknown', 'misspelled'],
    ['tls', 'certificate has expired', 'the certificate is expired'],
    ['ports-exhausted', 'no free port', 'this machine ran out of ports'],
  ])('of %s, %s', (type, message, cause) => {
    const [found] = viewOf(failingWith(type, message)).causes;
    expect(found?.causes).toContain(cause);
    expect(found?.next).toMatch(/\.$/);
  });

  it('of what a task threw are looked for in the suite', () => {
    const [found] = viewOf(failingWith('TypeError', 'TypeError: x is undefined (shop.perf.ts:12:5)', 'task')).causes;
    expect(found?.causes).toContain('a mistake in the suite');
  });

  it('are named also where latency alone broke a requirement', () => {
    const run = sampleRecord();
    const requirements = [requirement({ status: 'failed', actual: 120 })];
    expect(viewOf({ ...run, verdict: { ...run.verdict, requirements } }).causes[0]?.of).toBe('slow answers');
    expect(viewOf(run).causes).toEqual([]);
  });
});

describe('notes', () => {
  it('do not say again what the judge said', () => {
    const texts = (codes: readonly string[]) => {
      const validity = codes.map((code) => ({ code, level: 'warning' as const, message: `about ${code}`, next: '' }));
      return viewOf({ ...failed, verdict: { ...failed.verdict, validity } }).notes.map(({ text }) => text);
    };
    expect(texts([]).join(' ')).toMatch(/2 requests were unsent.*look like warm-up/);
    expect(texts(['censored', 'warm-up']).join(' ')).not.toMatch(/unsent|look like/);
  });

  it('tell the wait for a free user from the time that the service took', () => {
    const latencyOf = (valuesMs: readonly number[]) => sampleOperation('x', [...valuesMs]).latency!;
    const slow = { ...sampleOperation('GET /', Array(60).fill(900)), service: latencyOf([3]) };
    const waited = { ...slow, queueWait: latencyOf([897]) };
    const [note] = viewOf(sampleRecord({ operations: [waited] })).notes;
    const [other] = viewOf(sampleRecord({ operations: [slow] })).notes;
    expect(other?.text).not.toMatch(/waited for a free virtual user/);
    expect(note?.text).toMatch(/^GET \/: p99 is 900ms from the intended start but 3\.\d+ms from the send/);
  });
});

describe('what was dropped', () => {
  const iterations = { model: 'iterations', users: 1, iterations: 9, shared: true, maxDurationMs: 1_000 } as const;
  const rate = { model: 'open', startRate: 1, stages: [], maxUsers: 1, arrivals: 'constant' } as const;
  const dropping = { ...rate, overflow: 'drop' } as const;
  const partOf = (load: typeof iterations | typeof dropping) => ({ startMs: 0, runTimeMs: 1_000, users: ['A'], load });
  const noteOn = (load: RunRecord['load']) => {
    const record = sampleRecord();
    return viewOf({ ...record, load, generator: { ...record.generator, dropped: 2 } }).notes[0]?.text;
  };

  it('is told of as what it was: iterations, arrivals, or both of several loads', () => {
    const begun = '2 iterations were not begun before the run was over.';
    expect(noteOn(iterations)).toContain(begun);
    expect(noteOn({ model: 'several', parts: [partOf(iterations)] })).toContain(begun);
    expect(noteOn(dropping)).toBe('2 arrivals found no free user and were dropped, as the plan asks.');
    expect(noteOn({ model: 'several', parts: [partOf(iterations), partOf(dropping)] })).toMatch(
      /^2 iterations and arrivals were dropped: not begun before the run was over, or without a free user/,
    );
  });
});

describe('time', () => {
  const row = { startMs: 0, durationMs: 1000, users: 1, count: 100, failed: 0, rate: 100, p50: 1, p95: 2, p99: 3 };

  it('draws neither a peak nor a standstill where the last row is a few milliseconds of a second', () => {
    const last = { ...row, startMs: 1000, durationMs: 12, count: 1, failed: 1, rate: 83.3 };
    expect(
      viewOf(sampleRecord({ timeline: [row, last] })).time.map(({ rate, failureRate }) => [rate, failureRate]),
    ).toEqual([[100, 0]]);
  });
});

describe('the headline', () => {
  it('names the suite by its file, and one URL by its path, without its query', () => {
    const first = (file: string) => {
      const run = failedRun();
      return viewOf({ ...run, suite: { ...run.suite, file } }).headline.facts[0];
    };
    expect(first('suites/checkout.perf.ts')).toBe('checkout.perf.ts');
    expect(first('hit http://127.0.0.1:8000/')).toBe('hit /');
    expect(first('hit http://127.0.0.1:8000/books?next=/a/b&q=1')).toBe('hit /books');
    expect(first('')).toBe('checkout');
  });
});
