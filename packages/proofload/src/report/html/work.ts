/** Generative work on the page: jobs as stacked bars, models, batches with their speed-up, caches with hits beside misses. */
import type { CacheRecord } from '../../record/schema/measurements.ts';
import type { OperationRecord } from '../../record/schema/operation.ts';
import type { RunRecord } from '../../record/schema.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatCount, formatSignificant, NO_VALUE } from '../../units/number.ts';
import { formatPercent } from '../../units/percent.ts';
import { formatRate } from '../../units/rate.ts';
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
  const words = within(work.models, PART_BYTES, ({ name, text }) => html`<p class="summary">${name}: ${text}</p>`);
  const batches = within(work.batches, PART_BYTES, batchTable);
  const models = run.operations.filter(({ kind }) => kind === 'llm');
  return section(
    'work',
    'Jobs, models, batches, caches',
    jobs.rows,
    jobs.rest,
    modelTable(models),
    words.rows.source === '' ? NOTHING : html`<div>${words.rows}</div>`,
    batches.rows,
    batches.rest,
    cacheTable(run.caches),
    within(run.caches, PART_BYTES, cacheRanges).rows,
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

const MODEL_COLUMNS = [
  'ttft',
  'itl',
  'chunkGap',
  'e2e',
  'outputTokens',
  'inputTokens',
  'tokensPerSecond',
  'clientDelay',
] as const;

function modelTable(models: readonly OperationRecord[]): Markup {
  const { rows } = within(models, PART_BYTES, (model) => {
    const cells = MODEL_COLUMNS.map((trend) => {
      const values = model.trends[trend];
      const texts = values === undefined ? undefined : formatTrend('llm', trend, [values.p50, values.p95]);
      return html`<td class="number">${texts === undefined ? NO_VALUE : texts.join(' / ')}</td>`;
    });
    return html`<tr><th scope="row" class="operation">${model.name}</th>${cells}</tr>`;
  });
  const heads = [{ name: 'model, p50 / p95' }, ...MODEL_COLUMNS.map((name) => ({ name, isNumber: true }))];
  return table('Models', heads, rows, 'small');
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

function cacheTable(caches: readonly CacheRecord[]): Markup {
  const { rows } = within(caches, PART_BYTES, (cache) => {
    const latency = (values: CacheRecord['hit']) =>
      values === undefined ? NO_VALUE : `${formatDuration(values.p50)} / ${formatDuration(values.p95)}`;
    const ratio = (value: number | null | undefined) =>
      value === null || value === undefined ? NO_VALUE : formatPercent(value);
    return html`<tr><th scope="row" class="operation">${cache.name}</th><td class="number">${ratio(cache.hitRatio)}</td><td class="number">${ratio(cache.cold?.hitRatio)}</td><td class="number">${ratio(cache.warm?.hitRatio)}</td><td class="number">${formatCount(cache.hits)}</td><td class="number">${latency(cache.hit)}</td><td class="number">${formatCount(cache.misses)}</td><td class="number">${latency(cache.miss)}</td><td class="number">${cache.speedup === undefined ? NO_VALUE : `${formatSignificant(cache.speedup)} times`}</td></tr>`;
  });
  const heads = ['hit ratio', 'cold', 'warm', 'hits', 'hit p50 / p95', 'misses', 'miss p50 / p95', 'speed-up'];
  return table('Caches', [{ name: 'cache' }, ...heads.map((name) => ({ name, isNumber: true }))], rows, 'small');
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
