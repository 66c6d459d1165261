/**
 * A history of runs, or any series, in a terminal: its course, where its level shifted and who did it, where it drifts to,
 * and the newest beside the rest.
 */
import type { ChangePoint, Trend, TrendChange } from '../judge/trend.ts';
import { formatSignificant } from '../units/number.ts';
import { paragraph } from './terminal/layout.ts';
import { chartOf } from './text/chart.ts';
import { type Line, type PaintOptions, paintLine, type Span, tone } from './text/paint.ts';
import { layOut } from './text/table.ts';
import { pad } from './text/width.ts';
import { dimensionOf, formatChange, formatChangeInterval, formatProbability, formatQuantity } from './view/quantity.ts';
import { counted, MARKS } from './view/words.ts';

const CHART_ROWS = 7;
const CHART_COLUMNS = 72;
const FEWEST_FOR_CHART = 3;

/** The history of an operation. */
export function trendText(trend: Trend, options: PaintOptions): string {
  const { operation, metric, points, changes, notes } = trend;
  const dimension = dimensionOf(metric);
  const quantity = (value: number) => formatQuantity(value, dimension);
  const [first, last] = [points[0], points.at(-1)];
  const span =
    first === undefined || last === undefined ? '' : `, ${dayOf(first.startedAt)} to ${dayOf(last.startedAt)}`;
  const lines: Line[] = [
    [tone(`TREND  ${operation}  ${metric}`, 'heading'), `  ${counted(points.length, 'build')}${span}`],
    ...chart(
      points.map(({ value }) => value),
      changes,
      quantity,
      options.columns,
    ),
    ...section('CHANGES', changeRows(changes, quantity), options.columns),
    ...section('DRIFT', driftRow(trend), options.columns),
    ...section('NEWEST', newestRow(trend, quantity), options.columns),
    ...notes.flatMap((note) => paragraph(note, options.columns)),
  ];
  return written(lines, options);
}

/** The level shifts of a series. */
export function changesText(
  id: string,
  values: ArrayLike<number>,
  changes: readonly ChangePoint[],
  options: PaintOptions,
): string {
  const known = Array.from(values).filter(Number.isFinite).length;
  const gaps = values.length === known ? '' : `, ${counted(values.length - known, 'gap')}`;
  const heading: Line = [
    tone(id, 'heading'),
    `  ${counted(values.length, 'value')}${gaps}, ${counted(changes.length, 'change')}`,
  ];
  const rows = changes.map((change): Line => [`at ${change.index}`, ...shift(change, formatSignificant)]);
  return written(
    [
      heading,
      ...chart(values, changes, formatSignificant, options.columns),
      ...table(rows, options.columns).map((row): Line => ['  ', ...row]),
    ],
    options,
  );
}

function written(lines: readonly Line[], options: PaintOptions): string {
  return lines.map((line) => `${paintLine(line, options)}\n`).join('');
}

function chart(
  values: ArrayLike<number>,
  changes: readonly ChangePoint[],
  show: (value: number) => string,
  columns: number,
): readonly Line[] {
  if (Array.from(values).filter(Number.isFinite).length < FEWEST_FOR_CHART) return [];
  const marks = changes.map(({ index }) => index);
  const room = Math.min(CHART_COLUMNS, columns - 14);
  const { lines, markLine, highest, lowest } = chartOf({ values, marks, columns: room, rows: CHART_ROWS });
  const [top, bottom] = [show(highest), highest === lowest ? '' : show(lowest)];
  const width = Math.max(top.length, bottom.length);
  const label = (row: number) => (row === 0 ? top : row === CHART_ROWS - 1 ? bottom : '');
  const rows = lines.map((line, row): Line => [tone(`  ${pad(label(row), width, 'right')} `, 'faint'), line]);
  return markLine === '' ? rows : [...rows, [' '.repeat(width + 3), tone(markLine, 'warning')]];
}

function section(label: string, rows: readonly Line[], columns: number): readonly Line[] {
  return table(rows, columns - 9).map(
    (row, index): Line => [tone(pad(index === 0 ? label : '', 9), 'heading'), ...row],
  );
}

function table(rows: readonly Line[], room: number): readonly Line[] {
  return layOut(
    [{}, { align: 'right' }, { align: 'right' }, { optional: 1 }, { optional: 2 }, { shrinks: true }],
    rows,
    room,
  );
}

function shift({ before, after, percent, p }: ChangePoint, show: (value: number) => string): Line {
  return [`${show(before)} → ${show(after)}`, tone(formatChange(percent / 100), 'strong'), formatProbability(p)];
}

function changeRows(changes: readonly TrendChange[], show: (value: number) => string): readonly Line[] {
  return changes.map((change) => {
    const { at, direction } = change;
    const commit = at.commit === null ? '' : ` ${at.commit.slice(0, 8)}`;
    return [dayOf(at.startedAt), ...shift(change, show), directed(direction), `run ${at.id}${commit}`];
  });
}

function directed(direction: 'worse' | 'better' | undefined): Span {
  if (direction === undefined) return 'within chance';
  return direction === 'worse' ? tone(`${MARKS.failed} worse`, 'failed') : tone(`${MARKS.passed} better`, 'passed');
}

function driftRow({ drift, metric }: Trend): readonly Line[] {
  if (drift === undefined) return [];
  const { percentPerDay, interval, p, direction, builds } = drift;
  const ends = formatChangeInterval([interval[0] / 100, interval[1] / 100]);
  const since = `${metric} over the last ${counted(builds, 'build')}`;
  return [[`${formatChange(percentPerDay / 100)} a day`, '', ends, formatProbability(p), directed(direction), since]];
}

function newestRow({ newest }: Trend, show: (value: number) => string): readonly Line[] {
  if (newest === undefined) return [];
  const { value, usual, percent, p, direction } = newest;
  const advice = direction === 'worse' ? 'run it again before failing on one run' : '';
  return [
    [
      `${show(value)}, usual ${show(usual)}`,
      '',
      formatChange(percent / 100),
      formatProbability(p),
      directed(direction),
      advice,
    ],
  ];
}

function dayOf(startedAt: string): string {
  return startedAt.slice(0, 10);
}
