/** The elements of Markdown that a report is made of, each with what stands in it made inert. */
import { formatCount } from '../../units/number.ts';
import { plain } from '../text/width.ts';

/** GitHub's own characters that would be markup, a mention, a reference or a table's border. */
const MARKUP = /[\\`*_[\]<#|~&@]/g;

/** Where a backslash would not do: GitHub sees a mention behind it. */
const REFERENCES: Readonly<Record<string, string>> = { '@': '&#64;', '<': '&lt;', '&': '&amp;' };

/** A text as it stands, in one line: whatever would be markup is escaped. */
export function text(value: string): string {
  return plain(value)
    .trim()
    .replace(MARKUP, (sign) => REFERENCES[sign] ?? `\\${sign}`);
}

/** A name in a code span; longer fences than any within (CommonMark 0.31, 6.1). */
export function code(value: string): string {
  const inert = plain(value).replaceAll('|', '\\|');
  const longest = Math.max(0, ...Array.from(inert.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = /^`|`$|^ .* $/.test(inert) ? ' ' : '';
  return inert.trim() === '' ? '' : `${fence}${space}${inert}${space}${fence}`;
}

/** A heading and what stands below it; empty where there is nothing. */
export function section(title: string, body: string, folded?: 'folded'): string {
  if (body === '') return '';
  return folded ? `<details><summary>${title}</summary>\n\n${body}\n\n</details>` : `### ${title}\n\n${body}`;
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/**
 * A table; empty where it has no rows.
 *
 * @param most - rows that are shown; a line below says how many are missing
 * @param alignments - a letter for each column: `l` or `r`
 * @param last - a row that is always shown
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  most: number,
  alignments: string,
  last?: readonly string[],
): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = line(Array.from(alignments, (letter) => (letter === 'r' ? '---:' : ':---')));
  const shown = [...rows.slice(0, most), ...(last === undefined ? [] : [last])];
  const missing = rows.length - Math.min(rows.length, most);
  const note = missing === 0 ? '' : `\n\n… and ${formatCount(missing)} more, which are in the run's record.`;
  return [line(head), rule, ...shown.map(line)].join('\n') + note;
}
