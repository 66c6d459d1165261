/** A small run of a bookshop, complete and plausible, for the tests of rooms that read records. */
import { Histogram } from '../measure/histogram.ts';
import { distributionOf } from './distribution.ts';
import type { RunHeader } from './schema/header.ts';
import type { OperationRecord } from './schema/operation.ts';
import type { RunRecord } from './schema.ts';

export const sampleHeader: RunHeader = {
  schema: 'proofload.run/1',
  id: '0007',
  suite: { name: 'bookshop', file: 'bookshop.perf.ts', hash: 'f00d' },
  startedAt: '2026-11-20T10:00:00.000Z',
  target: 'http://127.0.0.1:8000',
  scenario: null,
  profile: 'light',
  seed: 1,
  objectives: ['Browsing stays quick.'],
  leftOut: { '/api/v1/llm/*': 'It costs money.' },
  environment: {
    host: 'bench',
    cpu: 'A processor',
    cores: 2,
    memory: 4e9,
    os: 'Linux 6.1',
    node: 'v20.19.0',
    proofload: '0.1.0',
    git: { commit: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678', branch: 'main', dirty: false },
    ci: null,
  },
  load: { model: 'closed', startUsers: 10, stages: [{ durationMs: 60_000, users: 10 }] },
  users: [{ name: 'Reader', weight: 1 }],
  warmupMs: 0,
  strict: false,
  requirements: [{ key: '*', metric: 'p95', bound: '<100ms', severity: 'fail', abort: false }],
  plan: { users: { value: 10, source: 'profile', from: 'light' } },
};

/** An operation with the given latencies, in ms. */
export function sampleOperation(name: string, latenciesMs: readonly number[], failed = 0): OperationRecord {
  const latency = distributionOf(Histogram.of(latenciesMs));
  return {
    name,
    kind: 'http',
    tags: {},
    count: latenciesMs.length,
    failed,
    rate: latenciesMs.length / 60,
    bytesIn: 1000,
    bytesOut: 100,
    ...(latency === undefined ? {} : { latency, service: latency }),
    phases: {},
    trends: {},
    status: { '200': latenciesMs.length - failed, ...(failed > 0 ? { '503': failed } : {}) },
    censored: 0,
    exemplars: { slowest: [{ intendedMs: 1, sentMs: 1, latencyMs: 90, status: '200' }], failed: [] },
    errors: [],
  };
}

const latenciesMs = Array.from({ length: 600 }, (_, i) => 20 + (i % 60));

/** The run, with parts replaced. */
export function sampleRecord(parts: Partial<RunRecord> = {}): RunRecord {
  return {
    ...sampleHeader,
    durationMs: 60_000,
    end: 'completed',
    totals: { ...sampleOperation('*', latenciesMs), kind: 'all' },
    operations: [sampleOperation('GET /books', latenciesMs)],
    checks: [{ name: 'has a title', operation: 'GET /books', passed: 600, failed: 0 }],
    metrics: [{ name: 'orders', type: 'counter', value: 12, rate: 0.2 }],
    caches: [],
    resources: [],
    timeline: [{ startMs: 0, durationMs: 1000, users: 10, count: 10, failed: 0, rate: 10, p50: 50, p95: 78, p99: 79 }],
    generator: { workers: 1, cpu: 0.1, saturated: 0, dropped: 0, droppedUnasked: 0, localErrors: {}, clockJumps: [] },
    warmup: { detectedMs: null, settled: null },
    verdict: {
      status: 'passed',
      score: 1,
      gates: { passed: 1, total: 1 },
      requirements: [
        {
          key: '*',
          metric: 'p95',
          bound: '<100ms',
          dimension: 'duration',
          severity: 'fail',
          actual: 77,
          interval: [76, 78],
          samples: 600,
          needed: 59,
          status: 'passed',
          marginal: false,
          reason: '',
          operations: ['GET /books'],
        },
      ],
      comparisons: [],
      validity: [],
      reasons: [],
    },
    ...parts,
  };
}
