/** The table of operations, to be sorted and filtered, and each operation in detail. */
import { definitionOf } from '../../measure/trend-definitions.ts';
import type { Distribution } from '../../record/schema/distribution.ts';
import type { Exemplar, OperationRecord } from '../../record/schema/operation.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatCount } from '../../units/number.ts';
import { formatSize } from '../../units/size.ts';
import { byteLength } from '../text/budget.ts';
import { type Bin, binsOf } from '../view/distribution.ts';
import { OPERATION_COLUMNS, type OperationView } from '../view/operations.ts';
import { formatClock, formatInterval } from '../view/quantity.ts';
import { formatTrend } from '../view/units.ts';
import { counted } from '../view/words.ts';
import type { ReportView } from '../view.ts';
import { facts, mark, section, table, within } from './elements.ts';
import { html, Markup, NOTHING } from './markup.ts';
import { shape } from './miniature.ts';

const ROWS_BYTES = 125_000;
const DETAILS_BYTES = 60_000;
const SHAPE_BINS = 30;
const MOST_EXEMPLARS = 5;
/** A filter is offered from so many operations on. */
const FILTER_FROM = 8;

/** An operation with its place in the page. */
interface Placed {
  readonly view: OperationView;
  readonly id: string;
  readonly bins: readonly Bin[];
}

/** @param room - the bytes that all other sections leave */
export function operationsSection({ operations: { rows, totals } }: ReportView, room: number): Markup {
  const placed = rows.map(
    (view, index): Placed => ({ view, id: `operation-${index + 1}`, bins: binsOf(view.record.latency, SHAPE_BINS) }),
  );
  const range = rangeOf(placed);
  const details = within(placed.filter(hasDetail), Math.min(DETAILS_BYTES, room / 3), detail);
  const detailed = new Set([...details.rows.source.matchAll(/ id="(operation-\d+)"/g)].map(([, id]) => id));
  const left = Math.min(ROWS_BYTES, room - byteLength(details.rows.source));
  const body = within(placed, left, (item) => row(item, range, detailed.has(item.id)));
  if (body.rows.source === '') return NOTHING;
  const last = row({ view: totals, id: '', bins: binsOf(totals.record.latency, SHAPE_BINS) }, range, false);
  return section(
    'operations',
    'Operations',
    html`<p class="lead">Worst first: broken requirements, then failures, then p95. Latency counts from the intended start of a request.</p>`,
    rows.length < FILTER_FROM ? NOTHING : filter,
    html`<table class="cards operations" aria-label="Operations"><thead><tr>${heads()}</tr></thead><tbody>
${body.rows}</tbody><tfoot>${last}</tfoot></table>`,
    body.rest,
    details.rows.source === '' ? NOTHING : html`<h3 class="details-title">In detail</h3>${details.rows}`,
    details.rest,
  );
}

const filter = html`<p class="filter scripted"><label for="filter">Filter by name</label> <input type="search" id="filter" autocomplete="off" spellcheck="false"> <output id="filter-count" for="filter"></output></p>`;

function heads(): readonly Markup[] {
  const head = (name: string, className: string) =>
    html`<th scope="col" class="${className}" data-column="${name}"><span class="label">${name}</span></th>`;
  return [
    head('operation', 'operation'),
    ...OPERATION_COLUMNS.map((column) => head(column, 'number')),
    html`<th scope="col" class="shape">shape</th>`,
  ];
}

interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

function rangeOf(placed: readonly Placed[]): Interval {
  const bins = placed.flatMap((item) => item.bins);
  return {
    fromMs: bins.reduce((least, { fromMs }) => Math.min(least, fromMs), Number.POSITIVE_INFINITY),
    toMs: bins.reduce((most, { toMs }) => Math.max(most, toMs), 0),
  };
}

function row({ view, id, bins }: Placed, { fromMs, toMs }: Interval, linked: boolean): Markup {
  const { mark: kind, name, kind: what, figures } = view;
  const cells = OPERATION_COLUMNS.map((column) => {
    const { value, text } = figures[column];
    const isFailing = column === 'fail%' && (value ?? 0) > 0;
    return html`<td${isFailing && new Markup(' class="failing"')} data-value="${value === undefined ? '' : Number(value.toPrecision(6))}">${text}</td>`;
  });
  const label = linked ? html`<a href="#${id}">${name}</a>` : html`<span>${name}</span>`;
  const note = what !== undefined && html` <span class="tag">${what}</span>`;
  return html`<tr class="${kind}"><th scope="row" class="operation">${mark(kind)}${label}${note}</th>${cells}<td class="shape">${shape(bins, fromMs, toMs)}</td></tr>`;
}

function hasDetail({ view: { record } }: Placed): boolean {
  return record.count > 0 || record.censored > 0;
}

function detail({ view, id }: Placed): Markup {
  const { name, mark: kind, record } = view;
  const { slowest, failed } = record.exemplars;
  return html`<details class="operation-detail" id="${id}"><summary>${kind === 'none' ? html`<span class="mark"></span>` : mark(kind)}<span>${name}</span></summary>
${distributions(record)}${facts(factsOf(record))}${exemplars('slowest', slowest)}${exemplars('failed', failed)}</details>`;
}

const PERCENTILES = ['min', 'mean', 'p50', 'p75', 'p90', 'p95', 'p99', 'p999', 'max'] as const;

function distributions({ kind, latency, service, queueWait, phases, trends }: OperationRecord): Markup {
  const all: readonly (readonly [name: string, values: Distribution | undefined])[] = [
    ['latency', latency],
    ['service', service],
    // Where nobody ever waited, a row of zeros says nothing.
    ['queue wait', queueWait?.max === 0 ? undefined : queueWait],
    ...Object.entries(phases),
    ...Object.entries(trends),
  ];
  const rows = all.flatMap(([name, values]) => (values === undefined ? [] : [distributionRow(kind, name, values)]));
  const heads = [
    { name: 'part' },
    ...PERCENTILES.map((name) => ({ name: name === 'p999' ? 'p99.9' : name, isNumber: true })),
    { name: 'p95 interval', isNumber: true },
  ];
  return table('Distributions', heads, html`${rows}`, 'small');
}

function distributionRow(kind: string, name: string, values: Distribution): Markup {
  const texts = formatTrend(
    kind,
    name,
    PERCENTILES.map((key) => values[key]),
  );
  const cells = texts.map((text) => html`<td class="number">${text}</td>`);
  const definition = definitionOf(kind, name)?.definition;
  const interval = formatInterval(values.intervals?.p95, values.p95, 'duration');
  return html`<tr><th scope="row"${definition !== undefined && html` title="${definition}"`}>${name}</th>${cells}<td class="number muted">${interval}</td></tr>`;
}

function factsOf({ status, bytesIn, bytesOut, censored, tags, intervals, count, failed }: OperationRecord) {
  const statuses = Object.entries(status).map(([code, times]) => `${code}: ${formatCount(times)}`);
  const errors = count === 0 ? '' : formatInterval(intervals?.errors, failed / count, 'ratio');
  return [
    { label: 'Statuses', text: statuses.join(', ') },
    { label: 'Failing, 95 %', text: errors },
    { label: 'Received', text: formatSize(bytesIn) },
    { label: 'Sent', text: formatSize(bytesOut) },
    {
      label: 'Tags',
      text: Object.entries(tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(', '),
    },
    { label: 'Unanswered at the end', text: censored === 0 ? '' : counted(censored, 'request') },
  ].filter(({ text }) => text !== '');
}

function exemplars(title: string, all: readonly Exemplar[]): Markup {
  const heads = [
    { name: 'at' },
    { name: 'latency', isNumber: true },
    { name: 'service', isNumber: true },
    { name: 'status' },
    { name: 'user' },
    { name: 'what was seen' },
  ];
  const rows = all.slice(0, MOST_EXEMPLARS).map(exemplarRow);
  return table(`${title} exchanges`, heads.with(0, { name: `${title} at` }), html`${rows}`, 'small');
}

function exemplarRow({
  intendedMs,
  latencyMs,
  serviceMs,
  status,
  user,
  task,
  traceId,
  error,
  excerpt,
}: Exemplar): Markup {
  const who = [user === undefined ? '' : String(user), task ?? ''].filter((part) => part !== '').join(' · ');
  const time = (valueMs: number | undefined) => (valueMs === undefined ? '–' : formatDuration(valueMs));
  return html`<tr><td>${formatClock(intendedMs)}</td><td class="number">${time(latencyMs)}</td><td class="number">${time(serviceMs)}</td><td>${status ?? '–'}</td><td>${who}</td><td class="seen">${error !== undefined && html`<p>${error}</p>`}${excerpt !== undefined && html`<code>${excerpt}</code>`}${traceId !== undefined && html`<p class="muted">trace ${traceId}</p>`}</td></tr>`;
}
