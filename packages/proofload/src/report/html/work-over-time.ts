/** Generative work over time: tokens a second, the time to the first of them, answers at once, jobs that are open. */
import { durationUnitFor } from '../../units/duration.ts';
import { formatCount } from '../../units/number.ts';
import { formatRate } from '../../units/rate.ts';
import { formatClock } from '../view/quantity.ts';
import { rhythmOf, type TimeRow } from '../view/time.ts';
import { dataTable, fraction, show } from './data-table.ts';
import { durationAxis, rangeText } from './duration-axis.ts';
import { type Axis, type Frame, figure } from './frame.ts';
import { type LineChart, lineChart } from './line-chart.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { linearScale } from './scale.ts';

/** What all charts over time share. */
export type TimeBase = Pick<LineChart, 'timesMs' | 'totalMs' | 'warmupMs'>;

type ModelRow = TimeRow & { readonly models: NonNullable<TimeRow['models']> };
type JobRow = TimeRow & { readonly openJobs: number };

/** More rows than that would take too much of the page's room. */
const MOST_ROWS = 200;

/** Nothing where the run had no such work. */
export function workOverTime(time: readonly TimeRow[], whole: TimeBase): Markup {
  const rows = thinned(time);
  const base = { ...whole, timesMs: rows.map(({ startMs, durationMs }) => startMs + durationMs / 2) };
  const models = rows.filter((row): row is ModelRow => row.models !== undefined);
  const jobs = rows.filter((row): row is JobRow => row.openJobs !== undefined);
  return html`${models.length > 0 && modelFigures(models, base)}${jobs.length > 0 && jobFigure(jobs, base)}`;
}

/** At most so many rows, of several each where there are more. */
function thinned(time: readonly TimeRow[]): readonly TimeRow[] {
  const step = Math.ceil(time.length / MOST_ROWS);
  if (step <= 1) return time;
  return Array.from({ length: Math.ceil(time.length / step) }, (_, index) =>
    merged(time.slice(index * step, (index + 1) * step)),
  );
}

/** Rates are means; the time to the first token is that of the worst; what is open is what the last of them tells. */
function merged(rows: readonly TimeRow[]): TimeRow {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  const models = rows.flatMap((row) => row.models ?? []);
  const durationMs = rows.reduce((sum, row) => sum + row.durationMs, 0);
  const largest = (values: readonly (number | null)[]) =>
    values.reduce((most, value) => (value === null || (most !== null && most > value) ? most : value), null);
  return {
    ...last,
    startMs: first.startMs,
    durationMs,
    models: last.models && {
      ...last.models,
      tokensPerSecond: models.reduce((sum, row) => sum + row.tokensPerSecond, 0) / Math.max(1, models.length),
      ttftP50: largest(models.map(({ ttftP50 }) => ttftP50)),
      ttftP95: largest(models.map(({ ttftP95 }) => ttftP95)),
    },
  };
}

function modelFigures(rows: readonly ModelRow[], base: TimeBase): Markup {
  const models = rows.map((row) => row.models);
  const rhythm = rhythmOf(rows);
  return html`${tokenFigure(models, base)}${firstTokenFigure(models, base, rhythm)}${streamFigure(models, base, rhythm)}${modelTable(rows, base.totalMs)}`;
}

type Models = readonly ModelRow['models'][];

function tokenFigure(models: Models, base: TimeBase): Markup {
  const values = models.map(({ tokensPerSecond }) => tokensPerSecond);
  const most = Math.max(...values);
  return figure({
    id: 'chart-tokens',
    title: 'Tokens a second',
    summary: `Output tokens of all models as they came, at most ${formatRate(most)}.`,
    signs: [{ series: 'rate', name: 'tokens' }],
    table: 'models-data',
    drawing: lineChart({
      ...base,
      limits: [],
      yAxis: amounts(most, '/s'),
      series: [{ series: 'rate', name: '', values }],
    }),
  });
}

const FIRST_TOKEN = [
  { series: 'p50', name: 'p50', of: ({ ttftP50 }: ModelRow['models']) => ttftP50 },
  { series: 'p95', name: 'p95', of: ({ ttftP95 }: ModelRow['models']) => ttftP95 },
] as const;

function firstTokenFigure(models: Models, base: TimeBase, rhythm: string): Markup {
  const values = FIRST_TOKEN.flatMap(({ of }) => models.map(of)).filter((value) => value !== null);
  if (values.length === 0) return NOTHING;
  const { isLogarithmic, axis } = durationAxis(values);
  return figure({
    id: 'chart-ttft',
    title: 'Time to the first token',
    summary: `Percentiles of the answers that began in ${rhythm}; p95 ${rangeText(models.map(({ ttftP95 }) => ttftP95))}.${isLogarithmic ? ' The axis is logarithmic.' : ''}`,
    signs: FIRST_TOKEN.map(({ series, name }) => ({ series, name })),
    table: 'models-data',
    drawing: lineChart({
      ...base,
      limits: [],
      yAxis: axis,
      series: FIRST_TOKEN.map(({ series, name, of }) => ({ series, name, values: models.map(of) })),
    }),
  });
}

function streamFigure(models: Models, base: TimeBase, rhythm: string): Markup {
  const values = models.map(({ streams }) => streams);
  const most = Math.max(...values);
  if (most === 0) return NOTHING;
  return figure({
    id: 'chart-streams',
    title: 'Answers at once',
    summary: `Answers that had given a token and not ended, at the end of ${rhythm}: at most ${formatCount(most)}.`,
    signs: [{ series: 'rate', name: 'streams' }],
    table: 'models-data',
    drawing: lineChart({
      ...base,
      limits: [],
      yAxis: amounts(most),
      series: [{ series: 'rate', name: '', values }],
    }),
  });
}

function modelTable(rows: readonly ModelRow[], totalMs: number): Markup {
  const units = FIRST_TOKEN.map(({ of }) => durationUnitFor(rows.flatMap(({ models }) => of(models) ?? [])));
  const body = rows.map(({ startMs, durationMs, models }) => ({
    x: fraction(startMs + durationMs / 2, totalMs),
    head: formatClock(startMs),
    cells: [
      formatRate(models.tokensPerSecond),
      ...FIRST_TOKEN.map(({ of }, index) => show(of(models), units[index])),
      formatCount(models.streams),
    ],
  }));
  return dataTable('models-data', 'Models over time', ['time', 'tokens', 'ttft p50', 'ttft p95', 'streams'], body);
}

function jobFigure(rows: readonly JobRow[], base: TimeBase): Markup {
  const rhythm = rhythmOf(rows);
  const values = rows.map(({ openJobs }) => openJobs);
  const most = Math.max(...values);
  const chart = figure({
    id: 'chart-jobs',
    title: 'Open jobs',
    summary: `Jobs that were submitted and not over, at the end of ${rhythm}: at most ${formatCount(most)}.`,
    signs: [{ series: 'rate', name: 'open jobs' }],
    table: 'jobs-data',
    drawing: lineChart({
      ...base,
      limits: [],
      yAxis: amounts(most),
      series: [{ series: 'rate', name: '', values }],
    }),
  });
  const body = rows.map(({ startMs, durationMs, openJobs }) => ({
    x: fraction(startMs + durationMs / 2, base.totalMs),
    head: formatClock(startMs),
    cells: [formatCount(openJobs)],
  }));
  return html`${chart}${dataTable('jobs-data', 'Jobs over time', ['time', 'open jobs'], body)}`;
}

function amounts(most: number, unit = ''): (frame: Frame) => Axis {
  return (frame) => ({
    scale: linearScale(most, frame.y, frame.yTicks),
    label: (tick) => `${tick.toLocaleString('en-US')}${unit}`,
  });
}
