import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Aggregate } from './aggregate.ts';
import { VirtualClock } from './clock.ts';
import { CorruptMeasurementError } from './error.ts';
import { Histogram } from './histogram.ts';
import { Recorder } from './recorder.ts';
import type { Slice } from './slice.ts';
import { decodeSlice, encodeSlice } from './slice-line.ts';

function fullSlice(): Slice {
  const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
  const pay = recorder.operation('POST /zahlung/ü', 'http', { area: 'shop' });
  pay.answered(100, 50.25, 40, 10);
  pay.status(503);
  pay.failed('status', '503 ",crc32":" \u2028', 100);
  pay.trend('ttft').record(3);
  pay.keepExemplar({ intendedMs: 1, latencyMs: 50, error: '503', excerpt: 'no "money"' });
  recorder.check('paid', 'POST /zahlung/ü', false);
  recorder.check('ready', undefined, true);
  recorder.metric('orders', 'counter').add(2);
  recorder.metric('size', 'trend').add(7);
  recorder.sendLag(0.1);
  return recorder.finish(500, { busyShare: 0.5, deniedShare: 0.1, activeUsers: 2, waiting: 1 })[0]!;
}

function bytesAsList(slice: Slice): unknown {
  return { ...slice, operations: [...slice.operations] };
}

describe('the line of a slice', () => {
  it('gives back the slice', () => {
    const slice = fullSlice();
    expect(bytesAsList(decodeSlice(encodeSlice(slice)))).toEqual(bytesAsList(slice));
  });

  it('is one line of JSON', () => {
    const line = encodeSlice(fullSlice());
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({
      second: 0,
      checks: [
        [0, 0, 1],
        [1, 1, 0],
      ],
    });
  });

  it('leaves out what is empty', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
    const [slice] = recorder.finish(10, { busyShare: 0, activeUsers: 0, waiting: 0 });
    const line = encodeSlice(slice!);
    expect(Object.keys(JSON.parse(line))).toEqual(['second', 'generator', 'crc32']);
    expect(bytesAsList(decodeSlice(line))).toEqual(bytesAsList(slice!));
  });

  it('takes at most 42 bytes for an operation of one request, so that an hour of a thousand fits in 200 MB', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
    for (const second of [0, 1]) {
      for (let index = 0; index < 1000; index += 1) {
        const operation = recorder.operation(`GET /books/${index}`, 'http');
        operation.answered(second * 1000 + index / 2, 123.456789 + index, 122.345678 + index, 0);
        operation.status(200);
        operation.bytes(123_456, 234);
        operation.phases(0, 0, 120.123456 + index, 2.345678);
      }
    }
    const [, slice] = recorder.takeSlices(2000);
    expect(encodeSlice(slice!).length).toBeLessThan(42_000);
  });

  it('is read as it was written before rows could have loose times', () => {
    const lines = [
      '{"second":0,"dictionary":{"operations":[[0,"GET /books","http",{}]]},"operations":"AAIY6AyYAgHIAQJjAuC36Ceotra/BsC4xhOg/6EUAgCbCwEMAQKgndwnAXA9CtcjHYtAoKvAE4DymxQCAJ0LAQ4BAoDEqiKAyP3pBICilRGAopURAQDLCwICoNmxBQGvR+F6FD4wQKCJqwKA0IYDAgCtEQFkAQ==","generator":{"iterations":0,"dropped":0,"sendLag":"","loopLag":"","workers":[]},"crc32":"f21847a6"}',
      '{"second":1,"operations":"AAEQAcgBAW8BgI7OHAHAiZEcAaDCHgHAjbcBAYC0iRMBgMjQBw==","generator":{"iterations":0,"dropped":0,"sendLag":"","loopLag":"","workers":[]},"crc32":"cb344a30"}',
    ];
    const run = new Aggregate();
    for (const line of lines) run.add(decodeSlice(line));
    const { count, latency, service, queueWait, connect, firstByte, download } = run.operations[0]!.counts;
    expect(count).toBe(3);
    expect([latency, service, queueWait, connect, firstByte, download].map(({ sum }) => sum)).toEqual([
      71.75, 71.15, 0.25, 1.5, 56, 13.65,
    ]);
    expect(latency.encode().buckets).toBe(Histogram.of([20.5, 21.25, 30]).encode().buckets);
  });

  it('is refused when it was cut short anywhere', () => {
    const line = encodeSlice(fullSlice());
    for (let length = 0; length < line.length; length += 1) {
      expect(() => decodeSlice(line.slice(0, length))).toThrow(CorruptMeasurementError);
    }
  });

  it('is refused when any character was changed', () => {
    const line = encodeSlice(fullSlice());
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (place, character) => {
        fc.pre(line[place] !== character);
        const changed = line.slice(0, place) + character + line.slice(place + 1);
        expect(() => decodeSlice(changed)).toThrow(CorruptMeasurementError);
      }),
    );
  });

  it.each(['', '{}', 'null', '[]', '{"second":1}', 'garbage'])('is not %j', (line) => {
    expect(() => decodeSlice(line)).toThrow(CorruptMeasurementError);
  });

  it.each<[string, object]>([
    ['a second that is no number', { second: 'one' as unknown as number }],
    ['rows of a wrong length', { checks: [[1, 2]] as unknown as Slice['checks'] }],
    ['numbers that are none', { errors: [[0, 1, Number.NaN, 0]] as Slice['errors'] }],
  ])('is refused with %s, even when its sum is right', (_, broken) => {
    expect(() => decodeSlice(encodeSlice({ ...fullSlice(), ...broken }))).toThrow(CorruptMeasurementError);
  });
});
