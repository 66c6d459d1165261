/**
 * Choices by weight: of tasks at random, of kinds for virtual users in proportion.
 */

/**
 * Makes a weighted choice from a number in [0, 1): the i-th is chosen with probability weight i / sum of weights.
 *
 *     weights 1, 3, 1      0    0.2            0.8  1
 *                          |-0--|------1-------|-2-|
 *
 * @param weights - 0 or more each, with one above 0
 * @returns a function from a number in [0, 1) to an index
 * @example
 * const pick = createPicker([1, 3, 1]);
 * pick(0.5); // 1
 */
export function createPicker(weights: readonly number[]): (uniform: number) => number {
  let total = 0;
  const ends = weights.map((weight) => (total += weight));
  const last = weights.findLastIndex((weight) => weight > 0);
  return (uniform) => {
    const at = uniform * total;
    let index = 0;
    // Rounding may take `at` to the total itself: the last one that may be chosen then is.
    while (index < last && at >= ends[index]!) index += 1;
    return index;
  };
}

/** What decides a kind's share of the virtual users. */
export interface KindShare {
  readonly weight: number;
  readonly count: number | undefined;
}

/**
 * Gives each virtual user its kind. Fixed counts come first; after these, at any number of users, each kind has its
 * share by weight to within one, so that a load may be ramped up, stopped or taken back at any point.
 *
 * The order is that of R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32, 1980: of the kinds
 * that are far enough behind their share, the one whose share will first be a whole user ahead. Rounding by largest
 * remainder would take users from one kind as others are added; greedy choices may be more than one user off.
 *
 * @param kinds - at least one with a count or a weight above 0; where none has a weight, the counts stand for weights
 *   once they are used up
 * @returns a function from a virtual user's number, from 0, to the index of its kind
 * @example
 * const kindOf = createKinds([{ weight: 3, count: undefined }, { weight: 1, count: undefined }]);
 * [0, 1, 2, 3].map(kindOf); // [0, 0, 1, 0]
 */
export function createKinds(kinds: readonly KindShare[]): (user: number) => number {
  const fixed = kinds.flatMap(({ count = 0 }, kind) => new Array<number>(count).fill(kind));
  const weights = kinds.map(({ weight, count }) => (count === undefined ? weight : 0));
  const weighted = weights.some((weight) => weight > 0);
  const next = createProportion(weighted ? weights : kinds.map(({ count = 0 }) => count));
  const assigned = fixed;
  return (user) => {
    while (assigned.length <= user) assigned.push(next());
    return assigned[user]!;
  };
}

/** The kinds of one user after another, each kind within one of its proportion at any time. */
function createProportion(weights: readonly number[]): () => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights
    .map((weight, kind) => ({ kind, share: weight / total, given: 0 }))
    .filter(({ share }) => share > 0);
  // 1 / (2k - 2), the slack of the theorem; with one kind there is nothing to decide.
  const slack = shares.length < 2 ? 0 : 1 / (2 * shares.length - 2);
  let users = 0;
  return () => {
    users += 1;
    let chosen = shares[0]!;
    let earliest = Number.POSITIVE_INFINITY;
    for (const one of shares) {
      const behind = one.share * users - one.given;
      if (behind < slack - 1e-9) continue;
      const deadline = (1 - slack - behind) / one.share;
      if (deadline < earliest - 1e-9) {
        chosen = one;
        earliest = deadline;
      }
    }
    chosen.given += 1;
    return chosen.kind;
  };
}
