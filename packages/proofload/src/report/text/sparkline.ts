/** A course in one line of text: one character for each step, its height a share of the largest value. */

const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
 * A sparkline of at most `columns` characters, from zero to the largest value; where there are more values than that,
 * each character is the largest of its share of them, so that no peak is lost.
 *
 * @param values - not negative; null where there was none, drawn as a space
 * @example
 * sparkline([0, 1, 2, null, 4], 10); // '▁▂▄ █'
 */
export function sparkline(values: readonly (number | null)[], columns: number): string {
  const steps = Math.min(values.length, Math.max(0, columns));
  const largest = Math.max(...values.map((value) => value ?? 0), 0);
  return Array.from({ length: steps }, (_, step) => {
    const share = values.slice(
      Math.floor((step * values.length) / steps),
      Math.floor(((step + 1) * values.length) / steps),
    );
    const known = share.filter((value) => value !== null);
    return known.length === 0 ? ' ' : heightOf(Math.max(...known), largest);
  }).join('');
}

function heightOf(value: number, largest: number): string {
  const top = HEIGHTS.length - 1;
  // Only zero is the lowest mark: whatever happened at all stands out from it.
  const index = value <= 0 || largest === 0 ? 0 : Math.max(1, Math.round((value / largest) * top));
  return HEIGHTS[index] ?? HEIGHTS[0];
}
