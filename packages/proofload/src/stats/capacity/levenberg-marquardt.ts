/**
 * Nonlinear least squares for a handful of parameters.
 * Sources: Levenberg (1944); Marquardt (1963), with his scaling of the damping by the curvature of each parameter.
 */

/** The value of a model at one point, and its derivatives by each parameter. */
export type ModelAt = (
  x: number,
  parameters: readonly number[],
) => {
  readonly value: number;
  readonly gradient: readonly number[];
};

/** What was found. */
export interface LeastSquaresFit {
  readonly parameters: readonly number[];
  readonly sumOfSquares: number;
}

const MOST_ROUNDS = 200;

/** Parameters near `start` that make the sum of (y - model(x))^2 smallest. */
export function fitLeastSquares(
  model: ModelAt,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  start: readonly number[],
): LeastSquaresFit {
  let best = { parameters: start, ...normalEquations(model, x, y, start) };
  let damping = 1e-3;
  for (let round = 0; round < MOST_ROUNDS && damping < 1e12; round++) {
    const { curvature, slope, parameters } = best;
    const damped = curvature.map((row, i) => row.map((value, j) => (i === j ? value * (1 + damping) : value)));
    const step = solveLinear(damped, slope);
    const next = step?.map((change, i) => parameters[i]! + change);
    const found = next === undefined ? undefined : normalEquations(model, x, y, next);
    if (next === undefined || found === undefined || !(found.sumOfSquares < best.sumOfSquares)) {
      damping *= 4;
      continue;
    }
    const gain = best.sumOfSquares - found.sumOfSquares;
    const done = gain <= 1e-14 * best.sumOfSquares;
    best = { parameters: next, ...found };
    if (done) break;
    damping /= 10;
  }
  return { parameters: best.parameters, sumOfSquares: best.sumOfSquares };
}

function normalEquations(
  model: ModelAt,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  parameters: readonly number[],
): { readonly curvature: number[][]; readonly slope: number[]; readonly sumOfSquares: number } {
  const size = parameters.length;
  const curvature = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const slope = new Array<number>(size).fill(0);
  let sumOfSquares = 0;
  for (let n = 0; n < x.length; n++) {
    const { value, gradient } = model(x[n]!, parameters);
    const error = y[n]! - value;
    sumOfSquares += error * error;
    for (let i = 0; i < size; i++) {
      slope[i]! += gradient[i]! * error;
      for (let j = 0; j < size; j++) curvature[i]![j]! += gradient[i]! * gradient[j]!;
    }
  }
  return { curvature, slope, sumOfSquares };
}

/** Solves a small system by Gaussian elimination with pivots; undefined when it is singular. */
export function solveLinear(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | undefined {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = right.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++) {
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const lead = rows[column]![column]!;
    if (!(Math.abs(lead) > 0)) return undefined;
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = rows[i]![column]! / lead;
      for (let j = column; j <= size; j++) rows[i]![j]! -= factor * rows[column]![j]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}
