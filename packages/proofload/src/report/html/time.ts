/** The sections of charts: rate and failures over time, percentiles over time, the distribution of latencies. */

import type { RunRecord } from '../../record/schema.ts';
import { durationUnitFor, formatDuration } from '../../units/duration.ts';
import { formatCount } from '../../units/number.ts';
import { formatPercent } from '../../units/percent.ts';
import { formatRate } from '../../units/rate.ts';
import type { Bin } from '../view/distribution.ts';
import type { GateView } from '../view/gates.ts';
import { formatClock } from '../view/quantity.ts';
import { rhythmOf, type TimeRow } from '../view/time.ts';
import type { ReportView } from '../view.ts';
import { barChart } from './bar-chart.ts';
import { dataTable, fraction, show } from './data-table.ts';
import { durationAxis, rangeText } from './duration-axis.ts';
import { section } from './elements.ts';
import { type Axis, type Frame, figure } from './frame.ts';
import { type Limit, lineChart } from './line-chart.ts';
import { html, type Markup } from './markup.ts';
import { linearScale } from './scale.ts';
import { type TimeBase, workOverTime } from './work-over-time.ts';

const PERCENTILES = ['p50', 'p95', 'p99'] as const;

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
  return section(
    'time',
    'Time',
    rateFigure(time, base),
    latencyFigure(view, base),
    timeTable(time, base.totalMs),
    workOverTime(time, base),
  );
}

function rateFigure(time: readonly TimeRow[], base: TimeBase): Markup {
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

function latencyFigure({ time, gates }: ReportView, base: TimeBase): Markup {
  const values = time.flatMap(({ p50, p95, p99 }) => [p50, p95, p99]).filter((value) => value !== null);
  const { isLogarithmic, limits: near, axis } = durationAxis(values, limitsOf(gates));
  return figure({
    id: 'chart-latency',
    title: 'Latency over time',
    summary:
      values.length === 0
        ? 'No request was answered.'
        : `Percentiles of ${rhythmOf(time)}; p95 ${rangeText(time.map(({ p95 }) => p95))}.${isLogarithmic ? ' The axis is logarithmic.' : ''}`,
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
    return { x: fraction(startMs + durationMs / 2, totalMs), head: formatClock(startMs), cells };
  });
  return dataTable('time-data', 'Over time', ['time', 'users', 'rate', 'failed', ...PERCENTILES], rows);
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
    return { x: fraction(index + 0.5, bins.length), head: formatDuration(fromMs), cells };
  });
  return dataTable(
    'distribution-data',
    'Distribution of latencies',
    ['above', 'up to', 'requests', 'share', 'share so far'],
    rows,
  );
}
