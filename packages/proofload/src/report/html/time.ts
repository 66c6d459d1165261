/** The sections of charts: rate and failures over time, percentiles over time, the distribution of latencies. */

import type { RunRecord } from '../../record/schema.ts';
import { type DurationUnit, durationUnitFor, formatDuration, writeDuration } from '../../units/duration.ts';
import { formatCount, NO_VALUE } from '../../units/number.ts';
import { formatPercent } from '../../units/percent.ts';
import { formatRate } from '../../units/rate.ts';
import type { Bin } from '../view/distribution.ts';
import type { GateView } from '../view/gates.ts';
import { formatClock } from '../view/quantity.ts';
import type { TimeRow } from '../view/time.ts';
import type { ReportView } from '../view.ts';
import { barChart } from './bar-chart.ts';
import { section } from './elements.ts';
import { type Axis, type Frame, figure } from './frame.ts';
import { type Limit, type LineChart, lineChart } from './line-chart.ts';
import { html, type Markup, type Part } from './markup.ts';
import { linearScale, logarithmicScale } from './scale.ts';

const PERCENTILES = ['p50', 'p95', 'p99'] as const;
/** Where percentiles are further apart than this, only a logarithmic axis shows all of them. */
const WIDE_SPREAD = 30;

export function timeSection(view: ReportView, run: RunRecord): Markup {
  const { time } = view;
  if (time.length === 0) {
    return section(
      'time',
      'Time',
      html`<p class="lead">Nothing was recorded second by second, so there is nothing to draw.</p>`,
    );
  }
  const last = time.at(-1)!;
  const base = {
    timesMs: time.map(({ startMs, durationMs }) => startMs + durationMs / 2),
    totalMs: last.startMs + last.durationMs,
    warmupMs: run.warmupMs > 0 ? run.warmupMs : (run.warmup.detectedMs ?? 0),
  };
  return section('time', 'Time', rateFigure(time, base), latencyFigure(view, base), timeTable(time, base.totalMs));
}

type Base = Pick<LineChart, 'timesMs' | 'totalMs' | 'warmupMs'>;

function rateFigure(time: readonly TimeRow[], base: Base): Markup {
  const rates = time.map(({ rate }) => rate);
  const failing = time.map(({ failureRate }) => failureRate);
  const most = Math.max(...rates);
  const failed = time.reduce((sum, row) => sum + row.failed, 0);
  const axis = (frame: Frame): Axis => ({
    scale: linearScale(Math.max(most, ...failing), frame.y, frame.yTicks),
    label: (tick) => `${tick.toLocaleString('en-US')}/s`,
  });
  return figure({
    id: 'chart-rate',
    title: 'Rate and failures',
    summary: `Requests a second, at most ${formatRate(most)}; ${failed === 0 ? 'none failed' : `${formatCount(failed)} failed, at most ${formatRate(Math.max(...failing))}`}.`,
    signs: [
      { series: 'rate', name: 'requests' },
      { series: 'failures', name: 'failures' },
    ],
    table: 'time-data',
    drawing: lineChart({
      ...base,
      limits: [],
      yAxis: axis,
      series: [
        { series: 'failures', name: failed === 0 ? '' : 'failed', values: failing, area: true },
        { series: 'rate', name: 'rate', values: rates },
      ],
    }),
  });
}

function latencyFigure({ time, gates }: ReportView, base: Base): Markup {
  const values = time.flatMap(({ p50, p95, p99 }) => [p50, p95, p99]).filter((value) => value !== null);
  const limits = limitsOf(gates);
  const positive = values.filter((value) => value > 0);
  const [smallest, largest] = [Math.min(...positive), Math.max(...positive, 0)];
  const isLogarithmic = positive.length > 0 && largest / smallest > WIDE_SPREAD;
  const near = limits.filter(({ value }) => value < largest * 3);
  const top = Math.max(largest, ...near.map(({ value }) => value * 1.05));
  const axis = (frame: Frame): Axis => ({
    scale: isLogarithmic
      ? logarithmicScale(smallest * 0.9, top * 1.1, frame.y, frame.yTicks + 2)
      : linearScale(top, frame.y, frame.yTicks),
    label: writeDuration,
  });
  return figure({
    id: 'chart-latency',
    title: 'Latency over time',
    summary:
      values.length === 0
        ? 'No request was answered.'
        : `Percentiles of each second; p95 ${rangeText(time.map(({ p95 }) => p95))}.${isLogarithmic ? ' The axis is logarithmic.' : ''}`,
    signs: [
      ...PERCENTILES.map((name) => ({ series: name, name })),
      ...(near.length > 0 ? [{ series: 'limit', name: 'required' }] : []),
    ],
    table: 'time-data',
    drawing: lineChart({
      ...base,
      limits: near,
      yAxis: axis,
      series: PERCENTILES.map((name) => ({ series: name, name, values: time.map((row) => row[name]) })),
    }),
  });
}

function rangeText(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const [least, most] = [formatDuration(Math.min(...known)), formatDuration(Math.max(...known))];
  return least === most ? `is ${least}` : `ranges from ${least} to ${most}`;
}

/** The requirements on the percentiles of all operations together, which the chart shows. */
function limitsOf(gates: readonly GateView[]): readonly Limit[] {
  return gates.flatMap(({ key, metric, bound, limit }) =>
    key === '*' && limit !== undefined && PERCENTILES.some((name) => name === metric)
      ? [{ value: limit, name: `${metric} ${bound}` }]
      : [],
  );
}

/** The figures of both charts: what the cursor reads, and what there is for those who do not see them. */
function timeTable(time: readonly TimeRow[], totalMs: number): Markup {
  const units = PERCENTILES.map((name) => durationUnitFor(time.flatMap((row) => row[name] ?? [])));
  const rows = time.map((row) => {
    const { startMs, durationMs, users, rate, failed } = row;
    const cells = [
      formatCount(users),
      formatRate(rate),
      formatCount(failed),
      ...PERCENTILES.map((name, index) => show(row[name], units[index])),
    ];
    return html`<tr data-x="${fraction(startMs + durationMs / 2, totalMs)}"><th scope="row">${formatClock(startMs)}${cells.map((cell) => html`<td>${cell}`)}
`;
  });
  return dataTable('time-data', 'Over time', ['time', 'users', 'rate', 'failed', ...PERCENTILES], rows);
}

function show(value: number | null, unit: DurationUnit | undefined): string {
  return value === null ? NO_VALUE : formatDuration(value, unit);
}

/** Where a value stands between both ends of a chart. */
function fraction(value: number, whole: number): string {
  return whole > 0 ? (value / whole).toFixed(4) : '0';
}

export function distributionSection({ distribution }: ReportView, run: RunRecord): Markup {
  const { latency } = run.totals;
  const id = 'distribution';
  if (distribution.length === 0 || latency === undefined) {
    return section(id, 'Distribution', html`<p class="lead">No request was answered, so there is no distribution.</p>`);
  }
  const { min, p50, p95, p99, max } = latency;
  const marks = Object.entries({ p50, p95, p99 }).map(([name, valueMs]) => ({ name, valueMs }));
  const chart = figure({
    id: 'chart-distribution',
    title: 'Latency of all requests',
    summary: `From ${formatDuration(min)} to ${formatDuration(max)} on a logarithmic axis: half below ${formatDuration(p50)}, 95 % below ${formatDuration(p95)}, 99 % below ${formatDuration(p99)}. Bars of very few requests are drawn a little higher than they are, so that the tail is seen.`,
    signs: [{ series: 'share', name: 'share of the requests' }],
    table: 'distribution-data',
    drawing: barChart({ bins: distribution, marks }),
  });
  return section(id, 'Distribution', chart, distributionTable(distribution));
}

function distributionTable(bins: readonly Bin[]): Markup {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  let seen = 0;
  const rows = bins.map(({ fromMs, toMs, count }, index) => {
    seen += count;
    const cells = [formatDuration(toMs), formatCount(count), formatPercent(count / total), formatPercent(seen / total)];
    return html`<tr data-x="${fraction(index + 0.5, bins.length)}"><th scope="row">${formatDuration(fromMs)}${cells.map((cell) => html`<td>${cell}`)}
`;
  });
  return dataTable(
    'distribution-data',
    'Distribution of latencies',
    ['above', 'up to', 'requests', 'share', 'share so far'],
    rows,
  );
}

function dataTable(id: string, caption: string, heads: readonly string[], rows: readonly Part[]): Markup {
  const cells = heads.map((head) => html`<th scope="col">${head}</th>`);
  return html`<details class="data"><summary>The figures as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="small numbers" id="${id}"><caption class="hidden">${caption}</caption><thead><tr>${cells}</tr></thead><tbody>
${rows}</tbody></table></div></details>`;
}
