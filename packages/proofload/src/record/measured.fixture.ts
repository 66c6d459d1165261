/** Slices as a worker makes them, on a clock that stands still until it is told to advance. */
import { VirtualClock } from '../measure/clock.ts';
import { Recorder } from '../measure/recorder.ts';
import type { Slice } from '../measure/slice.ts';
import { Measurements } from './measurements.ts';

/** What happens in a second: called at its middle. */
export type Happening = (recorder: Recorder, second: number, nowMs: number) => void;

/** The slices of so many seconds. */
export function sliceSeconds(seconds: number, happening: Happening): readonly Slice[] {
  const clock = new VirtualClock();
  const recorder = new Recorder({ clock, startMs: 0 });
  const slices: Slice[] = [];
  for (let second = 0; second < seconds; second += 1) {
    clock.advance(500);
    happening(recorder, second, clock.now());
    clock.advance(500);
    slices.push(...recorder.takeSlices(clock.now(), { busyShare: 0.2, activeUsers: 5, waiting: 0 }));
  }
  return [...slices, ...recorder.finish(clock.now())];
}

/** A request that is answered with a status; 400 and above is a failure. */
export function request(recorder: Recorder, name: string, atMs: number, latencyMs: number, status = 200): void {
  const operation = recorder.operation(name, 'http');
  operation.answered(atMs, latencyMs, latencyMs, 0);
  operation.status(status);
  operation.bytes(100, 10);
  if (status >= 400) operation.failed('status', `answered ${status}`, atMs);
}

/** The measurements that slices make. */
export function measure(slices: readonly Slice[], warmupMs = 0): Measurements {
  const measurements = new Measurements(warmupMs);
  for (const slice of slices) measurements.add(slice);
  return measurements;
}
