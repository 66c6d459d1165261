import { describe, expect, it } from 'vitest';
import { endingOf, memoryBounds, workerHeapMb } from './worker-memory.ts';

const GB = 2 ** 30;

describe('the memory of a worker', () => {
  it('is a part of what the machine has, so that all of them fit', () => {
    expect(workerHeapMb({ memory: 2 * GB, heapLimit: 4 * GB }, 3)).toBe(409);
    const bounds = { memory: 16 * GB, heapLimit: 64 * GB };
    expect(workerHeapMb(bounds, 7) * 8 * 1024 * 1024).toBeLessThan(bounds.memory);
  });

  it('is no more than the runtime allows, and never too little to begin', () => {
    expect(workerHeapMb({ memory: 64 * GB, heapLimit: 4 * GB }, 1)).toBe(4096);
    expect(workerHeapMb({ memory: GB / 8, heapLimit: 4 * GB }, 16)).toBe(64);
  });

  it('is known of this process', () => {
    expect(workerHeapMb(memoryBounds(), 1)).toBeGreaterThanOrEqual(64);
  });

  it('is what a worker is said to have run out of, with what to do; other errors speak for themselves', () => {
    const full = Object.assign(new Error('Worker terminated'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
    expect(endingOf(full, 512)).toMatch(/out of memory, of which it may have 512 MB\. Keep less/);
    expect(endingOf(new Error('the bundle is gone'), 512)).toBe('the bundle is gone');
  });
});
