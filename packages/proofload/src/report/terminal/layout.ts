/** How a section of the summary stands: its label at the left, what it says beside it, long texts wrapped. */
import { type Line, type Span, type Tone, textOf, tone } from '../text/paint.ts';
import { displayWidth, pad, plain, wrap } from '../text/width.ts';
import { MARKS, type Mark } from '../view/words.ts';

/** How much of a report is shown. */
export interface Extent {
  readonly columns: number;
  /** Everything, instead of the worst of each. */
  readonly verbose: boolean;
}

/** The columns that labels take, the gap after them included. */
const LABEL_COLUMNS = 12;

/** The columns beside a label. */
export function roomBeside(columns: number): number {
  return Math.max(1, columns - LABEL_COLUMNS);
}

/** Lines with a label before the first of them. */
export function labelled(label: string, lines: readonly Line[]): readonly Line[] {
  return prefixed(tone(pad(label, LABEL_COLUMNS), 'heading'), lines);
}

/** Lines with a prefix before the first of them, and as many spaces before the others. */
export function prefixed(prefix: Span, lines: readonly Line[]): readonly Line[] {
  const blank = ' '.repeat(displayWidth(textOf(prefix)));
  return lines.map((line, index) => [index === 0 ? prefix : blank, ...line]);
}

/** A mark with its tone. */
export function marked(mark: Mark): Span {
  return tone(MARKS[mark], toneOf(mark));
}

export function toneOf(mark: Mark): Tone | undefined {
  return mark === 'none' ? undefined : mark;
}

/** The tone of a figure beside its mark: where all is well, none, so that what is not stands out. */
export function alarmOf(mark: Mark): Tone | undefined {
  return mark === 'passed' ? undefined : toneOf(mark);
}

/** A text in lines of at most `columns`; none where it is empty. */
export function paragraph(text: string, columns: number, meaning?: Tone): readonly Line[] {
  return wrap(plain(text), columns).map((line) => [tone(line, meaning)]);
}

/** A paragraph whose second and later lines are indented, so that its beginning is seen. */
export function hanging(text: string, columns: number, indent = 2): readonly Line[] {
  const [first, ...rest] = wrap(plain(text), columns - indent);
  if (first === undefined) return [];
  return [[first], ...rest.map((line) => [' '.repeat(indent) + line])];
}

/** A paragraph after a label of a command's own, as plain text: `NOTE   …`, further lines below its beginning. */
export function captioned(label: string, text: string, columns: number): readonly string[] {
  const lines = wrap(plain(text), columns - displayWidth(label));
  return lines.map((line, index) => (index === 0 ? label : ' '.repeat(displayWidth(label))) + line);
}

/** A sentence after its mark, if it has one. */
export function remark(mark: Mark, text: string, columns: number): readonly Line[] {
  if (mark === 'none') return hanging(text, columns);
  return prefixed(marked(mark), prefixed(' ', paragraph(text, columns - 2)));
}

/** The first of a list, and a line that says what is missing. */
export function capped<Item>(
  items: readonly Item[],
  most: number,
  linesOf: (items: readonly Item[]) => readonly Line[],
  missing: (items: readonly Item[]) => string,
): readonly Line[] {
  if (items.length <= most) return linesOf(items);
  return [...linesOf(items.slice(0, most)), [tone(`… and ${missing(items.slice(most))}`, 'faint')]];
}
