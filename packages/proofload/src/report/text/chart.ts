/** A small chart of a course over several lines, for a terminal: a mark for each step, its height its value. */

/** What a chart is drawn of. */
export interface ChartOptions {
  /** NaN where there is none. */
  readonly values: ArrayLike<number>;
  /** Positions to mark below the course. */
  readonly marks: readonly number[];
  readonly columns: number;
  readonly rows: number;
}

/** Lines of a chart, and the values of its uppermost and lowest line. */
export interface Chart {
  readonly lines: readonly string[];
  /** The marks, a `^` below each; empty where there are none. */
  readonly markLine: string;
  readonly highest: number;
  readonly lowest: number;
}

/**
 * A chart at most so many columns wide; where there are more values than that, each column shows the median of its share.
 *
 * @example
 * chartOf({ values: [1, 1, 2], marks: [2], columns: 3, rows: 2 }).lines; // ['  ×', '××']
 */
export function chartOf({ values, marks, columns, rows }: ChartOptions): Chart {
  const width = Math.max(1, Math.min(columns, values.length));
  const bounds = Array.from({ length: width + 1 }, (_, column) => Math.floor((column * values.length) / width));
  const levels = Array.from({ length: width }, (_, column) =>
    middle(Array.from(values).slice(bounds[column], bounds[column + 1])),
  );
  const known = levels.filter((level) => level !== undefined);
  const [lowest, highest] = [Math.min(...known), Math.max(...known)];
  const rowOf = (level: number): number =>
    highest === lowest ? Math.floor(rows / 2) : Math.round(((highest - level) / (highest - lowest)) * (rows - 1));
  const lines = Array.from({ length: rows }, (_, row) =>
    levels
      .map((level) => (level !== undefined && rowOf(level) === row ? '×' : ' '))
      .join('')
      .trimEnd(),
  );
  const marked = new Set(marks.map((mark) => bounds.findLastIndex((bound) => bound <= mark)));
  const markLine = Array.from({ length: width }, (_, column) => (marked.has(column) ? '^' : ' ')).join('');
  return { lines, markLine: markLine.trimEnd(), highest, lowest };
}

function middle(values: readonly number[]): number | undefined {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
