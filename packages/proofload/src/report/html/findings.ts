/** The sections of what else was found: failures and their likely causes, measures, environment, notes. */
import type { Exemplar } from '../../record/schema/operation.ts';
import type { RunRecord } from '../../record/schema.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatCount } from '../../units/number.ts';
import type { FailureView } from '../view/failures.ts';
import type { MeasureView } from '../view/measures.ts';
import { formatClock } from '../view/quantity.ts';
import type { ReportView } from '../view.ts';
import { facts, mark, section, sentence, table, within } from './elements.ts';
import { html, type Markup, NOTHING } from './markup.ts';

const FAILURES_BYTES = 40_000;
const EXEMPLARS_BYTES = 25_000;
const MEASURES_BYTES = 25_000;
const OPTIONS_BYTES = 20_000;
const NOTES_BYTES = 20_000;

export function failuresSection({ failures, causes }: ReportView, run: RunRecord): Markup {
  const heads = [
    { name: 'count', isNumber: true },
    { name: 'failure' },
    { name: 'operation' },
    { name: 'first' },
    { name: 'last' },
  ];
  const kinds = within(failures, FAILURES_BYTES, failureRow);
  const likely = causes.map(
    ({ of, causes: usual, next }) =>
      html`<li><b>Likely causes of ${of}:</b> ${usual}. <span class="next">${sentence(next)}</span></li>`,
  );
  return section(
    'failures',
    'Failures',
    table('Failures', heads, kinds.rows, 'cards failures'),
    kinds.rest,
    likely.length === 0 ? NOTHING : html`<ul class="causes">${likely}</ul>`,
    exemplarTable(run),
  );
}

function failureRow({ count, type, message, operation, first, last }: FailureView): Markup {
  return html`<tr><td class="number failing">${formatCount(count)}×</td><td>${message} <span class="tag">${type}</span></td><th scope="row" class="operation">${operation}</th><td>${first}</td><td>${last}</td></tr>`;
}

function exemplarTable({ operations }: RunRecord): Markup {
  const failed = operations.flatMap(({ name, exemplars }) => exemplars.failed.map((exemplar) => ({ name, exemplar })));
  failed.sort((a, b) => a.exemplar.intendedMs - b.exemplar.intendedMs);
  const heads = [
    { name: 'at' },
    { name: 'operation' },
    { name: 'status' },
    { name: 'latency', isNumber: true },
    { name: 'what was seen' },
  ];
  const { rows, rest } = within(failed, EXEMPLARS_BYTES, ({ name, exemplar }) => exemplarRow(name, exemplar));
  if (rows.source === '') return NOTHING;
  return html`<h3>Failed exchanges</h3>${table('Failed exchanges', heads, rows, 'small')}${rest}`;
}

function exemplarRow(operation: string, { intendedMs, latencyMs, status, error, excerpt, traceId }: Exemplar): Markup {
  const latency = latencyMs === undefined ? '–' : formatDuration(latencyMs);
  return html`<tr><td>${formatClock(intendedMs)}</td><th scope="row" class="operation">${operation}</th><td>${status ?? '–'}</td><td class="number">${latency}</td><td class="seen">${error !== undefined && html`<p>${error}</p>`}${excerpt !== undefined && html`<code>${excerpt}</code>`}${traceId !== undefined && html`<p class="muted">trace ${traceId}</p>`}</td></tr>`;
}

/** Jobs, models, batches and caches have a section of their own, in which they are drawn. */
export function measuresSection({ measures, work: { products } }: ReportView): Markup {
  const { findings, checks, metrics, resources } = measures;
  const { rows, rest } = within(
    [...findings, ...checks, ...metrics, ...products, ...resources],
    MEASURES_BYTES,
    measureRow,
  );
  const heads = [
    { name: html`<span class="hidden">Outcome</span>` },
    { name: 'name' },
    { name: 'of' },
    { name: 'result' },
  ];
  return section('measures', 'Checks and metrics', table('Checks and metrics', heads, rows, 'cards measures'), rest);
}

function measureRow({ mark: kind, name, of, text }: MeasureView): Markup {
  return html`<tr class="${kind}"><td>${mark(kind)}</td><th scope="row" class="operation">${name}</th><td class="muted">${of}</td><td>${text}</td></tr>`;
}

export function environmentSection({ environment }: ReportView, { plan }: RunRecord): Markup {
  const options = Object.entries(plan).map(([name, { value, source, from }]) => ({ name, value, source, from }));
  const { rows, rest } = within(
    options,
    OPTIONS_BYTES,
    ({ name, value, source, from }) =>
      html`<tr><th scope="row">${name}</th><td class="seen"><code>${JSON.stringify(value) ?? ''}</code></td><td class="muted">${source}${from !== '' && from !== source && ` (${from})`}</td></tr>`,
  );
  const heads = [{ name: 'option' }, { name: 'value' }, { name: 'from' }];
  const all = html`<details class="data"><summary>Every option, and where it came from</summary>${table('Options', heads, rows, 'small')}${rest}</details>`;
  return section('environment', 'Environment', facts(environment), rows.source === '' ? NOTHING : all);
}

export function notesSection({ notes }: ReportView): Markup {
  const { rows, rest } = within(
    notes,
    NOTES_BYTES,
    ({ mark: kind, text, next }) =>
      html`<li>${mark(kind)} ${sentence(text)}${next !== '' && html` <span class="next">${sentence(next)}</span>`}</li>`,
  );
  return section('notes', 'Notes', rows.source === '' ? NOTHING : html`<ul class="notes">${rows}</ul>`, rest);
}
