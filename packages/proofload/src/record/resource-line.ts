/**
 * What a resource said in a second as a line of `series.ndjson`, so that a run that is killed has it too:
 *
 *     {"resource":"api","atMs":1003,"readings":[["memory","bytes",52428800],["cpu","ratio",1.25,"counter"]]}
 */
import { z } from 'zod';
import type { ResourceReading } from '../measure/resources/probe.ts';
import { resourceUnitSchema } from './schema/measurements.ts';
import { list, object, offsetMs } from './schema/values.ts';

const BEGINNING = '{"resource":';

const lineSchema = object({
  resource: z.string(),
  atMs: offsetMs,
  readings: list(
    z.union([
      z.tuple([z.string(), resourceUnitSchema, z.number().nullable()]),
      z.tuple([z.string(), resourceUnitSchema, z.number().nullable(), z.literal('counter')]),
    ]),
  ),
});

/** What a resource said at a moment. */
export interface ResourceSample {
  readonly name: string;
  /** Since the run's start. */
  readonly atMs: number;
  readonly readings: readonly ResourceReading[];
}

/** The line, without its end. */
export function encodeReadings({ name, atMs, readings }: ResourceSample): string {
  const packed = readings.map(({ metric, unit, value, counter }) => {
    return [metric, unit, value, ...(counter ? ['counter'] : [])];
  });
  return JSON.stringify({ resource: name, atMs, readings: packed });
}

/** Whether a line of the series is one of these. */
export function isReadingsLine(line: string): boolean {
  return line.startsWith(BEGINNING);
}

/** What a line says; undefined when it was cut short or is none of ours. */
export function decodeReadings(line: string): ResourceSample | undefined {
  let parsed: z.infer<typeof lineSchema> | undefined;
  try {
    parsed = lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
  return (
    parsed && {
      name: parsed.resource,
      atMs: parsed.atMs,
      // JSON has no number that is not finite; such a value counts for nothing either way.
      readings: parsed.readings.map(([metric, unit, value, counter]) => {
        return { metric, unit, value: value ?? Number.NaN, counter: counter !== undefined };
      }),
    }
  );
}
