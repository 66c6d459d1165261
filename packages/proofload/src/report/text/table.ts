/**
 * Columns for a terminal: as wide as their widest cell; when that is too much, the columns that may be shortened are,
 * then those that may be left out are, and then what is left is shortened as far as it takes.
 */
import { type Line, type Span, textOf, tone } from './paint.ts';
import { displayWidth, pad, plain, shorten } from './width.ts';

/** How a column behaves. */
export interface Column {
  readonly align?: 'left' | 'right';
  /** This column gives way: its texts are shortened in their middle; of several the widest first. */
  readonly shrinks?: boolean;
  /** Left out when there is no room, the largest number first. */
  readonly optional?: number;
  /** The columns between this one and the next; 2 when left out. */
  readonly gap?: number;
}

/** A column that is shown, and how wide. */
interface Laid extends Column {
  readonly index: number;
  readonly width: number;
}

const GAP = 2;
const READABLE = 16;

/**
 * Rows laid out in columns; a column without any text is left out.
 *
 * @param rows - cells by column; a row may end early
 * @param room - the columns of the terminal that there are for it
 */
export function layOut(columns: readonly Column[], rows: readonly Line[], room: number): readonly Line[] {
  const clean = rows.map((row) => row.map(plainSpan));
  const widthOf = (column: number) => Math.max(0, ...clean.map((row) => displayWidth(textOf(row[column] ?? ''))));
  let shown = columns.map((column, index) => ({ ...column, index, width: widthOf(index) }));
  shown = shown.filter(({ width }) => width > 0);
  let laid = shrunk(shown, room, READABLE);
  while (totalOf(laid) > room && shown.some(({ optional }) => optional !== undefined)) {
    const last = Math.max(...shown.map(({ optional = Number.NEGATIVE_INFINITY }) => optional));
    shown = shown.filter(({ optional }) => optional !== last);
    laid = shrunk(shown, room, READABLE);
  }
  laid = shrunk(laid, room, 1);
  return clean.map((row) => rowOf(row, laid));
}

function plainSpan(span: Span): Span {
  return typeof span === 'string' ? plain(span) : { ...span, text: plain(span.text) };
}

function totalOf(laid: readonly Laid[]): number {
  return laid.reduce((total, { width, gap = GAP }, index) => total + width + (index < laid.length - 1 ? gap : 0), 0);
}

/** Takes what is too much from the widest columns that shrink, down to the next widest, then from both, and so on. */
function shrunk(columns: readonly Laid[], room: number, least: number): readonly Laid[] {
  const laid = columns.map((column) => ({ ...column }));
  for (let excess = totalOf(laid) - room; excess > 0; excess = totalOf(laid) - room) {
    const [widest, next] = laid
      .filter(({ shrinks, width }) => shrinks && width > least)
      .sort((a, b) => b.width - a.width);
    if (widest === undefined) break;
    const floor = Math.min(next?.width ?? least, widest.width - 1);
    widest.width = Math.max(floor, widest.width - excess, least);
  }
  return laid;
}

function rowOf(row: Line, laid: readonly Laid[]): Line {
  return laid.flatMap(({ index, width, align, shrinks = false, gap = GAP }, position) => {
    const cell = row[index] ?? '';
    const text = shrinks ? shorten(textOf(cell), width) : textOf(cell);
    const padded = tone(pad(text, width, align), typeof cell === 'string' ? undefined : cell.tone);
    return position === laid.length - 1 ? [padded] : [padded, ' '.repeat(gap)];
  });
}
