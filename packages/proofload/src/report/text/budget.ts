/** Room in a page: what is shown must fit, whatever the number of operations; the worst come first. */

/** The first of a list that fit. */
export interface Fitting<Item> {
  readonly shown: readonly Item[];
  /** How many did not fit. */
  readonly missing: number;
}

/** The size of a text in UTF-8. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** As many items from the first on as fit together, written, into so many bytes. */
export function fitting<Item>(items: readonly Item[], bytes: number, write: (item: Item) => string): Fitting<string> {
  const shown: string[] = [];
  let left = bytes;
  for (const item of items) {
    const text = write(item);
    left -= byteLength(text);
    if (left < 0) break;
    shown.push(text);
  }
  return { shown, missing: items.length - shown.length };
}
