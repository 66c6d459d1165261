import { describe, expect, it } from 'vitest';
import { prometheusReport } from './prometheus.ts';
import { crowdedRun, emptyRun, failedRun } from './sample.fixture.ts';

const SAMPLE = /^([a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)*)\} (NaN|[+-]Inf|-?[\d.]+(?:e[+-]?\d+)?)$/;

interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

/** Reads the exposition; every line must be a comment or a sample. */
function parse(text: string): Sample[] {
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .filter((line) => !/^# (HELP|TYPE) [a-z_]+ \S/.test(line))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
      expect(name, line).not.toBe('');
      return { name, labels, value: Number(value) };
    });
}

const run = failedRun();
const samples = parse(prometheusReport(run));
const of = (name: string, label = '') =>
  samples.filter((sample) => sample.name === name && sample.labels.includes(label));

describe("Prometheus's exposition", () => {
  it('counts requests and failures of each operation', () => {
    expect(of('proofload_requests_total').map(({ value }) => value)).toEqual(run.operations.map(({ count }) => count));
    expect(of('proofload_failures_total', 'operation="POST /pay"')[0]?.value).toBe(41);
  });

  it('has histograms that rise up to their count, in seconds', () => {
    const buckets = of('proofload_latency_seconds_bucket', 'operation="GET /books"').map(({ value }) => value);
    expect(buckets).toEqual([...buckets].sort((a, b) => a - b));
    expect(buckets.at(-1)).toBe(4800);
    expect(of('proofload_latency_seconds_count', 'operation="GET /books"')[0]?.value).toBe(4800);
    const within =
      of('proofload_latency_seconds_bucket', 'operation="GET /books",kind="http",le="0.0625"')[0]?.value ?? 0;
    expect(within / 4800).toBeGreaterThan(0.95);
    const p95 = of('proofload_latency_quantile_seconds', 'operation="GET /books",kind="http",quantile="0.95"')[0]
      ?.value;
    expect(p95).toBeCloseTo(run.operations[0]!.latency!.p95 / 1000, 9);
  });

  it('tells the verdict', () => {
    expect(of('proofload_verdict').map(({ value }) => value)).toEqual([0, 1, 0, 0]);
    expect(of('proofload_requirement_actual', 'key="POST /pay"')[0]?.value).toBe(0.412);
    expect(of('proofload_requirement_passed').map(({ value }) => value)).toEqual([1, 1, 0, 0]);
  });

  it('never has the same sample twice', () => {
    const keys = samples.map(({ name, labels }) => name + labels);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('can be read, whatever names there are', () => {
    parse(prometheusReport(crowdedRun(20)));
    parse(prometheusReport(emptyRun()));
  });
});
