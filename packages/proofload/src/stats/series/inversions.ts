/** Counting pairs that are out of order in n log n steps, on which Kendall's S and Sen's slopes rest. */

/**
 * How many pairs i < j have values[i] > values[j], counted while merge sorting. With `orEqual`, ties count as well.
 * `values` is sorted in place.
 */
export function sortCountingInversions(values: Float64Array, orEqual = false): number {
  const spare = new Float64Array(values.length);
  let count = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start + width < values.length; start += 2 * width) {
      const middle = start + width;
      const end = Math.min(values.length, middle + width);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        const leftFirst =
          left < middle &&
          (right >= end || (orEqual ? values[left]! < values[right]! : values[left]! <= values[right]!));
        if (leftFirst) spare[at] = values[left++]!;
        else {
          count += middle - left;
          spare[at] = values[right++]!;
        }
      }
      values.set(spare.subarray(start, end), start);
    }
  }
  return count;
}

/** The lengths of the runs of equal values in ascending data, those of 1 left out. */
export function tieLengths(ascending: ArrayLike<number>): readonly number[] {
  const lengths: number[] = [];
  let start = 0;
  for (let i = 1; i <= ascending.length; i++) {
    if (i < ascending.length && ascending[i] === ascending[start]) continue;
    if (i - start > 1) lengths.push(i - start);
    start = i;
  }
  return lengths;
}
