import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecord } from '../record/read-record.ts';
import { jsonReport } from './json.ts';
import { failedRun } from './sample.fixture.ts';

/** The same value with the fields of every object in another order. */
function shuffled(value: unknown, order: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, order));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => ({ key, inner: shuffled(inner, order), rank: order() }));
  return Object.fromEntries(entries.sort((a, b) => a.rank - b.rank).map(({ key, inner }) => [key, inner]));
}

describe('the record as JSON', () => {
  const run = failedRun({ leftOut: { b: 'two', a: 'one' } });

  it('is read back as it was', () => {
    expect(parseRecord(jsonReport(run), 'out.json')).toEqual(run);
  });

  it('is the same text, whatever the order in which the record was put together', () => {
    const text = jsonReport(run);
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (ranks) => {
        const order = () => ranks.next().value ?? 0;
        expect(jsonReport(shuffled(run, order) as typeof run)).toBe(text);
      }),
      { numRuns: 5 },
    );
  });

  it('begins with what it is', () => {
    expect(jsonReport(run)).toMatch(/^\{\n {2}"schema": "proofload.run\/1",\n {2}"id": "0042",/);
  });
});
