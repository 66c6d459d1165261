/**
 * How the garbage collector of the worker threads is to work: a stall of a millisecond makes twenty sends late at
 * 20,000/s, and the collections of young objects are what stalls a generator most often.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * To be called before the first worker thread is started, whose engine takes these settings.
 *
 * - The space of young objects is 8 MB from the start, and stays so. V8 begins with 1 MB and lets it grow by what
 *   survives, which is next to nothing here, so that it would be swept several times as often; with ten thousand users
 *   it would grow to 16 MB for nothing.
 * - The space of old objects is collected when it has grown by 30 %, from 16 MB on. V8 lets it double, and more at the
 *   start: what ten thousand users leave behind as they connect would stay for minutes.
 * - Young objects are swept by the thread itself: helpers would take the core that the service may be using, and waiting
 *   for them takes longer than the work.
 */
export function tuneCollector(): void {
  setFlagsFromString('--min-semi-space-size=8');
  setFlagsFromString('--max-semi-space-size=8');
  setFlagsFromString('--initial-old-space-size=16');
  setFlagsFromString('--heap-growing-percent=30');
  setFlagsFromString('--no-parallel-scavenge');
}
