/** Lines over time. Series differ by dashes and by names at their ends, not by colour alone. */
import { formatClock } from '../view/quantity.ts';
import { type Axis, axes, drawing, type Frame, place } from './frame.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { outline, type Point } from './outline.ts';
import { type Scale, timeScale } from './scale.ts';

/** A line: the class that decides its looks, and its value at each moment, null where there is none. */
export interface Series {
  readonly series: string;
  /** What stands at its end; empty for nothing. */
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** Whether what is below it is hatched. */
  readonly area?: boolean;
}

/** A level to hold lines against. */
export interface Limit {
  readonly value: number;
  readonly name: string;
}

export interface LineChart {
  /** The middle of each row, and the end of the last, in ms. */
  readonly timesMs: readonly number[];
  readonly totalMs: number;
  readonly series: readonly Series[];
  readonly limits: readonly Limit[];
  /** A time from the beginning that is set apart, 0 for none. */
  readonly warmupMs: number;
  readonly yAxis: (frame: Frame) => Axis;
}

/** The least distance between names at the ends of lines. */
const NAME_HEIGHT = 15;
/** The radius of a value that stands alone. */
const DOT = 2.5;
/** What the word takes. */
const WARMUP_WIDTH = 60;

export function lineChart(chart: LineChart): Markup {
  return drawing((frame) => {
    const x: Axis = { scale: timeScale(chart.totalMs, frame.x, frame.xTicks), label: formatClock };
    const y = chart.yAxis(frame);
    return [
      warmup(chart.warmupMs, frame, x.scale),
      axes(frame, x, y),
      chart.limits.map((limit) => limitLine(limit, frame, y.scale)),
      chart.series.map((series) => line(series, chart.timesMs, frame, x.scale, y.scale)),
      names(chart.series, frame, y.scale),
    ];
  });
}

function warmup(warmupMs: number, frame: Frame, x: Scale): Markup {
  if (warmupMs <= 0) return NOTHING;
  const width = x.at(warmupMs) - frame.x.from;
  const label =
    width > WARMUP_WIDTH &&
    html`<text class="tick" x="${place(frame.x.from + 6)}" y="${place(frame.y.to + 14)}">warm-up</text>`;
  return html`<rect class="warmup" x="${place(frame.x.from)}" y="${place(frame.y.to)}" width="${place(width)}" height="${place(frame.y.from - frame.y.to)}"/>${label}`;
}

function limitLine({ value, name }: Limit, frame: Frame, y: Scale): Markup {
  const at = y.at(value);
  return html`<path class="limit" d="M${place(frame.x.from)} ${place(at)}H${place(frame.x.to)}"/><text class="tick" x="${place(frame.x.from + 6)}" y="${place(at - 5)}">${name}</text>`;
}

function line({ series, values, area }: Series, timesMs: readonly number[], frame: Frame, x: Scale, y: Scale): Markup {
  const pieces: Point[][] = [];
  let open: Point[] | undefined;
  for (const [index, value] of values.entries()) {
    if (value === null) {
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = [];
      pieces.push(open);
    }
    open.push({ x: x.at(timesMs[index] ?? 0), y: y.at(value) });
  }
  const lines = pieces.filter((points) => points.length > 1);
  const alone = pieces.filter((points) => points.length === 1).map(([point]) => dot(point!));
  const below = area ? lines.map((points) => filled(points, frame.y.from)).join('') : '';
  return html`${below !== '' && html`<path class="area ${series}" d="${below}"/>`}<path class="line ${series}" d="${lines.map(outline).join('')}"/>${alone.length > 0 && html`<path class="dot ${series}" d="${alone.join('')}"/>`}`;
}

/** A value between gaps, which would be a line of no length. */
function dot({ x, y }: Point): string {
  return `M${place(x - DOT)} ${place(y)}a${DOT} ${DOT} 0 1 0 ${2 * DOT} 0a${DOT} ${DOT} 0 1 0 ${-2 * DOT} 0`;
}

function filled(points: readonly Point[], bottom: number): string {
  const [first, last] = [points[0]!, points.at(-1)!];
  return `${outline(points)}L${place(last.x)} ${place(bottom)}L${place(first.x)} ${place(bottom)}Z`;
}

/** The names of lines at their ends, moved apart where they would overlap. */
function names(series: readonly Series[], frame: Frame, y: Scale): Markup {
  const ends = series.flatMap(({ series: look, name, values }) => {
    const last = values.findLast((value) => value !== null);
    return name === '' || last === undefined || last === null ? [] : [{ look, name, at: y.at(last) }];
  });
  // From the bottom up, each at least a line above the one before.
  ends.sort((a, b) => b.at - a.at);
  let lowest = frame.y.from;
  const placed = ends.map((end) => {
    const at = Math.min(end.at, lowest);
    lowest = at - NAME_HEIGHT;
    return { ...end, at };
  });
  return html`${placed.map(({ look, name, at }) => html`<text class="name ${look}" x="${place(frame.x.to + 6)}" y="${place(at)}" dy=".33em">${name}</text>`)}`;
}
