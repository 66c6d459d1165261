/**
 * The small values that the run record is made of, each named by its unit, and the two ways of building with them.
 * Everything is read-only: a record is written once and then only looked at.
 */
import { z } from 'zod';

/** An object whose unknown fields are dropped on reading, so that a record from a newer minor version still reads. */
export const object = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.object(shape).readonly();

/** A list. */
export const list = <Item extends z.core.$ZodType>(item: Item) => z.array(item).readonly();

/** Anything by name. */
export const byName = <Value extends z.core.$ZodType>(value: Value) => z.record(z.string(), value).readonly();

export const count = z.int().nonnegative();
export const durationMs = z.number().nonnegative().describe('Milliseconds; fractions allowed.');
export const offsetMs = z.number().describe("Milliseconds since the run's start; fractions allowed.");
export const bytes = z.number().nonnegative().describe('Bytes.');
export const ratio = z.number().min(0).max(1).describe('A share, 0 to 1.');
export const perSecond = z.number().nonnegative().describe('Per second.');
export const instant = z.iso.datetime().describe('A moment in UTC, ISO 8601.');

export const interval = z
  .tuple([z.number().nullable(), z.number().nullable()])
  .readonly()
  .describe('A 95 % interval, lower and upper end; null where the data give no such end.');

/** A 95 % interval, lower and upper end; `null` where the data give no such end. */
export type RecordInterval = z.infer<typeof interval>;
