/** Generative work on the page: jobs as stacked bars, models, batches with their speed-up, caches with hits beside misses. */
import type { CacheRecord } from '../../record/schema/measurements.ts';
import type { OperationRecord } from '../../record/schema/operation.ts';
import type { RunRecord } from '../../record/schema.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatCount, formatSignificant, NO_VALUE } from '../../units/number.ts';
import { formatPercent } from '../../units/percent.ts';
import { formatRate } from '../../units/rate.ts';
import { cacheView } from '../view/caches.ts';
import { formatTrend } from '../view/units.ts';
import type { BatchView, JobView } from '../view/work.ts';
import type { ReportView } from '../view.ts';
import { cacheRanges } from './cache-ranges.ts';
import { mark, section, table, within } from './elements.ts';
import { place } from './frame.ts';
import { html, type Markup, NOTHING } from './markup.ts';

const PART_BYTES = 9_000;

export function workSection({ work }: ReportView, run: RunRecord): Markup {
  const jobs = within(work.jobs, PART_BYTES, jobFigure);
  const texts = new Map(work.models.map(({ name, text }) => [name, text]));
  const found = run.operations.filter(({ kind }) => kind === 'llm');
  const models = within(found, PART_BYTES, (model) => modelTable(model, texts.get(model.name) ?? ''));
  const batches = within(work.batches, PART_BYTES, batchTable);
  const caches = within(run.caches, 2 * PART_BYTES, cacheTable);
  return section(
    'work',
    'Jobs, models, batches, caches',
    ...[jobs, models, batches, caches].flatMap(({ rows, rest }) => [rows, rest]),
    definitions(run),
  );
}

const WIDTH = 1000;

/** Those of the style sheet, which differ in brightness too. */
const COLOURS: Readonly<Record<string, string>> = {
  submit: 'var(--rule)',
  queue: 'var(--p95)',
  run: 'var(--p50)',
  notice: 'var(--p99)',
  fetch: 'var(--muted)',
};

/** The phases by their means, so that they add up. */
function jobFigure({ name, mark: kind, text, phases }: JobView): Markup {
  let from = 0;
  const bars = phases.map(({ name: phase, share }) => {
    const [x, width] = [from, share * WIDTH];
    from += width;
    return html`<rect fill="${COLOURS[phase]}" x="${place(x)}" y="0" width="${place(Math.max(0, width - 1))}" height="26"><title>${phase}</title></rect>`;
  });
  const keys = phases.map(
    ({ name: phase, meanMs, share }) =>
      html`<li><svg class="sign" viewBox="0 0 28 10" aria-hidden="true"><rect fill="${COLOURS[phase]}" width="28" height="10"/></svg>${phase} ${formatDuration(meanMs)} (${formatPercent(share)})</li>`,
  );
  return html`<div><h3>${mark(kind)} ${name}</h3><svg width="100%" height="26" viewBox="0 0 ${WIDTH} 26" preserveAspectRatio="none" role="img" aria-label="${name}: ${text}">${bars}</svg><ul class="legend">${keys}</ul><p class="summary">${text}</p></div>`;
}

const MODEL_FIGURES = [
  'ttft',
  'itl',
  'chunkGap',
  'e2e',
  'outputTokens',
  'inputTokens',
  'tokensPerSecond',
  'clientDelay',
] as const;

/** A table a model, a figure a row, so that it fits a phone and paper. */
function modelTable(model: OperationRecord, text: string): Markup {
  const rows = MODEL_FIGURES.flatMap((trend) => {
    const values = model.trends[trend];
    if (values === undefined) return [];
    const cells = [values.p50, values.p95, values.p99].flatMap((value) => formatTrend('llm', trend, [value]));
    return html`<tr><th scope="row">${trend}</th>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`;
  });
  const heads = [{ name: 'figure' }, ...['p50', 'p95', 'p99'].map((name) => ({ name, isNumber: true }))];
  return html`<div><h3>${model.name}</h3><p class="summary">${text}</p>${table(model.name, heads, html`${rows}`, 'small')}</div>`;
}

function batchTable({ name, rows }: BatchView): Markup {
  const most = Math.max(...rows.map(({ speedup = 1 }) => speedup), 1);
  const body = rows.map(
    ({ size, itemsPerSecond, speedup, efficiency }) =>
      html`<tr><th scope="row" class="number">${size}</th><td class="number">${formatRate(itemsPerSecond)}</td><td class="number">${speedup === undefined ? NO_VALUE : `${formatSignificant(speedup)} times`}</td><td class="number">${efficiency === undefined ? NO_VALUE : formatPercent(efficiency)}</td><td><svg class="miniature shape" viewBox="0 0 120 18" aria-hidden="true"><rect y="4" height="10" width="${place((120 * (speedup ?? 0)) / most)}"/></svg></td></tr>`,
  );
  const heads = [
    { name: 'at once', isNumber: true },
    { name: 'items', isNumber: true },
    { name: 'speed-up', isNumber: true },
    { name: 'efficiency', isNumber: true },
    { name: '' },
  ];
  const found = table(`Batches of ${name}`, heads, html`${body}`, 'small');
  return found.source === '' ? NOTHING : html`<h3>Batches of ${name}</h3>${found}`;
}

const OUTCOMES = [
  { name: 'hits', count: ({ hits }: CacheRecord) => hits, latency: ({ hit }: CacheRecord) => hit },
  { name: 'stale', count: ({ stale }: CacheRecord) => stale, latency: (cache: CacheRecord) => cache.staleLatency },
  {
    name: 'coalesced',
    count: ({ coalesced }: CacheRecord) => coalesced,
    latency: (cache: CacheRecord) => cache.coalescedLatency,
  },
  { name: 'misses', count: ({ misses }: CacheRecord) => misses, latency: ({ miss }: CacheRecord) => miss },
] as const;

/** A table a cache, a sort of answers a row. */
function cacheTable(cache: CacheRecord): Markup {
  const rows = OUTCOMES.flatMap(({ name, count, latency }) => {
    const [answers, values] = [count(cache), latency(cache)];
    if (answers === 0) return [];
    const times = [values?.p50, values?.p95, values?.p99].map((ms) =>
      ms === undefined ? NO_VALUE : formatDuration(ms),
    );
    return html`<tr><th scope="row">${name}</th>${[formatCount(answers), ...times].map((cell) => html`<td class="number">${cell}</td>`)}</tr>`;
  });
  const heads = [{ name: 'answers' }, ...['count', 'p50', 'p95', 'p99'].map((name) => ({ name, isNumber: true }))];
  const { text } = cacheView(cache);
  return html`<div><h3>${cache.name}</h3><p class="summary">${text}</p>${table(cache.name, heads, html`${rows}`, 'small')}${cacheRanges(cache)}</div>`;
}

function definitions({ definitions: known = {} }: RunRecord): Markup {
  const rows = Object.entries(known).map(
    ([name, { unit, per, definition }]) =>
      html`<tr><th scope="row">${name}</th><td>${unit}, of a ${per}</td><td>${definition}</td></tr>`,
  );
  if (rows.length === 0) return NOTHING;
  const heads = [{ name: 'figure' }, { name: 'unit' }, { name: 'definition' }];
  return html`<details class="data"><summary>What these figures mean</summary>${table('Definitions', heads, html`${rows}`, 'small')}</details>`;
}
