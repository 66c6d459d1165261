/**
 * The errors of this room: stored measurements that cannot be read, and a metric's name used in two ways.
 */

/** Stored or sent measurements that are corrupt or cut short. Never thrown while measuring. */
export class CorruptMeasurementError extends Error {
  override readonly name = 'CorruptMeasurementError';
  readonly code = 'corrupt-measurement';

  constructor(problem: string) {
    super(`The stored measurements cannot be read: ${problem}.`);
  }
}
