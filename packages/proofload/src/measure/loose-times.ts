/**
 * The times of a second with few requests as a row packs them: all as they came, rather than by their buckets. Most
 * follow from others up to a small rest, which is all that is written:
 *
 *     latency    = service + rest      the generator's delay; with it or without, the wait for a free user
 *     queueWait  = latency - service + rest
 *     firstByte  = service + rest      the download
 *     download   = service - connect - tls - firstByte + rest      nothing but roundings
 *
 * ## Packed form
 *     varint          n, how many values each of the histograms holds: from 1 to 8
 *     then for each of the row's histograms, in their order, n times:
 *     signed varint   a value in nanoseconds, less what it is expected to be: latency, connect and tls nothing,
 *                     service the latency of the same place, and the others as above. What the row does not have is 0.
 */
import type { ByteReader, ByteWriter } from './bytes.ts';
import { CorruptMeasurementError } from './error.ts';
import { type Histogram, MOST_LOOSE } from './histogram.ts';

const NANOSECONDS = 1e6;
/** Six days: what five times as much may be packed of without a rounding. */
const LARGEST_NANOSECONDS = 2 ** 49;

/** The places of histograms in a row. */
const [LATENCY, SERVICE, QUEUE_WAIT, CONNECT, TLS, FIRST_BYTE, DOWNLOAD] = [0, 1, 2, 3, 4, 5, 6] as const;
const HISTOGRAMS = 7;

/** Nanoseconds by histogram, then by place; used again for every row. */
const gathered = new Float64Array(HISTOGRAMS * MOST_LOOSE);
let gatheredCount = 0;

/**
 * Gathers the times of a row, if they can be packed so: those histograms that are not empty are loose and hold the same
 * number of values, all whole nanoseconds.
 *
 * @param histograms - as the row has them
 */
export function gatherLooseTimes(histograms: readonly Histogram[]): boolean {
  gatheredCount = 0;
  gathered.fill(0);
  for (let index = 0; index < histograms.length; index += 1) {
    const histogram = histograms[index]!;
    const { count } = histogram;
    if (count === 0) continue;
    if (!histogram.isLoose || (gatheredCount !== 0 && count !== gatheredCount)) return false;
    gatheredCount = count;
    for (let place = 0; place < count; place += 1) {
      const valueMs = histogram.looseValue(place);
      const nanoseconds = Math.round(valueMs * NANOSECONDS);
      if (nanoseconds / NANOSECONDS !== valueMs || Math.abs(nanoseconds) > LARGEST_NANOSECONDS) return false;
      gathered[index * MOST_LOOSE + place] = nanoseconds;
    }
  }
  return gatheredCount > 0;
}

/**
 * Appends the times that were gathered last.
 *
 * @param mask - of the row's histograms those that are not empty, a bit for each
 */
export function writeLooseTimes(writer: ByteWriter, mask: number): void {
  writer.varint(gatheredCount);
  for (let index = 0; index < HISTOGRAMS; index += 1) {
    if (!(mask & (1 << index))) continue;
    for (let place = 0; place < gatheredCount; place += 1) {
      writer.signedVarint(gathered[index * MOST_LOOSE + place]! - expected(index, place));
    }
  }
}

/**
 * Records what {@link writeLooseTimes} wrote.
 *
 * @throws {CorruptMeasurementError} when the data contradict themselves; what was recorded until then stays
 */
export function readLooseTimes(reader: ByteReader, mask: number, histograms: readonly Histogram[]): void {
  const count = reader.varint();
  if (count < 1 || count > MOST_LOOSE) throw new CorruptMeasurementError('a row has too many times, or none');
  gathered.fill(0);
  for (let index = 0; index < histograms.length; index += 1) {
    if (!(mask & (1 << index))) continue;
    for (let place = 0; place < count; place += 1) {
      const nanoseconds = reader.signedVarint() + expected(index, place);
      gathered[index * MOST_LOOSE + place] = nanoseconds;
      histograms[index]!.record(nanoseconds / NANOSECONDS);
    }
  }
}

function expected(index: number, place: number): number {
  if (index === SERVICE) return at(LATENCY, place);
  if (index === QUEUE_WAIT) return at(LATENCY, place) - at(SERVICE, place);
  if (index === FIRST_BYTE) return at(SERVICE, place);
  if (index === DOWNLOAD) return at(SERVICE, place) - at(CONNECT, place) - at(TLS, place) - at(FIRST_BYTE, place);
  return 0;
}

function at(index: number, place: number): number {
  return gathered[index * MOST_LOOSE + place]!;
}
