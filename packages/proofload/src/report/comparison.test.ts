import { describe, expect, it } from 'vitest';
import { compare } from '../judge/compare.ts';
import { conclude } from '../judge/verdict.ts';
import { comparedRunOf } from '../record/baseline/schema.ts';
import { sampleOperation, sampleRecord } from '../record/sample.fixture.ts';
import { comparisonMarkdown, comparisonSummary } from './comparison.ts';

const runOf = (factor: number, id: string) => {
  const latencies = Array.from({ length: 600 }, (_, i) => factor * (20 + (i % 60)));
  const operations = [sampleOperation('GET /books', latencies)];
  const totals = { ...sampleOperation('*', latencies), kind: 'all' };
  return comparedRunOf(sampleRecord({ id, operations, totals }), 'passed');
};
const { comparisons, baseline } = compare('main', [runOf(1, '0001')], [runOf(1.1, '0002')]);
const note = { code: 'invalid-run', level: 'invalid', message: 'The run 0002 is invalid.', next: 'Again.' } as const;
const verdict = conclude({ requirements: [], comparisons, validity: [], baseline });

describe('a comparison of stored runs', () => {
  it('opens with its verdict and gates, then has what changed, as a run has it', () => {
    const text = comparisonSummary(verdict, { colour: false, columns: 100, verbose: true });
    expect(text).toMatch(/^\? INCONCLUSIVE {2}\d of \d gates undecided\nVS main@a1b2c3 \(1 run\)\n/);
    expect(text).toMatch(/GET \/books +p95 .*→/);
  });

  it('says first why it cannot be believed', () => {
    const invalid = conclude({ requirements: [], comparisons, validity: [note], baseline });
    const text = comparisonSummary(invalid, { colour: false, columns: 100, verbose: false });
    expect(text).toMatch(/INVALID.*\n {2}The run 0002 is invalid\. Again\.\n/);
    expect(comparisonMarkdown(invalid)).toContain('The run 0002 is invalid. Again.');
  });

  it('has the same as a table in Markdown', () => {
    const text = comparisonMarkdown(verdict);
    expect(text).toMatch(/^## \? INCONCLUSIVE\n/);
    expect(text).toContain('### Against main&#64;a1b2c3 (1 run)');
    expect(text).toContain('| `GET /books` | p95 |');
  });
});
