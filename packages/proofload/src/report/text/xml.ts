/** Text for HTML and XML in which nothing can be markup. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What XML 1.0 (section 2.2) does not allow at all, even escaped; browsers show most of it as nothing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|\p{Surrogate}/gu;

/**
 * A text that stands in markup, between tags or in a quoted attribute, as it was.
 *
 * @example
 * escapeMarkup('<b>'); // '&lt;b&gt;'
 */
export function escapeMarkup(text: string): string {
  return text.replace(FORBIDDEN, '�').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
