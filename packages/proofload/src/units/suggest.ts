/**
 * "Did you mean": the known words nearest to one that is not known.
 */

/**
 * The least number of insertions, deletions, substitutions and swaps of neighbours that turn `from` into `to`, no part
 * of the text being edited twice (optimal string alignment, the restricted Damerau-Levenshtein distance).
 * F. J. Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964.
 *
 * @example
 * editDistance('p95', 'p59'); // 1
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const substitution = last[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      let distance = Math.min(last[column]! + 1, current[column - 1]! + 1, substitution);
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) distance = Math.min(distance, beforeLast[column - 2]! + 1);
      current.push(distance);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length]!;
}

/**
 * The known words that `word` was probably meant to be, nearest first, at most `limit` of them; none where nothing is
 * near. Upper and lower case count as the same; a known word that starts with `word` is near.
 *
 * @example
 * suggest('lihgt', ['light', 'medium', 'heavy']); // ['light']
 */
export function suggest(word: string, known: Iterable<string>, limit = 3): readonly string[] {
  const wanted = word.toLowerCase();
  const near = Math.max(1, Math.floor(wanted.length / 3));
  const ranked: { readonly candidate: string; readonly distance: number }[] = [];
  for (const candidate of known) {
    const lower = candidate.toLowerCase();
    const starts = wanted.length >= 2 && lower.startsWith(wanted);
    const distance = starts ? Math.min(near, editDistance(wanted, lower)) : editDistance(wanted, lower);
    if (distance <= near && distance < Math.max(wanted.length, 1)) ranked.push({ candidate, distance });
  }
  ranked.sort((a, b) => a.distance - b.distance);
  return ranked.slice(0, limit).map(({ candidate }) => candidate);
}

/**
 * {@link suggest} as a sentence to append to a message, with its leading space; empty where nothing is near.
 *
 * @example
 * `There is no profile "lihgt".${didYouMean('lihgt', ['light'])}`; // 'There is no profile "lihgt". Did you mean "light"?'
 */
export function didYouMean(word: string, known: Iterable<string>): string {
  const quoted = suggest(word, known).map((candidate) => `"${candidate}"`);
  if (quoted.length === 0) return '';
  const last = quoted.pop();
  return quoted.length === 0 ? ` Did you mean ${last}?` : ` Did you mean ${quoted.join(', ')} or ${last}?`;
}
