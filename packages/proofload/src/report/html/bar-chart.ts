/** A histogram on a logarithmic axis, with marks at percentiles. */
import { writeDuration } from '../../units/duration.ts';
import { formatPercent } from '../../units/percent.ts';
import type { Bin } from '../view/distribution.ts';
import { type Axis, axes, drawing, type Frame, place } from './frame.ts';
import { html, type Markup } from './markup.ts';
import { linearScale, logarithmicScale, type Scale } from './scale.ts';

/** A value with a name, marked on the axis. */
export interface Mark {
  readonly name: string;
  readonly valueMs: number;
}

export interface BarChart {
  readonly bins: readonly Bin[];
  readonly marks: readonly Mark[];
}

/** Bars of few requests are drawn this high at least, so that the tail is seen. */
const LEAST_HEIGHT = 1.5;
const GAP = 0.6;
const NAME_WIDTH = 34;

export function barChart({ bins, marks }: BarChart): Markup {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const largest = Math.max(...bins.map(({ count }) => count)) / total;
  return drawing((frame) => {
    const scale = logarithmicScale(bins[0]!.fromMs, bins.at(-1)!.toMs, frame.x, frame.xTicks);
    const x: Axis = { scale, label: writeDuration };
    const y: Axis = { scale: linearScale(largest, frame.y, frame.yTicks), label: formatPercent };
    const bars = bins.filter(({ count }) => count > 0).map((bin) => bar(bin, total, frame, x.scale, y.scale));
    return [axes(frame, x, y), html`<path class="bars" d="${bars.join('')}"/>`, markLines(marks, frame, x.scale)];
  });
}

function bar({ fromMs, toMs, count }: Bin, total: number, frame: Frame, x: Scale, y: Scale): string {
  const left = x.at(fromMs) + GAP / 2;
  const width = Math.max(0.5, x.at(toMs) - GAP / 2 - left);
  const height = Math.max(LEAST_HEIGHT, frame.y.from - y.at(count / total));
  return `M${place(left)} ${place(frame.y.from)}v${place(-height)}h${place(width)}v${place(height)}z`;
}

/** A line at each mark; a name that would cover the one before it stands a row lower. */
function markLines(marks: readonly Mark[], frame: Frame, x: Scale): Markup {
  let row = 0;
  let last = Number.NEGATIVE_INFINITY;
  return html`${marks.map(({ name, valueMs }) => {
    const at = x.at(valueMs);
    row = at - last < NAME_WIDTH ? row + 1 : 0;
    last = at;
    const top = frame.y.to + 15 * row;
    const isRight = at > frame.x.to - NAME_WIDTH;
    return html`<path class="mark" d="M${place(at)} ${place(frame.y.from)}V${place(top)}"/><text class="tick ${isRight && 'end'}" x="${place(at + (isRight ? -5 : 5))}" y="${place(top + 9)}">${name}</text>`;
  })}`;
}
