import { describe, expect, it } from 'vitest';
import { recommend } from '../../judge/recommend.ts';
import { comparedRunOf } from '../../record/baseline/schema.ts';
import { sampleOperation, sampleRecord } from '../../record/sample.fixture.ts';
import { parseBound } from '../../units/bound.ts';
import { rounded } from './figures.ts';
import { recommendationsMarkdown } from './markdown.ts';
import { requirementsCode } from './requirements.ts';
import { OWN_NAMES, prometheusRules } from './rules.ts';

const HOSTILE = `GET /it's "{{ $labels }}"`;
const latencies = Array.from({ length: 600 }, (_, i) => 20 + (i % 60));
const operations = [sampleOperation('GET /books', latencies), sampleOperation(HOSTILE, latencies)];
const found = recommend([comparedRunOf(sampleRecord({ operations }), 'passed')]);

describe('recommended requirements', () => {
  it('are code with bounds that a suite takes', () => {
    const code = requirementsCode(found);
    const { requirements } = new Function(`return { ${code} }`)() as {
      requirements: Record<string, Record<string, string>>;
    };
    expect(Object.keys(requirements)).toEqual(['*', 'GET /books', HOSTILE]);
    for (const bounds of Object.values(requirements)) {
      expect(Object.keys(bounds)).toEqual(['p95', 'p99', 'errors', 'rate']);
      for (const bound of Object.values(bounds)) expect(() => parseBound(bound)).not.toThrow();
    }
  });

  it('are rounded to the careful side', () => {
    expect(rounded(101, 'p95')).toBe(110);
    expect(rounded(0.00123, 'errors')).toBe(0.0013);
    expect(rounded(109, 'rate')).toBe(100);
    expect(rounded(0, 'errors')).toBe(0);
  });
});

describe('recommended rules', () => {
  const rules = prometheusRules(found);

  it('have every value as a JSON string, which YAML reads as it is', () => {
    for (const line of rules.split('\n').slice(2)) {
      const [, value] = /^\s*(?:- )?[a-z]+: (.+)$/.exec(line) ?? [];
      if (value !== undefined) expect(JSON.parse(value), line).toBeTypeOf('string');
      else if (line !== '') expect(line).toMatch(/^ +(?:rules|labels|annotations):$/);
    }
  });

  it('alert on what they record, with names that cannot be told as templates', () => {
    const values = (key: string) =>
      [...rules.matchAll(new RegExp(`^ *(?:- )?${key}: (.+)$`, 'gm'))].map(([, value]) => JSON.parse(value as string));
    const recorded = values('record') as string[];
    expect(recorded).toContain('operation:proofload_latency_seconds:p95_5m');
    for (const name of recorded) expect(name).toMatch(/^[A-Za-z_:][A-Za-z0-9_:]*$/);
    const alerts = (values('expr') as string[]).slice(recorded.length);
    expect(alerts).toHaveLength(12);
    for (const expression of alerts) expect(recorded.some((name) => expression.startsWith(`${name}{`))).toBe(true);
    expect(alerts.some((expression) => expression.includes(String.raw`it's \"{{ $labels }}\"`))).toBe(true);
    for (const text of [...values('summary'), ...values('description')]) expect(text).not.toContain('{{');
  });

  it('look at the metrics that they are told of', () => {
    const own = prometheusRules(found, { ...OWN_NAMES, histogram: 'http_request_duration_seconds', label: 'route' });
    expect(own).toContain('sum by (le, route) (rate(http_request_duration_seconds_bucket[5m]))');
    expect(own).toContain('route:http_request_duration_seconds:p95_5m{route=');
  });
});

describe('the report of recommendations', () => {
  it('has levels, capacity and what to paste', () => {
    const markdown = recommendationsMarkdown(found);
    for (const heading of ['Service levels and alerts', 'Capacity', 'Requirements']) {
      expect(markdown).toContain(`### ${heading}`);
    }
    expect(markdown).toContain('Plan for at most');
  });
});
