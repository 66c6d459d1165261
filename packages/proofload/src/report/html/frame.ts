/**
 * What charts have in common: their two sizes, axes, and the way in which a reader takes values from them. Each chart is
 * drawn twice, for wide pages and for phones, since a drawing that is made smaller is not one that can be read.
 */
import { html, type Markup, type Part } from './markup.ts';
import type { Range, Scale } from './scale.ts';

/** A drawing's size and the place of its plot within, in the drawing's own units. */
export interface Frame {
  readonly size: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  readonly x: Range;
  /** From the bottom to the top. */
  readonly y: Range;
  readonly xTicks: number;
  readonly yTicks: number;
}

export const FRAMES: readonly Frame[] = [
  { size: 'wide', width: 960, height: 270, x: { from: 58, to: 904 }, y: { from: 238, to: 14 }, xTicks: 10, yTicks: 5 },
  { size: 'narrow', width: 400, height: 250, x: { from: 50, to: 356 }, y: { from: 218, to: 14 }, xTicks: 4, yTicks: 4 },
];

/** An axis: its scale, and its ticks in words. */
export interface Axis {
  readonly scale: Scale;
  readonly label: (tick: number) => string;
}

/** A place with at most one decimal: what is finer cannot be seen, and takes room in the page. */
export function place(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Both axes with their grid lines. */
export function axes(frame: Frame, x: Axis, y: Axis): Markup {
  const rows = y.scale.ticks.map((tick) => {
    const at = place(y.scale.at(tick));
    return html`<path class="grid" d="M${place(frame.x.from)} ${at}H${place(frame.x.to)}"/><text class="tick end" x="${place(frame.x.from - 8)}" y="${at}" dy=".33em">${y.label(tick)}</text>`;
  });
  const columns = x.scale.ticks.map((tick) => {
    const at = place(x.scale.at(tick));
    return html`<path class="notch" d="M${at} ${place(frame.y.from)}v5"/><text class="tick middle" x="${at}" y="${place(frame.y.from + 20)}">${x.label(tick)}</text>`;
  });
  return html`${rows}${columns}<path class="axis" d="M${place(frame.x.from)} ${place(frame.y.from)}H${place(frame.x.to)}"/>`;
}

/** A chart in both sizes, with a cursor that the page's script moves. */
export function drawing(draw: (frame: Frame) => Part): Markup {
  return html`${FRAMES.map((frame) => {
    const cursor = `M0 ${place(frame.y.from)}V${place(frame.y.to)}`;
    return html`<svg class="${frame.size}" viewBox="0 0 ${frame.width} ${frame.height}" data-from="${place(frame.x.from)}" data-to="${place(frame.x.to)}" aria-hidden="true">${draw(frame)}<path class="cursor" d="${cursor}"/></svg>`;
  })}`;
}

/** A sign in a legend: how a series is drawn, and its name. */
export interface Sign {
  readonly series: string;
  readonly name: string;
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What is to be seen, in a sentence, for those who do not see it. */
  readonly summary: string;
  readonly signs: readonly Sign[];
  readonly drawing: Markup;
  /** The table that the cursor reads, by its id. */
  readonly table: string;
}

/** A chart with its title, legend and reading line. */
export function figure({ id, title, summary, signs, drawing: drawn, table }: Chart): Markup {
  const legend = signs.map(
    ({ series, name }) =>
      html`<li><svg class="sign" viewBox="0 0 28 10" aria-hidden="true"><path class="line ${series}" d="M1 5H27"/></svg>${name}</li>`,
  );
  return html`<figure id="${id}">
<figcaption><h3 id="${id}-title">${title}</h3><p class="summary">${summary}</p></figcaption>
<ul class="legend" aria-label="Legend">${legend}</ul>
<div class="plot" role="img" aria-labelledby="${id}-title" data-table="${table}">${drawn}</div>
<p class="readout" aria-hidden="true"></p>
</figure>`;
}
