import { describe, expect, it } from 'vitest';
import { Aggregate } from './aggregate.ts';
import { VirtualClock } from './clock.ts';
import { SliceMerger } from './merge.ts';
import { Recorder } from './recorder.ts';
import type { Slice } from './slice.ts';

function slices(...seconds: number[]): Slice[] {
  const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
  for (const second of seconds) recorder.operation('a', 'http').answered(second * 1000, 10, 10, 0);
  return recorder.finish((seconds.at(-1) ?? 0) * 1000, { busyShare: 0.5, activeUsers: 1, waiting: 0 });
}

describe('SliceMerger', () => {
  it('hands over a second once every worker has reached it, in order', () => {
    const merger = new SliceMerger(2);
    const [first, second, third] = slices(0, 1, 2) as [Slice, Slice, Slice];
    const [named, other] = slices(1) as [Slice, Slice];
    expect(merger.add(0, first)).toEqual([]);
    expect(merger.add(0, second)).toEqual([]);
    expect(merger.add(1, named).map((slice) => slice.second)).toEqual([0]);
    expect(merger.add(1, other).map((slice) => slice.second)).toEqual([1]);
    expect(merger.add(0, third)).toEqual([]);
    expect(merger.end(1).map((slice) => slice.second)).toEqual([2]);
  });

  it('waits no longer for a worker that has ended', () => {
    const merger = new SliceMerger(2);
    expect(merger.end(1)).toEqual([]);
    const [first] = slices(0) as [Slice];
    expect(merger.add(0, first).map((slice) => slice.second)).toEqual([0]);
    expect(merger.end(0)).toEqual([]);
  });

  it('hands on what an only worker sends as it is', () => {
    const merger = new SliceMerger(1);
    const sent = slices(0, 1, 2);
    expect(sent.flatMap((slice) => merger.add(0, slice))).toEqual(sent);
    expect(merger.end(0)).toEqual([]);
  });

  it('names an operation once, whoever saw it first', () => {
    const merger = new SliceMerger(2);
    const merged = [...slices(0, 1), ...slices(0, 1)].flatMap((slice, index) => merger.add(index < 2 ? 0 : 1, slice));
    expect(merged.map(({ dictionary }) => dictionary.operations)).toEqual([[[0, 'a', 'http', {}]], []]);
  });

  it('tells no more operations apart than one worker would, and loses none', () => {
    const merger = new SliceMerger(2);
    const merged = [0, 1].flatMap((worker) => {
      const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
      for (let i = 0; i < 800; i += 1) recorder.operation(`${worker}/${i}`, 'http').answered(1, 10, 10, 0);
      return recorder.finish(10).flatMap((slice) => merger.add(worker, slice));
    });
    const run = new Aggregate();
    for (const slice of merged) run.add(slice);
    expect(run.operations).toHaveLength(1001);
    expect(run.operations.find(({ name }) => name === '(other)')?.counts.count).toBe(600);
  });

  it('keeps the health of each worker', () => {
    const merger = new SliceMerger(2);
    for (const slice of slices()) merger.add(0, slice);
    const merged = slices().flatMap((slice) => merger.add(1, slice));
    expect(merged.map(({ generator }) => generator.workers.length)).toEqual([2]);
  });

  it('fails an operation whose bytes differ from worker to worker', () => {
    const merger = new SliceMerger(3);
    const seen = ['same', 'same', 'other'].map((digest) => {
      const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
      const operation = recorder.operation('image', 'http');
      operation.answered(10, 10, 10, 0);
      operation.print('a key', digest);
      operation.print(`a key of worker ${digest}`, digest);
      return recorder.finish(10)[0]!;
    });
    const [merged] = [...seen.flatMap((slice, worker) => merger.add(worker, slice)), ...merger.end(0)];
    const run = new Aggregate();
    run.add(merged!);
    const [operation] = run.operations;
    expect([operation!.counts.count, operation!.counts.failed]).toEqual([3, 1]);
    expect(operation!.errors.all).toMatchObject([{ type: 'identical', count: 1 }]);
    expect(merged!.prints).toBeUndefined();
  });

  it('knows its workers', () => {
    expect(() => new SliceMerger(1).end(1)).toThrow(RangeError);
  });
});
