/** The figures of a chart as a table: what its cursor reads, and what there is for those who do not see it. */
import { type DurationUnit, formatDuration } from '../../units/duration.ts';
import { NO_VALUE } from '../../units/number.ts';
import { html, Markup } from './markup.ts';

/** A row of it. */
export interface DataRow {
  /** Where it stands in the chart, from 0 to 1. */
  readonly x: number;
  readonly head: string;
  readonly cells: readonly string[];
}

/** Nobody sees a cursor that is off by less. */
const UNSEEN = 0.0005;

/**
 * Rows follow each other at an even step, which the table tells (`data-step`); a row that stands elsewhere says where
 * (`data-x`), as the last second does, which is cut short.
 */
export function dataTable(id: string, caption: string, heads: readonly string[], rows: readonly DataRow[]): Markup {
  const cells = heads.map((head) => html`<th scope="col">${head}</th>`);
  const step = 2 * (rows[0]?.x ?? 0);
  const body = rows.map((row, index) => dataRow(row, (index + 0.5) * step));
  return html`<details class="data"><summary>The figures as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="small numbers" id="${id}" data-step="${Number(step.toFixed(6))}"><caption class="hidden">${caption}</caption><thead><tr>${cells}</tr></thead><tbody>
${body}</tbody></table></div></details>`;
}

function dataRow({ x, head, cells }: DataRow, expected: number): Markup {
  const elsewhere = Math.abs(x - expected) > UNSEEN && new Markup(` data-x="${x.toFixed(4)}"`);
  return html`<tr${elsewhere}><th scope="row">${head}${cells.map((cell) => html`<td>${cell}`)}
`;
}

/** Where a value stands between both ends of a chart. */
export function fraction(value: number, whole: number): number {
  return whole > 0 ? value / whole : 0;
}

/** A time in a column's unit; a dash where there is none. */
export function show(valueMs: number | null, unit: DurationUnit | undefined): string {
  return valueMs === null ? NO_VALUE : formatDuration(valueMs, unit);
}
