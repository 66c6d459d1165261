/**
 * One row of CSV as RFC 4180 has it: fields apart by a delimiter, in quotation marks where they hold one, a line break
 * or a quotation mark, which is then doubled.
 */

/**
 * The fields of a row.
 *
 * @param text - without the line break that ends it
 * @example
 * parseCsvRow('7,"Dune, again","a ""b"""', ','); // ['7', 'Dune, again', 'a "b"']
 */
export function parseCsvRow(text: string, delimiter: string): readonly string[] {
  if (!text.includes('"')) return text.split(delimiter);
  const fields: string[] = [];
  let at = 0;
  do {
    if (text[at] === '"') {
      let value = '';
      let from = at + 1;
      let close = text.indexOf('"', from);
      while (close >= 0 && text[close + 1] === '"') {
        value += text.slice(from, close + 1);
        from = close + 2;
        close = text.indexOf('"', from);
      }
      const end = close < 0 ? text.length : close;
      value += text.slice(from, end);
      const next = text.indexOf(delimiter, end);
      // What stands between the closing mark and the delimiter belongs to the field, as spreadsheets read it.
      fields.push(value + text.slice(end + 1, next < 0 ? text.length : next));
      at = next < 0 ? text.length + 1 : next + delimiter.length;
    } else {
      const next = text.indexOf(delimiter, at);
      fields.push(text.slice(at, next < 0 ? text.length : next));
      at = next < 0 ? text.length + 1 : next + delimiter.length;
    }
  } while (at <= text.length);
  return fields;
}
