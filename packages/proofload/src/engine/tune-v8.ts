/**
 * How V8 is to work in the worker threads: a stall of a millisecond makes twenty sends late at 20,000/s, and the
 * collections of young objects are what stalls a generator most often; so what a request allocates counts twice.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * The settings, as options of a command line.
 *
 * - The space of young objects is 8 MB from the start, and stays so. V8 begins with 1 MB and lets it grow by what
 *   survives, which is next to nothing here, so that it would be swept several times as often; with ten thousand users
 *   it would grow to 16 MB for nothing.
 * - The space of old objects is collected when it has grown by 30 %, from 16 MB on. V8 lets it double, and more at the
 *   start: what ten thousand users leave behind as they connect would stay for minutes.
 * - Young objects are swept by the thread itself: helpers would take the core that the service may be using, and waiting
 *   for them takes longer than the work.
 * - A function takes others into itself up to 4,000 bytes of bytecode, rather than 920. Times are doubles, which V8 puts
 *   on the heap to hand them to a call: recording a request left 64 to 96 bytes there, now none, in two thirds of the time.
 *   Compiling takes 0.2 s more CPU as a run begins. Less does not suffice; 9,000 take 0.5 s, and requests cost no less.
 */
export const V8_SETTINGS = [
  '--min-semi-space-size=8',
  '--max-semi-space-size=8',
  '--initial-old-space-size=16',
  '--heap-growing-percent=30',
  '--no-parallel-scavenge',
  '--max-inlined-bytecode-size-cumulative=4000',
] as const;

/** To be called before the first worker thread is started, whose engine takes these settings. */
export function tuneV8(): void {
  for (const setting of V8_SETTINGS) setFlagsFromString(setting);
}
