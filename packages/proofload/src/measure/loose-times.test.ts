import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from './bytes.ts';
import { CorruptMeasurementError } from './error.ts';
import { OperationCounts } from './operation-counts.ts';

const TRENDS = { id: () => 0, name: () => 'ttft' };

/** A request in nanoseconds; `lag` is what its latency has more than its service. */
const request = fc.record({
  service: fc.integer({ min: 0, max: 60e9 }),
  lag: fc.oneof(fc.constant(0), fc.integer({ min: -1000, max: 5e9 })),
  connect: fc.oneof(fc.constant(0), fc.nat(1e6)),
  firstByte: fc.nat(1e9),
  download: fc.nat(1e9),
});

function counted(requests: readonly (typeof request extends fc.Arbitrary<infer R> ? R : never)[]): OperationCounts {
  const counts = new OperationCounts();
  for (const { service, lag, connect, firstByte, download } of requests) {
    counts.count += 1;
    counts.addStatus(200);
    counts.latency.record((service + lag) / 1e6);
    counts.service.record(service / 1e6);
    if (connect > 0) counts.connect.record(connect / 1e6);
    counts.firstByte.record(firstByte / 1e6);
    counts.download.record(download / 1e6);
  }
  return counts;
}

function packed(counts: OperationCounts): Uint8Array {
  const writer = new ByteWriter();
  counts.write(writer, TRENDS.id);
  return writer.take();
}

function unpacked(bytes: Uint8Array): OperationCounts {
  const counts = new OperationCounts();
  counts.mergeFrom(new ByteReader(bytes), TRENDS.name);
  return counts;
}

function shape({ count, statuses, ...counts }: OperationCounts): unknown {
  const { latency, service, connect, firstByte, download } = counts;
  const histograms = [latency, service, connect, firstByte, download].map((histogram) => histogram.encode());
  return { count, statuses, histograms };
}

describe('the times of a second with few requests', () => {
  it('come back to the last digit, however many they are', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 12 }), (requests) => {
        const counts = counted(requests);
        expect(shape(unpacked(packed(counts)))).toEqual(shape(counted(requests)));
      }),
    );
  });

  it('come back also where they are no whole nanoseconds', () => {
    const counts = new OperationCounts();
    for (const ms of [Math.PI, Math.E]) counts.latency.record(ms);
    expect(unpacked(packed(counts)).latency.encode()).toEqual(counts.latency.encode());
  });

  it('take a dozen bytes a request, as the phases of a service time add up to it', () => {
    const sizes = [1, 2, 8].map((length) => {
      const all = Array.from({ length }, (_, index) => 20e6 + index * 123_457);
      const requests = all.map((service) => {
        const download = 2e6 + (service % 1000);
        return { service, lag: 50_000, connect: 0, firstByte: service - download, download };
      });
      return packed(counted(requests)).length;
    });
    const [one, two, eight] = sizes as [number, number, number];
    expect([two - one, eight - two]).toEqual([12, 6 * 12]);
  });

  it.each([0, 9])('are not %i', (count) => {
    const writer = new ByteWriter();
    // One request, loose times, of its latency.
    for (const number of [1, 64, 1, count]) writer.varint(number);
    for (let place = 0; place < count; place += 1) writer.signedVarint(1000);
    expect(() => unpacked(writer.take())).toThrow(CorruptMeasurementError);
  });
});
