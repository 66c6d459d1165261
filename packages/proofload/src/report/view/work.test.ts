import { describe, expect, it } from 'vitest';
import { Histogram } from '../../measure/histogram.ts';
import { distributionOf } from '../../record/distribution.ts';
import { sampleOperation, sampleRecord } from '../../record/sample.fixture.ts';
import type { OperationRecord } from '../../record/schema/operation.ts';
import { htmlReport } from '../html.ts';
import { markdownReport } from '../markdown.ts';
import { prometheusReport } from '../prometheus.ts';
import { terminalSummary } from '../terminal.ts';
import { viewOf } from '../view.ts';
import { formatTrend } from './units.ts';
import { workOf } from './work.ts';

function operation(
  name: string,
  kind: string,
  trends: Readonly<Record<string, readonly number[]>>,
  parts: Partial<OperationRecord> = {},
): OperationRecord {
  const distributions = Object.entries(trends).map(
    ([trend, values]) => [trend, distributionOf(Histogram.of(values))!] as const,
  );
  return { ...sampleOperation(name, [100, 200]), kind, trends: Object.fromEntries(distributions), ...parts };
}

const job = operation(
  'biography',
  'job',
  {
    submit: [10],
    queue: [250],
    run: [700],
    notice: [30],
    fetch: [10],
    total: [1000],
    noticeLeast: [20],
    noticeMost: [40],
  },
  { perHour: 450, censored: 3, withCensored: { p50: 1000, p95: 2000, p99: null } },
);
const chat = operation('chat', 'llm', {
  ttft: [200, 400],
  itl: [20, 25],
  outputTokens: [300, 300],
  good: [1, 0],
  cost: [0.25, 0.25],
});
const batch = (size: number, perItemMs: readonly number[]) =>
  operation(
    `images (${size})`,
    'batch',
    { perItem: perItemMs },
    { tags: { batch: 'images', size: String(size), mode: 'parallel' } },
  );
const images = operation('POST /images', 'http', { products: [4, 4] });
const cache = { name: 'covers', hits: 90, misses: 10, stale: 0, coalesced: 0, hitRatio: 0.9, speedup: 20 };
const run = sampleRecord({
  operations: [job, chat, batch(4, [20, 40]), batch(1, [60, 120]), images],
  caches: [cache],
  timeline: sampleRecord().timeline.map((row, index) => ({
    ...row,
    models: { tokensPerSecond: 50 * index, streams: index + 1, ttftP50: 200, ttftP95: index === 0 ? null : 400 },
    openJobs: index + 1,
  })),
  definitions: { ttft: { unit: 'ms', per: 'request', definition: 'Time to the first token.' } },
});

describe('generative work as it is shown', () => {
  const work = workOf(run);

  it('has a job by its phases, which add up, with what is known of it only between two ends', () => {
    expect(work.jobs[0]?.phases.map(({ name, share }) => [name, Math.round(share * 100)])).toEqual([
      ['submit', 1],
      ['queue', 25],
      ['run', 70],
      ['notice', 3],
      ['fetch', 1],
    ]);
    expect(work.jobs[0]?.text).toBe(
      'submit 10.0ms + queue 250ms + run 700ms + notice 30.0ms + fetch 10.0ms, total p95 1.00s, 450 an hour, notice between 20.0ms and 40.0ms by polls, 3 unfinished at the end, with which p95 is 2.00s',
    );
  });

  it('has a line of tokens for a model', () => {
    expect(work.models[0]?.text).toBe(
      'ttft p50 200ms p95 400ms, itl p50 20.0ms p95 25.0ms, 600 tokens at 10.0/s, goodput 1.00/m (50% met their bounds), cost 0.500',
    );
  });

  it('has the tokens of the input where there are no others, and says where there are none at all', () => {
    const textOf = (trends: Readonly<Record<string, readonly number[]>>) =>
      workOf(sampleRecord({ operations: [operation('embeddings', 'llm', trends)] })).models[0]?.text;
    expect(textOf({ inputTokens: [3, 9] })).toBe('12 tokens of input at 0.200/s');
    expect(textOf({})).toBe('no answer with tokens came whole');
  });

  it('has the sizes of a batch in their order, and how many products there were', () => {
    expect(work.batches).toMatchObject([{ name: 'images', text: '1: 11.1/s, 4: 33.3/s (3.00 times)' }]);
    expect(work.products[0]?.text).toBe('8 produced, 0.133/s, 4 in an answer');
  });

  it('stands in the terminal with the phases as a bar, and in the page with definitions', () => {
    const summary = terminalSummary(run, { colour: false, columns: 100 });
    expect(summary).toMatch(/JOBS {8}! biography: submit/);
    expect(summary).toMatch(/ q{10}r{28}n/);
    const page = htmlReport(run);
    expect(page).toContain('Time to the first token.');
    expect(page).toContain('Batches of images');
  });

  it('is told in the same words in the terminal, in Markdown and on the page', () => {
    const letters = (text: string) => text.replace(/&[a-z#0-9]+;/g, '').replace(/[^\p{L}\p{N}.]/gu, '');
    const { work, measures } = viewOf(run);
    const told = [...work.jobs, ...work.models, ...work.products, ...measures.caches];
    expect(told).toHaveLength(4);
    const forms = [
      terminalSummary(run, { colour: false, columns: 100 }),
      markdownReport(run),
      htmlReport(run).replace(/<[^>]*>/g, ''),
    ].map(letters);
    for (const { name, text } of told) {
      for (const form of forms) {
        expect(form).toContain(letters(text));
        expect(form).toContain(letters(name));
      }
    }
    expect(forms[1]).toContain(letters(work.batches[0]!.text));
  });

  it('is drawn over time: tokens, the time to the first, answers at once, open jobs', () => {
    const page = htmlReport(run);
    const charts = [...page.matchAll(/<figure id="(chart-[a-z]+)">/g)].map(([, id]) => id);
    expect(charts).toEqual(expect.arrayContaining(['chart-tokens', 'chart-ttft', 'chart-streams', 'chart-jobs']));
    expect(htmlReport(sampleRecord())).not.toContain('chart-tokens');
  });

  it('has several seconds in a row where there are many, with the worst of the times', () => {
    const [row] = run.timeline;
    const timeline = Array.from({ length: 600 }, (_, second) => ({
      ...row!,
      startMs: second * 1000,
      models: { tokensPerSecond: second % 3, streams: second, ttftP50: null, ttftP95: second === 1 ? 900 : null },
    }));
    const table =
      /<table [^>]*id="models-data"[^>]*>([\s\S]*?)<\/table>/.exec(htmlReport({ ...run, timeline }))?.[1] ?? '';
    const rows = [...table.matchAll(/<tr><th scope="row">.*/g)].map(([text]) => text);
    expect(rows).toHaveLength(200);
    expect(rows[0]).toContain('<td>1.00/s<td>–<td>900ms<td>2');
  });

  it('is exported to Prometheus with the definition of each figure as its help', () => {
    const text = prometheusReport(run);
    expect(text).toContain('# HELP proofload_ttft_quantile_seconds Time to the first token.');
    expect(text).toMatch(/proofload_ttft_quantile_seconds\{.*operation="chat",kind="llm",quantile="0.95"\} 0.4\n/);
  });

  it('gives values of a trend in the unit of its definition', () => {
    expect(formatTrend('llm', 'outputTokens', [300, 1200])).toEqual(['300', '1,200']);
    expect(formatTrend('llm', 'ttft', [300, 1200])).toEqual(['0.30s', '1.20s']);
  });
});
