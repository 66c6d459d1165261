/** Tables as comma-separated values, as RFC 4180 has them: quoted fields, doubled quotes, any line ends. */

/** What stands between fields: a comma, or what spreadsheets write where that is the decimal sign. */
export type Delimiter = ',' | ';' | '\t';

/** Reads a table; rows of nothing are left out. */
export function parseCsv(text: string, delimiter: Delimiter = ','): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  // field = '"' { character | '""' } '"' | { character except , " CR LF }, then a comma, a line end or the end
  const field = new RegExp(
    String.raw`(?:"((?:[^"]|"")*)"|([^"${delimiter}\r\n][^${delimiter}\r\n]*|))(${delimiter}|\r\n|\n|\r|$)`,
    'gy',
  );
  while (field.lastIndex < text.length) {
    const [whole, quoted, plain = '', end] = field.exec(text) ?? [];
    if (whole === undefined)
      throw new SyntaxError(`a quote stands in the middle of a field, in row ${rows.length + 1}`);
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === delimiter) continue;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push([...row, '']);
  return rows.filter((fields) => fields.length > 1 || fields[0] !== '');
}

/** Writes a table with CRLF line ends; fields with a comma, a quote or a line end are quoted. */
export function formatCsv(rows: readonly (readonly (string | number)[])[]): string {
  const quote = (field: string) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
  return rows.map((fields) => `${fields.map((field) => quote(String(field))).join(',')}\r\n`).join('');
}
