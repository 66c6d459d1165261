/**
 * Columns for a terminal: as wide as their widest cell; when that is too much, columns that may be left out are, and
 * then the one that may be shortened is.
 */
import { type Line, type Span, textOf, tone } from './paint.ts';
import { displayWidth, pad, plain, shorten } from './width.ts';

/** How a column behaves. */
export interface Column {
  readonly align?: 'left' | 'right';
  /** This column gives way: its texts are shortened in their middle. One of them at most. */
  readonly shrinks?: boolean;
  /** Left out when there is no room, the largest number first. */
  readonly optional?: number;
}

const GAP = 2;
const LEAST_SHRUNK = 16;

/**
 * Rows laid out in columns.
 *
 * @param rows - cells by column; a row may end early
 * @param room - the columns of the terminal that there are for it
 */
export function layOut(columns: readonly Column[], rows: readonly Line[], room: number): readonly Line[] {
  const clean = rows.map((row) =>
    row.map((span) => (typeof span === 'string' ? plain(span) : { ...span, text: plain(span.text) })),
  );
  const widths = columns.map((_, column) =>
    Math.max(0, ...clean.map((row) => displayWidth(textOf(row[column] ?? '')))),
  );
  const shown = new Set([...columns.keys()].filter((column) => widths[column] !== 0));
  const total = () => [...shown].reduce((sum, column) => sum + widths[column]! + GAP, -GAP);

  const shrinking = columns.findIndex((column) => column.shrinks);
  const shrink = (least: number) => {
    if (!shown.has(shrinking) || total() <= room) return;
    widths[shrinking] = Math.max(Math.min(least, widths[shrinking]!), widths[shrinking]! - (total() - room));
  };
  const optional = [...columns.keys()].filter((column) => columns[column]!.optional !== undefined && shown.has(column));
  optional.sort((a, b) => columns[b]!.optional! - columns[a]!.optional!);
  shrink(LEAST_SHRUNK);
  for (const column of optional) if (total() > room) shown.delete(column);
  shrink(1);
  return clean.map((row) => rowOf(row, columns, widths, shown));
}

function rowOf(row: Line, columns: readonly Column[], widths: readonly number[], shown: ReadonlySet<number>): Line {
  const spans: Span[] = [];
  for (const column of shown) {
    const cell = row[column] ?? '';
    const { align = 'left', shrinks = false } = columns[column]!;
    const width = widths[column]!;
    const text = shrinks ? shorten(textOf(cell), width) : textOf(cell);
    if (spans.length > 0) spans.push(' '.repeat(GAP));
    spans.push(tone(pad(text, width, align), typeof cell === 'string' ? undefined : cell.tone));
  }
  return spans;
}
