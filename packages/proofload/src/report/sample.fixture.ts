/** Runs to show: one that failed in many ways, and ugly ones, all from seeds, for the tests of every form. */
import { Histogram } from '../measure/histogram.ts';
import { distributionOf } from '../record/distribution.ts';
import { sampleHeader, sampleOperation, sampleRecord } from '../record/sample.fixture.ts';
import type { TimelineRow } from '../record/schema/measurements.ts';
import type { ErrorGroup, Exemplar, OperationRecord } from '../record/schema/operation.ts';
import type { ComparisonResult, RequirementResult } from '../record/schema/verdict.ts';
import type { RunRecord } from '../record/schema.ts';

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Log-normal latencies with a share of slow ones, as services have them. */
function latencies(random: () => number, count: number, medianMs: number, spread: number, slowShare = 0.01): number[] {
  return Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return medianMs * Math.exp(spread * normal) * (random() < slowShare ? 4 + 4 * random() : 1);
  });
}

const SECONDS = 120;
const START_MS = Date.parse(sampleHeader.startedAt);
const at = (offsetMs: number) => new Date(START_MS + offsetMs).toISOString();

interface Part {
  readonly name: string;
  readonly perSecond: number;
  readonly medianMs: number;
  readonly spread: number;
  readonly failing?: number;
  readonly errors?: readonly ErrorGroup[];
  readonly failed?: readonly Exemplar[];
}

const PARTS: readonly Part[] = [
  { name: 'GET /books', perSecond: 40, medianMs: 31, spread: 0.35 },
  { name: 'GET /books/{}', perSecond: 26, medianMs: 12, spread: 0.3 },
  { name: 'GET /search', perSecond: 14, medianMs: 48, spread: 0.5 },
  { name: 'POST /auth/login', perSecond: 2, medianMs: 118, spread: 0.15 },
  {
    name: 'POST /pay',
    perSecond: 10,
    medianMs: 98,
    spread: 0.75,
    failing: 0.034,
    errors: [
      { type: 'status', message: '503 Service Unavailable', count: 41, first: at(31_200), last: at(118_000) },
      { type: 'timeout', message: 'No answer within 2s', count: 3, first: at(64_000), last: at(66_500) },
    ],
    failed: [
      {
        intendedMs: 31_200,
        sentMs: 31_200.4,
        latencyMs: 6.2,
        serviceMs: 5.8,
        status: '503',
        user: 17,
        task: 'checkout',
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        error: 'status 503',
        excerpt: '{"error":"connection pool exhausted","retry_after":1}',
      },
      { intendedMs: 64_010, sentMs: 64_011, error: 'No answer within 2s', user: 3, task: 'checkout' },
    ],
  },
];

function timelineOf(random: () => number): TimelineRow[] {
  return Array.from({ length: SECONDS }, (_, second) => {
    const ramp = Math.min(1, (second + 1) / 20);
    const trouble = second > 60 && second < 70 ? 1 : 0;
    const count = Math.round(92 * ramp * (1 - 0.35 * trouble) + 6 * random());
    const p50 = 28 + 4 * random() + 22 * trouble;
    const failed = second > 31 ? Math.round(0.6 * random() + 4 * trouble * random()) : 0;
    const p95 = p50 * (3.2 + random() + 3 * trouble);
    return {
      startMs: second * 1000,
      durationMs: 1000,
      users: Math.round(50 * ramp),
      count,
      failed,
      rate: count,
      p50,
      p95,
      p99: p95 * (1.8 + random()),
    };
  });
}

function operationOf(part: Part, random: () => number): OperationRecord {
  const count = part.perSecond * SECONDS;
  const serviceMs = latencies(random, count, part.medianMs, part.spread);
  const latencyMs = serviceMs.map((ms) => ms + 0.1 * random());
  const failed = Math.round(count * (part.failing ?? 0));
  const slowest = [...latencyMs].sort((a, b) => b - a).slice(0, 10);
  return {
    ...sampleOperation(part.name, latencyMs, failed),
    rate: part.perSecond,
    bytesIn: count * 1834,
    bytesOut: count * 214,
    service: distributionOf(Histogram.of(serviceMs))!,
    phases: {
      connect: distributionOf(Histogram.of([0.21, 0.34, 0.28]))!,
      firstByte: distributionOf(Histogram.of(serviceMs.map((ms) => ms * 0.93)))!,
    },
    intervals: { errors: [failed / count / 1.4, (failed / count) * 1.4] },
    exemplars: {
      slowest: slowest.map((latency, index) => ({
        intendedMs: 61_000 + index * 410,
        sentMs: 61_000.2 + index * 410,
        latencyMs: latency,
        serviceMs: latency - 0.2,
        status: '200',
        user: 1 + index,
        task: 'browse',
        excerpt: '{"items":[{"id":7,"title":"The Sea"}]}',
      })),
      failed: part.failed ?? [],
    },
    errors: part.errors ?? [],
  };
}

/** A requirement's result, with parts replaced. */
export function requirement(parts: Partial<RequirementResult>): RequirementResult {
  return { ...sampleRecord().verdict.requirements[0]!, ...parts };
}

/** A comparison's result, with parts replaced. */
export function comparison(parts: Partial<ComparisonResult>): ComparisonResult {
  return {
    operation: 'GET /books',
    metric: 'p95',
    before: 88,
    after: 91,
    change: 0.034,
    interval: [-0.02, 0.08],
    p: 0.21,
    severity: 'none',
    status: 'no change',
    sigmaRun: { value: 0.06, source: 'history' },
    gate: true,
    reason: '',
    ...parts,
  };
}

/** Two minutes of a bookshop whose payments are slow and fail, held against a baseline. */
export function failedRun(parts: Partial<RunRecord> = {}): RunRecord {
  const random = seeded(7);
  const operations = PARTS.map((part) => operationOf(part, random));
  const all = latencies(random, 92 * SECONDS, 34, 0.8, 0.015);
  const base = sampleRecord();
  return {
    ...base,
    id: '0042',
    suite: { name: 'checkout', file: 'suites/checkout.perf.ts', hash: '9f86d081884c7d659a2feaa0c55ad015' },
    profile: 'medium',
    durationMs: SECONDS * 1000,
    load: {
      model: 'closed',
      startUsers: 0,
      stages: [
        { durationMs: 20_000, users: 50 },
        { durationMs: 100_000, users: 50 },
      ],
    },
    users: [
      { name: 'Reader', weight: 3 },
      { name: 'Buyer', weight: 1 },
    ],
    environment: {
      ...base.environment,
      cpu: 'AMD EPYC 7B13',
      ci: { name: 'GitHub Actions', build: '1234', url: 'https://github.com/example/shop/actions/runs/1234' },
    },
    totals: {
      ...sampleOperation('*', all, 44),
      kind: 'all',
      rate: 92,
      bytesIn: 20_245_000,
      bytesOut: 2_362_000,
      censored: 2,
    },
    operations,
    checks: [
      { name: 'has a title', operation: 'GET /books/{}', passed: 3120, failed: 0 },
      { name: 'total is right', operation: 'POST /pay', passed: 1152, failed: 7 },
    ],
    metrics: [
      { name: 'orders', type: 'counter', value: 1152, rate: 9.6 },
      { name: 'render', type: 'trend', distribution: distributionOf(Histogram.of(latencies(random, 900, 3.1, 0.4)))! },
    ],
    caches: [
      {
        name: 'covers',
        hits: 940,
        misses: 61,
        stale: 3,
        coalesced: 2,
        hitRatio: 0.939,
        interval: [0.92, 0.955],
        speedup: 18.4,
      },
    ],
    resources: [
      {
        name: 'api',
        metric: 'memory',
        unit: 'bytes',
        last: 412e6,
        min: 180e6,
        mean: 334e6,
        max: 415e6,
        samples: 120,
        points: [],
      },
    ],
    timeline: timelineOf(random),
    warmup: { detectedMs: 20_000, settled: true },
    generator: {
      ...base.generator,
      cpu: 0.91,
      sendLag: distributionOf(Histogram.of(latencies(random, 500, 0.12, 0.6)))!,
      loopLag: distributionOf(Histogram.of(latencies(random, 500, 0.5, 0.6)))!,
    },
    verdict: {
      status: 'failed',
      score: 0.6,
      gates: { passed: 3, total: 5 },
      requirements: [
        requirement({
          key: '*',
          metric: 'errors',
          bound: '<1%',
          dimension: 'ratio',
          actual: 0.00399,
          interval: [0.0021, 0.0063],
          samples: 11_040,
        }),
        requirement({
          key: 'GET /books',
          bound: '<80ms',
          actual: 78.2,
          interval: [75.9, 80.4],
          marginal: true,
          operations: ['GET /books'],
          reason: 'Its interval straddles the bound: a repeat may come out otherwise.',
        }),
        requirement({
          key: 'POST /pay',
          bound: '<300ms',
          status: 'failed',
          actual: 412,
          interval: [398, 431],
          operations: ['POST /pay'],
          samples: 1200,
        }),
        requirement({
          key: 'POST /auth/login',
          metric: 'p99',
          bound: '<500ms',
          status: 'inconclusive',
          actual: 188.4,
          interval: [170, null],
          needed: 299,
          samples: 240,
          operations: ['POST /auth/login'],
        }),
        requirement({
          key: 'GET /search',
          metric: 'p99',
          bound: '<200ms',
          severity: 'warn',
          status: 'failed',
          actual: 241,
          interval: [210, 270],
          operations: ['GET /search'],
        }),
      ],
      comparisons: [
        comparison({}),
        comparison({
          operation: 'POST /pay',
          before: 301,
          after: 412,
          change: 0.37,
          interval: [0.29, 0.44],
          p: 0.0002,
          severity: 'major',
          status: 'regressed',
        }),
      ],
      validity: [
        {
          code: 'generator-busy',
          level: 'warning',
          message: "The generator's CPU was at 91% after 01:10: latency may be overstated.",
          next: 'Try --workers 2.',
        },
      ],
      reasons: ['POST /pay: p95 is 412ms, not < 300ms.', 'POST /pay: p95 regressed by 37% (major).'],
      baseline: {
        reference: 'main',
        runs: Array.from({ length: 12 }, (_, index) => String(index + 30).padStart(4, '0')),
        commit: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
        branch: 'main',
        differences: [],
        assessment: 'Worse: one of two metrics regressed, by 37% at most.',
      },
    },
    ...parts,
  };
}

/** A run in which nothing was measured: every list empty, everything left out that may be. */
export function emptyRun(parts: Partial<RunRecord> = {}): RunRecord {
  const nothing = { ...sampleOperation('*', []), kind: 'all', status: {}, exemplars: { slowest: [], failed: [] } };
  return sampleRecord({
    suite: { name: 'nothing', file: '', hash: '' },
    profile: null,
    objectives: [],
    leftOut: {},
    users: [],
    requirements: [],
    plan: {},
    durationMs: 0,
    totals: nothing,
    operations: [],
    checks: [],
    metrics: [],
    timeline: [],
    environment: { ...sampleHeader.environment, git: null, ci: null },
    verdict: {
      status: 'invalid',
      score: null,
      gates: { passed: 0, total: 0 },
      requirements: [],
      comparisons: [],
      validity: [
        {
          code: 'nothing-measured',
          level: 'invalid',
          message: 'Nothing was measured.',
          next: 'Check that the tasks make requests.',
        },
      ],
      reasons: ['Nothing was measured.'],
    },
    ...parts,
  });
}

/** A run of so many operations with names that no layout likes. */
export function crowdedRun(operations = 300): RunRecord {
  const random = seeded(3);
  const path = () =>
    Array.from({ length: 2 + Math.floor(random() * 9) }, () => `segment-${Math.floor(random() * 1e6)}`).join('/');
  const names = Array.from({ length: operations }, (_, index) => `GET /api/v${index}/${path()}/{}`);
  names[3] = '<script>alert("&")</script> </table>';
  names[4] = 'POST /本屋/買う 🛒';
  names[5] = 'evil \u001b[31mred\u001b[0m\r\n| pipe `tick` @team';
  const records = names.map((name, index) => {
    const record = sampleOperation(
      name,
      latencies(random, 20, 5 + 30 * random() ** 4 * 100, 0.5),
      index % 40 === 3 ? 4 : 0,
    );
    const many = (count: number): Exemplar[] =>
      Array.from({ length: count }, (_, n) => ({
        intendedMs: n * 100,
        latencyMs: 12,
        status: '200',
        excerpt: 'x'.repeat(400),
      }));
    const errors: ErrorGroup[] =
      record.failed === 0 ? [] : [{ type: 'expect', message: name, count: 4, first: at(1000), last: at(2000) }];
    return { ...record, exemplars: { slowest: many(10), failed: many(record.failed) }, errors };
  });
  const verdict = failedRun().verdict;
  return failedRun({
    operations: records,
    load: {
      model: 'open',
      startRate: 1000,
      stages: [{ durationMs: 120_000, rate: 1000 }],
      maxUsers: 5000,
      arrivals: 'poisson',
      overflow: 'wait',
    },
    verdict: {
      ...verdict,
      gates: { passed: names.length + 131, total: names.length + 150 },
      requirements: names.map((key, index) =>
        requirement({
          key,
          bound: '<100ms',
          actual: 3 * index,
          interval: [2 * index, 4 * index],
          status: index > 280 ? 'failed' : 'passed',
          operations: [key],
        }),
      ),
      comparisons: names.map((operation, index) => comparison({ operation, gate: index % 2 === 0 })),
    },
  });
}
