/**
 * HTML from template literals in which everything that is put in is escaped, unless it was made the same way: so that
 * forgetting to escape is not possible.
 */
import { escapeMarkup } from '../text/xml.ts';

/** HTML that is safe to be written as it is. */
export class Markup {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** What may stand in a template; `undefined` and `false` are nothing. */
export type Part = string | number | Markup | undefined | false | readonly Part[];

/** HTML of nothing. */
export const NOTHING = new Markup('');

/**
 * HTML with parts, each escaped; attributes must be in double quotes.
 *
 * @example
 * html`<td title="${name}">${name}</td>`.source;
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, string, index) => text + sourceOf(parts[index - 1]) + string));
}

function sourceOf(part: Part): string {
  if (part instanceof Markup) return part.source;
  if (part === undefined || part === false) return '';
  if (Array.isArray(part)) return part.map(sourceOf).join('');
  return escapeMarkup(String(part));
}
