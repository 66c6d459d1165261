/** The figures of a chart as a table: what its cursor reads, and what there is for those who do not see it. */
import { type DurationUnit, formatDuration } from '../../units/duration.ts';
import { NO_VALUE } from '../../units/number.ts';
import { html, type Markup, type Part } from './markup.ts';

/** A row's beginning says where it stands in the chart: `<tr data-x="0.5000">`. */
export function dataTable(id: string, caption: string, heads: readonly string[], rows: readonly Part[]): Markup {
  const cells = heads.map((head) => html`<th scope="col">${head}</th>`);
  return html`<details class="data"><summary>The figures as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="small numbers" id="${id}"><caption class="hidden">${caption}</caption><thead><tr>${cells}</tr></thead><tbody>
${rows}</tbody></table></div></details>`;
}

/** A row of it. */
export function dataRow(x: number, head: string, cells: readonly string[]): Markup {
  return html`<tr data-x="${x.toFixed(4)}"><th scope="row">${head}${cells.map((cell) => html`<td>${cell}`)}
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
