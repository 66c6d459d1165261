import { describe, expect, it } from 'vitest';
import { type ComparedRun, comparedRunOf, importedRun } from '../record/baseline/schema.ts';
import { buildRun } from '../record/build.ts';
import { measure, request, sliceSeconds } from '../record/measured.fixture.ts';
import { sampleHeader, sampleRecord } from '../record/sample.fixture.ts';
import type { RunHeader } from '../record/schema/header.ts';
import { normalSample, seededRandom } from '../stats/index.ts';
import { compare, IncomparableError } from './compare.ts';
import { parseFailOn } from './fail-on.ts';
import { judge } from './judge.ts';

const SECONDS = 60;

interface Simulated {
  readonly seed: number;
  /** How many times as slow as 50 ms POST /pay is; GET / never changes. */
  readonly slower?: number;
  readonly errors?: number;
  readonly header?: Partial<RunHeader>;
}

function simulate({ seed, slower = 1, errors = 0.005, header }: Simulated) {
  const random = seededRandom(seed);
  const slices = sliceSeconds(SECONDS, (recorder, _, nowMs) => {
    for (let i = 0; i < 20; i += 1) {
      const noise = Math.exp(0.2 * normalSample(random));
      request(recorder, 'GET /', nowMs, 20 * noise);
      request(recorder, 'POST /pay', nowMs, 50 * slower * noise, random() < errors ? 500 : 200);
    }
  });
  const load = { model: 'closed', startUsers: 5, stages: [{ durationMs: SECONDS * 1000, users: 5 }] } as const;
  const whole = { ...sampleHeader, id: String(seed).padStart(4, '0'), load, ...header };
  const measurements = measure(slices);
  return { run: buildRun(whole, measurements, { end: 'completed', durationMs: SECONDS * 1000 }), measurements };
}
function compared(options: Simulated): ComparedRun {
  const { run, measurements } = simulate(options);
  return comparedRunOf(judge(run, measurements), null);
}
const before = [1, 2, 3].map((seed) => compared({ seed }));
const after = (options: Omit<Simulated, 'seed'>) => [4, 5, 6].map((seed) => compared({ ...options, seed }));
const pick = (comparison: ReturnType<typeof compare>, operation: string, metric: string) =>
  comparison.comparisons.find((each) => each.operation === operation && each.metric === metric);

describe('a comparison', () => {
  it('finds no change between equal runs', () => {
    const { comparisons, baseline } = compare('main', before, after({}));
    expect(comparisons.map(({ status }) => status)).not.toContain('regressed');
    expect(pick({ comparisons, baseline }, 'GET /', 'p50')).toMatchObject({
      status: 'no change',
      severity: 'none',
      gate: true,
    });
    expect(baseline).toMatchObject({
      reference: 'main',
      runs: ['0001', '0002', '0003'],
      branch: 'main',
      differences: [],
    });
    expect(baseline.assessment).toMatch(/^Nothing regressed, 0 improved, \d+ did not change/);
  });

  it('finds what became slower, by how much and how bad, and nothing else', () => {
    const comparison = compare('main', before, after({ slower: 1.6 }));
    expect(pick(comparison, 'POST /pay', 'p95')).toMatchObject({
      status: 'regressed',
      severity: 'critical',
      gate: true,
    });
    expect(pick(comparison, 'POST /pay', 'p95')?.change).toBeCloseTo(0.6, 1);
    const [lower, upper] = pick(comparison, 'POST /pay', 'p95')!.interval;
    expect(lower).toBeLessThan(0.6);
    expect(upper).toBeGreaterThan(0.6);
    const regressed = comparison.comparisons.filter(({ status, gate }) => status === 'regressed' && gate);
    expect(new Set(regressed.map(({ operation }) => operation))).toEqual(new Set(['POST /pay']));
    expect(comparison.baseline.assessment).toMatch(/figures regressed \(\d critical/);
  });

  it('finds what became faster', () => {
    expect(pick(compare('main', before, after({ slower: 0.5 })), 'POST /pay', 'p50')).toMatchObject({
      status: 'improved',
    });
  });

  it('finds that more requests fail, in points', () => {
    const errors = pick(compare('main', before, after({ errors: 0.2 })), 'POST /pay', 'errors');
    expect(errors).toMatchObject({ status: 'regressed', severity: 'critical' });
    expect(errors?.change).toBeCloseTo(0.195, 1);
  });

  it('of one run with one is inconclusive for small changes, and says how many runs would do', () => {
    const few = compare('0001', before.slice(0, 1), after({ slower: 1.15 }).slice(0, 1));
    const p95 = pick(few, 'POST /pay', 'p95');
    expect(p95).toMatchObject({ status: 'inconclusive', sigmaRun: { source: 'prior' } });
    expect(p95?.needed).toBeGreaterThan(1);
  });

  it('learns from runs of the past how much equal runs differ', () => {
    const history = [[7, 8, 9, 10, 11, 12].map((seed) => compared({ seed }))];
    const one = compare('0001', before.slice(0, 1), after({ slower: 1.4 }).slice(0, 1), { history });
    const alone = compare('0001', before.slice(0, 1), after({ slower: 1.4 }).slice(0, 1));
    const sigma = (comparison: typeof one) => pick(comparison, 'POST /pay', 'p95')!.sigmaRun;
    expect([sigma(one).source, sigma(alone).source]).toEqual(['history', 'prior']);
    expect(sigma(one).value).toBeLessThan(0.8 * sigma(alone).value);
  });

  it('gates by the severity that is asked for, and reports the rest', () => {
    const slow = after({ slower: 1.4 });
    const gates = (text: string) =>
      pick(compare('main', before, slow, { failOn: parseFailOn(text) }), 'POST /pay', 'p95')?.gate;
    expect([gates('minor'), gates('major'), gates('critical'), gates('none')]).toEqual([true, true, false, false]);
    expect([gates('p95:10%'), gates('p95:50%'), gates('p50:10%')]).toEqual([true, false, false]);
  });

  it('judges the parts rather than the whole, and the whole where there is nothing else', () => {
    const comparison = compare('main', before, after({}));
    expect(comparison.comparisons.filter(({ operation }) => operation === '*').every(({ gate }) => !gate)).toBe(true);
    const figures = { p50: [20, null], p95: [40, null], rate: [40, null], errors: [0, null] } as const;
    const imported = importedRun({
      id: 'k6',
      source: 'k6',
      operations: [{ name: '*', kind: 'all', tags: {}, count: 2400, failed: 0, figures }],
    });
    const whole = compare('k6.json', [imported], after({ slower: 4 }));
    expect(pick(whole, '*', 'p95')).toMatchObject({ status: 'regressed', gate: true });
  });

  it('tells nothing of a rate that the load itself sets', () => {
    const open = {
      model: 'open',
      startRate: 40,
      stages: [],
      maxUsers: 5,
      arrivals: 'constant',
      overflow: 'wait',
    } as const;
    const [a, b] = [1, 2].map((seed) => compared({ seed, header: { load: open } }));
    expect(pick(compare('1', [a!], [b!]), 'GET /', 'rate')?.gate).toBe(false);
  });

  it('is inconclusive where a run never settled', () => {
    const [first, ...others] = after({ slower: 1.6 });
    const p95 = pick(compare('main', before, [{ ...first!, settled: false }, ...others]), 'POST /pay', 'p95');
    expect(p95).toMatchObject({ status: 'inconclusive', reason: expect.stringContaining('never settled in 0004') });
  });
});

describe('runs of different kinds', () => {
  const other = (header: Partial<RunHeader>) => [compared({ seed: 9, header })];

  it.each<[string, Partial<RunHeader>, RegExp]>([
    ['suite', { suite: { name: 'other', file: 'o', hash: 'h' } }, /The suite was bookshop and is other now\./],
    ['target', { target: 'http://other:1' }, /The target was http:\/\/127.0.0.1:8000 and is http:\/\/other:1 now\./],
    ['scenario', { scenario: 'spike' }, /The scenario was none and is spike now\./],
    [
      'load',
      { load: { model: 'closed', startUsers: 9, stages: [] } },
      /The load was 5 users, then 5 users in 1m and is 9 users now\./,
    ],
  ])('differ in %s, so that the comparison is refused with that', (_, header, message) => {
    expect(() => compare('main', before, other(header))).toThrow(IncomparableError);
    expect(() => compare('main', before, other(header))).toThrow(message);
    expect(compare('main', before, other(header), { force: true }).baseline.differences[0]).toMatch(message);
  });

  it('have no operation in common, so that nothing can be compared', () => {
    const alien = importedRun({ id: 'x', source: 'k6', operations: [] });
    expect(() => compare('x', [alien], before)).toThrow(
      /no operation in common: before none, now \*, GET \/, POST \/pay/,
    );
  });

  it('differ in their machines, which is named', () => {
    const environment = { ...sampleHeader.environment, cores: 64, node: 'v24.0.0' };
    const { differences } = compare('main', before, other({ environment })).baseline;
    expect(differences).toEqual([
      'The number of cores was 2 and is 64 now.',
      'The version of Node.js was v20.19.0 and is v24.0.0 now.',
    ]);
  });

  it('have operations that the others lack, which are named', () => {
    const [run] = before;
    const fewer = { ...run!, operations: run!.operations.filter(({ name }) => name !== 'GET /') };
    expect(compare('main', before, [fewer]).baseline.differences).toEqual([
      'GET / was measured before and is not any more.',
    ]);
  });
});

describe('a run that is judged against a baseline', () => {
  const { run, measurements } = simulate({ seed: 20, slower: 1.8 });
  const baseline = { reference: 'main', runs: before };

  it('fails when it regressed, with the comparison in its record', () => {
    const { verdict } = judge(run, measurements, { baseline });
    expect(verdict.status).toBe('failed');
    expect(verdict.baseline?.runs).toHaveLength(3);
    expect(verdict.reasons).toContainEqual(
      expect.stringMatching(/^POST \/pay: p50 went from .*ms to .*ms: regressed \(critical\)\.$/),
    );
  });

  it('may have requirements on changes', () => {
    const limit = (key: string, text: string, value: number) => {
      const bound = { operator: '<=', value, dimension: 'change' } as const;
      return {
        key,
        metric: 'p95',
        bound,
        text,
        severity: 'fail',
        windowMs: undefined,
        phase: undefined,
        abort: false,
      } as const;
    };
    const requirements = [
      limit('POST /pay', '+10% vs baseline', 0.1),
      limit('POST /pay', '+100% vs baseline', 1),
      limit('GET *', '+10% vs baseline', 0.1),
      limit('GET /x', '+10% vs baseline', 0.1),
    ];
    const results = judge(run, measurements, { baseline, requirements }).verdict.requirements;
    expect(results.map(({ status }) => status)).toEqual(['failed', 'passed', 'inconclusive', 'failed']);
    expect(results[0]).toMatchObject({ dimension: 'change', samples: 1200, needed: 59 });
    expect(results[0]?.actual).toBeCloseTo(0.8, 1);
    expect(results[3]?.reason).toMatch(/GET \/x was not measured on both sides/);
  });

  it('may have requirements on the change of a resource', () => {
    const resource = (max: number) => {
      const sampled = {
        name: 'api',
        metric: 'memory',
        unit: 'bytes',
        last: max,
        min: 0,
        mean: max / 2,
        max,
        samples: 60,
        points: [],
      } as const;
      return { resources: [sampled] };
    };
    const bound = { operator: '<=', value: -0.3, dimension: 'change' } as const;
    const parts = { severity: 'fail', windowMs: undefined, phase: undefined, abort: false } as const;
    const requirements = [{ key: 'resource:api', metric: 'memory', bound, text: '-30% vs baseline', ...parts }];
    const runs = [comparedRunOf(sampleRecord(resource(1000)), null)];
    const judged = (max: number) =>
      judge(sampleRecord(resource(max)), undefined, { requirements, baseline: { reference: 'x', runs } }).verdict
        .requirements[0];
    expect(judged(690)).toMatchObject({ status: 'passed', actual: expect.closeTo(-0.31) });
    expect(judged(710)).toMatchObject({ status: 'failed' });
  });
});
