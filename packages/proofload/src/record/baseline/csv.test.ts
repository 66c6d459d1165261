import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCsv, parseCsv } from './csv.ts';

describe('a table as comma-separated values', () => {
  it('is read with quotes, doubled quotes, line breaks in fields and any line ends', () => {
    expect(parseCsv('a,"b ""x"", c"\r\n1,"two\nlines"\n,\r')).toEqual([
      ['a', 'b "x", c'],
      ['1', 'two\nlines'],
      ['', ''],
    ]);
  });

  it('may lack its last line end, or end in an empty field', () => {
    expect(parseCsv('a,b')).toEqual([['a', 'b']]);
    expect(parseCsv('a,')).toEqual([['a', '']]);
    expect(parseCsv('')).toEqual([]);
  });

  it('may have semicolons or tabs between its fields', () => {
    expect(parseCsv('p95;x\n"1,5";2\n', ';')).toEqual([
      ['p95', 'x'],
      ['1,5', '2'],
    ]);
    expect(parseCsv('p95\tx\n1,5\t2', '\t')[1]).toEqual(['1,5', '2']);
  });

  it('is refused where a quote stands in the middle of a field', () => {
    expect(() => parseCsv('a\nb"c,d')).not.toThrow();
    expect(() => parseCsv('a\n"b"c,d')).toThrow(/row 2/);
  });

  it('gives back what was written', () => {
    const row = fc.array(fc.string(), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        expect(parseCsv(formatCsv(rows))).toEqual(rows);
      }),
    );
  });
});
