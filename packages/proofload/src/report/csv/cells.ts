/** Comma-separated values as RFC 4180 has them: CRLF after every line, quotes where they are needed. */

/** What stands in a cell; undefined is `N/A`, as Locust writes what is not known. */
export type Cell = string | number | undefined;

/** Lines of cells, the header first. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: Cell): string {
  if (value === undefined) return 'N/A';
  if (typeof value === 'number') return Number.isFinite(value) ? String(Number(value.toFixed(4))) : 'N/A';
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
