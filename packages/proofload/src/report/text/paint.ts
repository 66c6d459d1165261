/**
 * Lines for a terminal: text in spans that have a meaning, painted last, so that all counting of columns is done on
 * plain text. Colours are chosen to be told apart by colour-blind readers (cyan and red rather than green and red), and
 * never say what a mark or a word does not say too.
 */
import { cut, displayWidth, mapCharacters, plain } from './width.ts';

/** What a span means; how that looks is decided here alone. */
export type Tone = 'passed' | 'failed' | 'inconclusive' | 'invalid' | 'warning' | 'heading' | 'strong' | 'faint';

/** A piece of a line; a string is one without a tone. */
export type Span = string | { readonly text: string; readonly tone: Tone | undefined };

export type Line = readonly Span[];

/** How lines are written. */
export interface PaintOptions {
  /** Whether escape sequences for colours may be used; the caller minds `NO_COLOR`, `FORCE_COLOR` and the terminal. */
  readonly colour: boolean;
  /** No line is wider. */
  readonly columns: number;
  /** Nothing but printable ASCII, for terminals and logs that garble the rest. */
  readonly ascii?: boolean | undefined;
}

/** Select Graphic Rendition (ECMA-48, 8.3.117): what begins and what ends each tone. */
const SGR: Readonly<Record<Tone, readonly [begin: string, end: string]>> = {
  passed: ['36', '39'],
  failed: ['1;31', '22;39'],
  inconclusive: ['33', '39'],
  invalid: ['1;35', '22;39'],
  warning: ['33', '39'],
  heading: ['1', '22'],
  strong: ['1', '22'],
  faint: ['2', '22'],
};

const ASCII: Readonly<Record<string, string>> = {
  '✓': '+',
  '✗': 'x',
  '·': '|',
  '→': '>',
  '×': 'x',
  '…': '~',
  '–': '-',
  '−': '-',
  µ: 'u',
  '█': '#',
  '░': '.',
  '▁': '_',
  '▂': '.',
  '▃': '-',
  '▄': '=',
  '▅': '+',
  '▆': '*',
  '▇': '%',
  '’': "'",
};

/** A span with a tone. */
export function tone(text: string, meaning: Tone | undefined): Span {
  return { text, tone: meaning };
}

export function textOf(span: Span): string {
  return typeof span === 'string' ? span : span.text;
}

/** The columns that a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((width, span) => width + displayWidth(textOf(span)), 0);
}

/** A line as it is written: cut at the last column, without spaces at its end or what commands a terminal, painted where that is allowed. */
export function paintLine(line: Line, { colour, columns, ascii }: PaintOptions): string {
  let left = columns;
  let written = '';
  const last = line.findLastIndex((span) => textOf(span).trimEnd() !== '');
  for (const [index, span] of line.slice(0, last + 1).entries()) {
    const whole = cut(plain(textOf(span)), left);
    left -= displayWidth(whole);
    const ended = index === last ? whole.trimEnd() : whole;
    const text = ascii ? toAscii(ended) : ended;
    const sgr = colour && typeof span !== 'string' && span.tone !== undefined && text.trim() !== '' && SGR[span.tone];
    written += sgr ? `\u001b[${sgr[0]}m${text}\u001b[${sgr[1]}m` : text;
  }
  return written;
}

/** Each character that is not ASCII by one that is, of the same width. */
function toAscii(text: string): string {
  return mapCharacters(text, (character, width) =>
    character.charCodeAt(0) < 0x80 && character.length === 1 ? character : (ASCII[character] ?? '?'.repeat(width)),
  );
}
