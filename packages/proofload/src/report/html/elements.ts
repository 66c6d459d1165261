/** What the sections of the page are made of: marks, sections, tables that scroll, and what did not fit. */
import { formatCount } from '../../units/number.ts';
import { byteLength, fitting } from '../text/budget.ts';
import { MARK_WORDS, MARKS, type Mark } from '../view/words.ts';
import { html, Markup, NOTHING } from './markup.ts';

/** A mark with its word for those who do not see it. */
export function mark(kind: Mark): Markup {
  if (kind === 'none') return NOTHING;
  return html`<span class="mark ${kind}" role="img" aria-label="${MARK_WORDS[kind]}" title="${MARK_WORDS[kind]}">${MARKS[kind]}</span>`;
}

/** A sentence in which no flag is broken between its dashes and its name. */
export function sentence(text: string): Markup {
  const parts = text.split(/(--[a-z][\w-]*)/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<span class="nowrap">${part}</span>` : part))}`;
}

/** A section of the page under its heading; nothing where there is nothing in it. */
export function section(id: string, title: string, ...content: readonly Markup[]): Markup {
  if (content.every(({ source }) => source === '')) return NOTHING;
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>
`;
}

/** A column of a table. */
export interface Head {
  readonly name: string | Markup;
  readonly isNumber?: boolean;
}

/** A table that scrolls on its own where it is too wide, by keyboard too; nothing where it has no rows. */
export function table(caption: string, heads: readonly Head[], rows: Markup, className = ''): Markup {
  if (rows.source === '') return NOTHING;
  const cells = heads.map(({ name, isNumber }) => html`<th scope="col" class="${isNumber && 'number'}">${name}</th>`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="${className}"><caption class="hidden">${caption}</caption><thead><tr>${cells}</tr></thead><tbody>
${rows}</tbody></table></div>`;
}

/** As many items as fit, written one after the other. */
export function within<Item>(
  items: readonly Item[],
  bytes: number,
  write: (item: Item) => Markup,
): { readonly rows: Markup; readonly rest: Markup } {
  const { shown, missing } = fitting(items, bytes, (item) => `${write(item).source}\n`);
  const rest = html`<p class="rest">… and ${formatCount(missing)} more, which are in the run’s record.</p>`;
  return { rows: new Markup(shown.join('')), rest: missing === 0 ? NOTHING : rest };
}

/**
 * Rows that matter in a table, and the others in one that is folded up.
 *
 * @param open - how many rows are not folded
 */
export function foldedTable<Item>(
  caption: string,
  heads: readonly Head[],
  items: readonly Item[],
  open: number,
  bytes: number,
  write: (item: Item) => Markup,
  className: string,
): Markup {
  const first = within(items.slice(0, open), bytes, write);
  const others = within(items.slice(open), Math.max(0, bytes - byteLength(first.rows.source)), write);
  const folded = html`<details class="data"><summary>${formatCount(items.length - open)} more</summary>${table(`${caption}, the rest`, heads, others.rows, className)}</details>`;
  const rest = first.rest.source === '' ? others.rest : first.rest;
  return html`${table(caption, heads, first.rows, className)}${others.rows.source !== '' && folded}${rest}`;
}

/** A list of facts. */
export function facts(items: readonly { readonly label: string; readonly text: string | Markup }[]): Markup {
  if (items.length === 0) return NOTHING;
  return html`<dl class="facts">${items.map(({ label, text }) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}</dl>`;
}
