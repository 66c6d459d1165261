import { describe, expect, it } from 'vitest';
import { readSeries } from './read-series.ts';
import { UsageError } from './usage-error.ts';

const read = (text: string, column?: string) => {
  const { series, problems } = readSeries(text, 'some/history.csv', column);
  return { series: series.map(({ id, values }) => [id, [...values]]), problems };
};

describe('a file of series', () => {
  it('as a JSON list is one series, named by the file', () => {
    expect(read('[1, 2.5, null, "x"]').series).toEqual([['history', [1, 2.5, Number.NaN, Number.NaN]]]);
  });

  it('as NDJSON has a series a line; lines that are none are named and left out', () => {
    const { series, problems } = read('{"id":"a","values":[1,2]}\n\n{"id":"b"}\nnonsense\n{"values":[3]}\n');
    expect(series).toEqual([
      ['a', [1, 2]],
      ['5', [3]],
    ]);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('Line 3 of some/history.csv');
  });

  it('as one object over several lines is one series', () => {
    expect(read('{\n "id": "a",\n "values": [1]\n}').series).toEqual([['a', [1]]]);
  });

  it('as a table gives the column by its heading or number; empty cells are gaps', () => {
    const table = 'build,p95\n1,80\n2,\n3,82\n';
    expect(read(table, 'p95').series).toEqual([['history', [80, Number.NaN, 82]]]);
    expect(read(table, '2').series).toEqual([['history', [80, Number.NaN, 82]]]);
    expect(read('commit,p95\nab,80\n').series).toEqual([['history', [80]]]);
    expect(read('80\n81\n').series).toEqual([['history', [80, 81]]]);
  });

  it('may have NaN and Infinity where it is JSON that another language wrote', () => {
    expect(read('[1, NaN, -Infinity,2]').series).toEqual([['history', [1, Number.NaN, Number.NaN, 2]]]);
    expect(read('{"id":"a","values":[NaN]}\n{"id":"b","values":[1]}').series).toHaveLength(2);
  });

  it('may be a table with semicolons or tabs, and decimal commas', () => {
    expect(read('p95;build\n10,5;1\n11;2\n', 'p95').series).toEqual([['history', [10.5, 11]]]);
    expect(read('p95\tcommit\n10.5\tab\n').series).toEqual([['history', [10.5]]]);
  });

  it.each([
    ['', undefined, /is empty/],
    ['[1, 2', undefined, /no list of numbers/],
    ['{"id": 1}', undefined, /no series/],
    ['a,b\n1,2\n', undefined, /Which column .* a, b/],
    ['a,b\n1,2\n', 'c', /no column “c”; it has a, b/],
    ['a,b\nx,2\n', 'a', /a of .* has no numbers/],
    ['a\nx\n', undefined, /no column of numbers/],
    ['a,"b"c\n', undefined, /neither JSON nor a table/],
  ])('is refused with what is wrong: %j', (text, column, message) => {
    expect(() => read(text, column)).toThrow(UsageError);
    expect(() => read(text, column)).toThrow(message);
  });
});
