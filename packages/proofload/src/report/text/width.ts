/**
 * How much room a text takes in a terminal, and how it is made to fit. Names come from suites and from servers, so
 * nothing in them may move the cursor, change a colour or turn the direction of writing.
 */

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/gu;
const INVISIBLE = /^[\p{Mark}\p{Format}\u200b]+$/u;
/** East Asian Wide and Fullwidth (Unicode Standard Annex 11), and what is drawn as a picture. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What is shown in place of the middle of a text that is too long. */
const ELLIPSIS = '…';

/**
 * A text in one line in which nothing can command a terminal: white space is single spaces, what cannot be seen is `�`.
 *
 * @example
 * plain('GET /\u001b[31m\n/x'); // 'GET /�[31m /x'
 */
export function plain(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : text.replace(/[\t\n\v\f\r\u2028\u2029]+/g, ' ').replace(CONTROL, '�');
}

/** The number of columns that a text takes; of one that {@link plain} gave. */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return INVISIBLE.test(grapheme) ? 0 : 1;
}

/** A text with each of its characters, as a reader counts them, replaced; with the columns that each takes. */
export function mapCharacters(text: string, replace: (character: string, columns: number) => string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  return Array.from(graphemes.segment(text), ({ segment }) => replace(segment, graphemeWidth(segment))).join('');
}

/** As much of a text's beginning as takes at most `columns`. */
export function cut(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let taken = '';
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    width += graphemeWidth(segment);
    if (width > columns) break;
    taken += segment;
  }
  return taken;
}

function cutFront(text: string, columns: number): string {
  const segments = Array.from(graphemes.segment(text), ({ segment }) => segment);
  let width = 0;
  let from = segments.length;
  while (from > 0) {
    width += graphemeWidth(segments[from - 1]!);
    if (width > columns) break;
    from -= 1;
  }
  return segments.slice(from).join('');
}

/**
 * A text made to fit by leaving out its middle, since names differ at their ends.
 *
 * @example
 * shorten('GET /api/v1/organisations/{}/members', 21); // 'GET /api/v…{}/members'
 */
export function shorten(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns <= 1) return columns === 1 ? ELLIPSIS : '';
  const tail = Math.floor((columns - 1) / 2);
  return cut(text, columns - 1 - tail) + ELLIPSIS + cutFront(text, tail);
}

/** A text with spaces up to a width. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, columns - displayWidth(text)));
  return align === 'left' ? text + spaces : spaces + text;
}

/** A text in lines of at most `columns`, broken between words; a word that is longer than a line is broken itself. */
export function wrap(text: string, columns: number): readonly string[] {
  const room = Math.max(1, columns);
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (displayWidth(joined) <= room) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    while (displayWidth(word) > room) {
      // A picture of two columns does not fit into one; it is left out rather than tried for ever.
      const head = cut(word, room);
      if (head === '') break;
      lines.push(head);
      word = word.slice(head.length);
    }
    line = displayWidth(word) > room ? '' : word;
  }
  if (line !== '') lines.push(line);
  return lines;
}
