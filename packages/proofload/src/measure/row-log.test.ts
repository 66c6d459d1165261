import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from './bytes.ts';
import { RowLog } from './row-log.ts';
import { Slabs } from './slabs.ts';

interface Row {
  readonly second: number;
  readonly sender: number;
  readonly numbers: readonly number[];
}

const row: fc.Arbitrary<Row> = fc.record({
  second: fc.nat(4000),
  sender: fc.nat(300),
  // Some fill a chunk and more.
  numbers: fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.nat(), { maxLength: 60 }) },
    fc.nat(6000).map((length) => Array<number>(length).fill(7)),
  ),
});

const rows = fc.array(row, { maxLength: 100 });

function logOf(all: readonly Row[], id = 0): RowLog {
  const log = new RowLog(id, new Slabs());
  const writer = new ByteWriter();
  for (const { second, sender, numbers } of all) {
    for (const number of numbers) writer.varint(number);
    log.append(second, sender, writer.take());
  }
  return log;
}

function read(log: RowLog, from = 0, to = Number.POSITIVE_INFINITY): readonly Row[] {
  const found: Row[] = [];
  for (const cursor = log.cursor(from, to); cursor.second < Number.POSITIVE_INFINITY; cursor.advance()) {
    const reader = cursor.read();
    const numbers: number[] = [];
    while (!reader.atEnd) numbers.push(reader.varint());
    found.push({ second: cursor.second, sender: cursor.sender, numbers });
  }
  return found;
}

const bySecond = (all: readonly Row[]) => all.toSorted((a, b) => a.second - b.second);

describe('RowLog', () => {
  it('gives back its rows by their seconds, in whatever order they came', () => {
    fc.assert(
      fc.property(rows, fc.nat(100), (all, id) => {
        expect(read(logOf(all, id))).toEqual(bySecond(all));
        expect(read(logOf(bySecond(all), id))).toEqual(bySecond(all));
      }),
    );
  });

  it('gives those of some seconds', () => {
    fc.assert(
      fc.property(rows, fc.boolean(), fc.nat(4000), fc.nat(4000), (all, ascending, from, to) => {
        const log = logOf(ascending ? bySecond(all) : all);
        expect(read(log, from, to)).toEqual(bySecond(all).filter(({ second }) => second >= from && second < to));
      }),
    );
  });
});
