import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { csv, json, ndjson, type RowSource } from './sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'proofload-feeders-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const fileOf = (text: string) => {
  files += 1;
  const path = join(folder, `${files}.data`);
  writeFileSync(path, text);
  return path;
};
const all = <Row>(source: RowSource<Row>) => Array.from({ length: source.count! }, (_, number) => source.row(number));

describe('a CSV file', () => {
  it('has a row for each line after the names of the columns', () => {
    expect(all(csv(fileOf('id,title\n7,Dune\n8,Emma\n')))).toEqual([
      { id: '7', title: 'Dune' },
      { id: '8', title: 'Emma' },
    ]);
  });

  it('may be named by its address', () => {
    expect(csv(pathToFileURL(fileOf('a\n1'))).row(0)).toEqual({ a: '1' });
  });

  it('may have its columns named elsewhere, and another delimiter', () => {
    expect(all(csv(fileOf('7;Dune\r\n8;\r\n'), { columns: ['id', 'title'], delimiter: ';' }))).toEqual([
      { id: '7', title: 'Dune' },
      { id: '8', title: '' },
    ]);
  });

  it('may begin with a mark of its encoding, have blank lines and end without a line break', () => {
    expect(all(csv(fileOf('\uFEFFa,b\r\n\r\n1,2\r\n\n3,4')))).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
    expect(csv(fileOf('\uFEFF1\n'), { columns: ['a'] }).row(0)).toEqual({ a: '1' });
  });

  it('gives back whatever was written into it', () => {
    const field = fc.stringMatching(/^[a-z",\n\r é€]{0,6}$/);
    const records = fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 200 });
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const write = (text: string) => (/[",\n\r]|^$/.test(text) ? quote(text) : text);
    fc.assert(
      fc.property(records, fc.constantFrom('\n', '\r\n'), (rows, newline) => {
        const text = ['x,y,z', ...rows.map((row) => row.map(write).join(','))].join(newline);
        expect(all(csv(fileOf(text)))).toEqual(rows.map(([x, y, z]) => ({ x, y, z })));
      }),
      { numRuns: 50 },
    );
  });

  it('may be larger than what is read at once, and be read in any order', () => {
    const rows = Array.from({ length: 60_000 }, (_, number) => `${number},"line ${number}\nof the text, ""quoted"""`);
    const source = csv(fileOf(`id,text\r\n${rows.join('\r\n')}\r\n`));
    expect(source.count).toBe(60_000);
    for (const number of [59_999, 0, 31_234, 63, 64, 12_345]) {
      expect(source.row(number)).toEqual({ id: String(number), text: `line ${number}\nof the text, "quoted"` });
    }
  });

  it('names the row that has not a field for each column when it is taken', () => {
    const path = fileOf('id,title\n1,Dune\n2,Emma, again\n3\n');
    const source = csv(path);
    expect(source.row(0)).toEqual({ id: '1', title: 'Dune' });
    expect(() => source.row(1)).toThrow(`Row 2 of ${path} has 3 fields, and there are 2 columns: id, title.`);
    expect(() => source.row(2)).toThrow(`Row 3 of ${path} has 1 field, and there are 2 columns: id, title.`);
  });

  it('is refused with two columns of one name, or with a quotation mark that is never closed', () => {
    const twice = fileOf('id,id\n1,2\n');
    expect(() => csv(twice)).toThrow(`${twice} has two columns of the name "id".`);
    const open = fileOf('id,title\n1,"Dune\n2,Emma\n3,Ilium\n');
    expect(() => csv(open)).toThrow(`A quotation mark in ${open} is never closed, in row 1 or before it.`);
  });

  it('is refused with a delimiter that cannot be one, or where no path is given', () => {
    expect(() => csv(fileOf('a'), { delimiter: '' })).toThrow('csv() takes a delimiter without quotation marks');
    expect(csv(fileOf('a;;b\n1;;2'), { delimiter: ';;' }).row(0)).toEqual({ a: '1', b: '2' });
    expect(() => csv(5 as never)).toThrow('csv(), ndjson() and json() take a path or a URL, got 5.');
  });

  it('must be there and have rows', () => {
    expect(() => csv(join(folder, 'none.csv'))).toThrow(
      expect.objectContaining({
        code: 'feeder-unreadable',
        message: `The data file ${join(folder, 'none.csv')} is not there.`,
      }),
    );
    expect(() => csv(fileOf('id,title\n'))).toThrow(expect.objectContaining({ code: 'feeder-malformed' }));
    expect(() => csv(fileOf(''))).toThrow('has no rows.');
    expect(() => csv(folder)).toThrow(`The data file ${folder} is no file.`);
  });
});

describe('an NDJSON file', () => {
  it('has a row for each line', () => {
    expect(all(ndjson(fileOf('{"a":"x\\ny"}\n\n{"a":"\\"" }\n')))).toEqual([{ a: 'x\ny' }, { a: '"' }]);
  });

  it('names the row that is no JSON when it is taken', () => {
    const source = ndjson(fileOf('{"a":1}\n{oops}\n'));
    expect(source.row(0)).toEqual({ a: 1 });
    expect(() => source.row(1)).toThrow(/^There is no JSON in row 2 of .*\.data: /);
  });
});

describe('a JSON file', () => {
  it('has a row for each element of its list', () => {
    expect(all(json(fileOf('[{"a":1},{"a":2}]')))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it.each(['{"a":1}', '[]', '{', ''])('is refused when it is none: %s', (text) => {
    expect(() => json(fileOf(text))).toThrow(expect.objectContaining({ code: 'feeder-malformed' }));
  });

  it('must be there', () => {
    expect(() => json(join(folder, 'none.json'))).toThrow(expect.objectContaining({ code: 'feeder-unreadable' }));
  });
});
