import { describe, expect, it } from 'vitest';
import { buildRun } from '../record/build.ts';
import { type Happening, measure, request, sliceSeconds } from '../record/measured.fixture.ts';
import { sampleHeader } from '../record/sample.fixture.ts';
import type { RecordedLoad } from '../record/schema/header.ts';
import type { MeasuredRun } from '../record/schema.ts';
import { seededRandom } from '../stats/index.ts';
import { SeriesEvidence } from './evidence.ts';
import { requirementOf } from './requirements.ts';
import { scenarioFindings } from './scenario-findings.ts';

const P95 = { key: '*', metric: 'p95', bound: '<100ms', severity: 'fail', abort: false } as const;

function findings(
  scenario: string,
  load: RecordedLoad,
  seconds: number,
  happening: Happening,
  parts: Partial<MeasuredRun> = {},
) {
  const measurements = measure(sliceSeconds(seconds, happening));
  const header = { ...sampleHeader, scenario, load, requirements: [P95] };
  const run = { ...buildRun(header, measurements, { end: 'completed', durationMs: seconds * 1_000 }), ...parts };
  return scenarioFindings(run, new SeriesEvidence(measurements), [requirementOf(P95)]);
}

/** Twenty requests a second, of which the latency and the failures are told by the second. */
const service =
  (latencyMs: (second: number) => number, failing: (second: number) => number = () => 0): Happening =>
  (recorder, second, nowMs) => {
    for (let i = 0; i < 20; i += 1)
      request(recorder, 'GET /', nowMs, latencyMs(second), i < failing(second) ? 500 : 200);
  };

const steps = (levels: readonly number[], seconds: number): RecordedLoad => ({
  ...{ model: 'closed', startUsers: levels[0]! },
  stages: levels.flatMap((users, index) => [
    ...(index === 0 ? [] : [{ durationMs: 0, users }]),
    { durationMs: seconds * 1_000, users },
  ]),
});

const named = (found: ReturnType<typeof findings>, name: string) => found.find((each) => each.name === name)!;

describe('a stress run', () => {
  const load = steps([10, 20, 30, 40], 10);

  it('tells the first level at which a requirement breaks, and the level before', () => {
    const found = findings(
      'stress',
      load,
      40,
      service((second) => (second < 20 ? 50 : 200)),
    );
    expect(named(found, 'breaking point')).toMatchObject({ value: 30, dimension: 'number' });
    expect(named(found, 'breaking point').text).toBe(
      'The breaking point is 30 users: there * p95 <100ms broke; 20 users were sustained.',
    );
    expect(named(found, 'sustained load').value).toBe(20);
  });

  it('says so where nothing breaks', () => {
    const found = findings(
      'stress',
      load,
      40,
      service(() => 50),
    );
    expect(named(found, 'breaking point')).toMatchObject({ value: null });
    expect(named(found, 'breaking point').text).toContain('held up to 40 users');
  });

  it('says so where there are no levels to tell apart', () => {
    const iterations = { model: 'iterations', users: 1, iterations: 1, shared: true, maxDurationMs: 1 } as const;
    expect(
      named(
        findings(
          'stress',
          iterations,
          5,
          service(() => 1),
        ),
        'breaking point',
      ).text,
    ).toContain('can be told');
  });
});

describe('a spike', () => {
  const load = steps([10, 50, 10], 10);

  it('tells the most failures, the highest latency and the time to recover', () => {
    const found = findings(
      'spike',
      load,
      30,
      service(
        (second) => (second >= 10 && second < 24 ? 900 : 50),
        (second) => (second === 15 ? 5 : 0),
      ),
    );
    expect(named(found, 'peak error rate').value).toBe(0.25);
    expect(named(found, 'peak p95').value).toBeCloseTo(900, -1);
    expect(named(found, 'time to recover').value).toBe(4_000);
  });

  it('says when the service never recovered, and when it did at once', () => {
    const never = findings(
      'spike',
      load,
      30,
      service((second) => (second < 10 ? 50 : 900)),
    );
    expect(named(never, 'time to recover')).toMatchObject({ value: null });
    expect(named(never, 'time to recover').text).toContain('did not recover');
    expect(
      named(
        findings(
          'spike',
          load,
          30,
          service(() => 50),
        ),
        'time to recover',
      ).value,
    ).toBe(0);
  });

  it('says so where the load has no rise', () => {
    const found = findings(
      'spike',
      steps([10], 30),
      30,
      service(() => 50),
    );
    expect(named(found, 'time to recover').text).toContain('no sudden rise');
  });
});

describe('a soak', () => {
  const load = steps([10], 200);

  it('tells a drift of the latency, and that there is none', () => {
    const random = seededRandom(3);
    const noisy = (slope: number) => service((second) => 50 + slope * second + 5 * random());
    const drifting = named(findings('soak', load, 200, noisy(0.2)), 'latency drift');
    expect(drifting.value).toBeGreaterThan(0.2);
    expect(drifting.text).toContain('drifts: +');
    expect(named(findings('soak', load, 200, noisy(0)), 'latency drift').text).toContain('No drift of the p95');
    expect(named(findings('soak', load, 10, noisy(0)), 'latency drift').text).toContain('too short');
  });

  it('tells a leak of each resource', () => {
    const points = Array.from({ length: 200 }, (_, second) => [second * 1_000, 50e6 + second * 1e6] as const);
    const memory = {
      ...({ name: 'api', metric: 'memory', unit: 'bytes', samples: 200, points } as const),
      last: 1,
      min: 1,
      mean: 1,
      max: 1,
    } as const;
    const found = findings(
      'soak',
      load,
      200,
      service(() => 50),
      { resources: [memory] },
    );
    expect(named(found, 'leak of api').value).toBeGreaterThan(10_000);
    expect(named(found, 'leak of api').text).toContain('does not slow down');
  });
});

describe('a run of no known scenario', () => {
  it('has no findings', () => {
    expect(
      findings(
        'checkout',
        steps([10], 10),
        10,
        service(() => 50),
      ),
    ).toEqual([]);
  });
});
