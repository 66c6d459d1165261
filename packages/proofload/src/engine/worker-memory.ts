/**
 * How much memory a worker may take: so much that all of them fit, since a worker that reaches its limit ends by itself
 * and the run can tell of it, while a machine or a container that runs out ends the whole process without a word.
 */
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';

const MB = 1024 * 1024;
/** Part of the memory that heaps may take together; the rest is for buffers, the runtime and others. */
const FOR_HEAPS = 0.8;
/** A worker with less could not even load a suite. */
const LEAST_MB = 64;

/** What a worker's limit hangs on, in bytes. */
export interface MemoryBounds {
  /** Of the machine or of the container. */
  readonly memory: number;
  /** What the runtime allows one heap, `--max-old-space-size`. */
  readonly heapLimit: number;
}

/** The bounds of this process. */
export function memoryBounds(): MemoryBounds {
  // Without a limit, systems say nothing, 0 or more than there is.
  const constrained = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return { memory: Math.min(totalmem(), constrained), heapLimit: getHeapStatistics().heap_size_limit };
}

/**
 * The most that the heap of each worker may have, in MB.
 *
 * @example
 * workerHeapMb({ memory: 2 ** 31, heapLimit: 2 ** 32 }, 3); // 409: beside the main thread's, four share 80 % of 2 GB
 */
export function workerHeapMb({ memory, heapLimit }: MemoryBounds, workers: number): number {
  const share = (memory * FOR_HEAPS) / (workers + 1);
  return Math.max(LEAST_MB, Math.floor(Math.min(share, heapLimit) / MB));
}

/** Why a worker ended with an error, as the end of the sentence “A worker died: …”. */
export function endingOf(error: NodeJS.ErrnoException, heapMb: number): string {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return error.message;
  return (
    `it ran out of memory, of which it may have ${heapMb} MB. Keep less in the suite (lists that grow, vu.data, whole ` +
    'bodies) or have fewer virtual users; or allow more: NODE_OPTIONS=--max-old-space-size=8192, or fewer --workers'
  );
}
