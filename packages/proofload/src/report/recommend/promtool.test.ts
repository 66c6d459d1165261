/** Recommended rules as Prometheus itself reads them, with its own `promtool`. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { recommend } from '../../judge/recommend.ts';
import { comparedRunOf } from '../../record/baseline/schema.ts';
import { sampleOperation, sampleRecord } from '../../record/sample.fixture.ts';
import { OWN_NAMES, prometheusRules } from './rules.ts';

const PROMTOOL = ['/usr/bin/promtool', '/usr/local/bin/promtool'].find((file) => existsSync(file)) ?? 'promtool';
const isMissing = !existsSync(PROMTOOL) && process.env.CI !== 'true';

// Between 20 and 79 ms, one of a hundred failed.
const latencies = Array.from({ length: 600 }, (_, i) => 20 + (i % 60));
const names = ['GET /books', `GET /it's "{{ $labels }}" \\ \n é: - #`];
const operations = names.map((name) => sampleOperation(name, latencies, 6));
const found = recommend([comparedRunOf(sampleRecord({ operations }), 'passed')]);

/** A service that answers `GET /books` 10 times a second, all of it in the bucket that ends at so many seconds. */
const seriesOf = (seconds: number, failures: number) => {
  const buckets = ['0.08', '0.5', '1', '+Inf'].map((le) => {
    const step = Number(le.replace('+Inf', 'Infinity')) >= seconds ? 600 : 0;
    return { series: `proofload_latency_seconds_bucket{operation="GET /books",le="${le}"}`, values: `0+${step}x60` };
  });
  const counter = (name: string, step: number) => {
    return { series: `proofload_${name}_total{operation="GET /books"}`, values: `0+${step}x60` };
  };
  return [...buckets, counter('requests', 600), ...(failures > 0 ? [counter('failures', failures * 600)] : [])];
};

describe.skipIf(isMissing)('promtool', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-promtool-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const promtool = (command: string, file: string, content: string) => {
    writeFileSync(join(folder, file), content);
    const { status, stdout, stderr, error } = spawnSync(PROMTOOL, [command, 'rules', file], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, said: `${error?.message ?? ''}${stdout}${stderr}` };
  };

  it.each([
    ['of its own metrics', OWN_NAMES],
    [
      "of the service's",
      { histogram: 'http_request_duration_seconds', requests: 'a:b', failures: 'c', label: 'route' },
    ],
  ])('takes the rules %s, whatever operations are called', (_, own) => {
    const { status, said } = promtool('check', 'rules.yml', prometheusRules(found, own));
    expect(said).toContain('SUCCESS: 16 rules found');
    expect(status).toBe(0);
  });

  it.each([
    ['as it was in the tests', 0.08, 0.01, []],
    ['slow', 1, 0.01, ['LatencyP95High', 'LatencyP99High']],
    ['failing', 0.08, 0.3, ['ErrorRatioHigh']],
  ])('finds that a service raises the alerts that belong to it: %s', (_, seconds, failures, raised) => {
    promtool('check', 'rules.yml', prometheusRules(found));
    const firing = raised.flatMap((alertname) =>
      ['critical', 'warning'].map((severity) => {
        const labels = `alertname="${alertname}", alertstate="firing", operation="GET /books", severity="${severity}"`;
        return { labels: `ALERTS{${labels}}`, value: 1 };
      }),
    );
    const expected = [{ expr: 'ALERTS{alertstate="firing"}', eval_time: '40m', exp_samples: firing }];
    const test = { interval: '1m', input_series: seriesOf(seconds, failures), promql_expr_test: expected };
    // JSON is YAML.
    const { status, said } = promtool('test', 'test.yml', JSON.stringify({ rule_files: ['rules.yml'], tests: [test] }));
    expect(said).toContain('SUCCESS');
    expect(status).toBe(0);
  });
});
