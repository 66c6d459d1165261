/** What is alive, buffers outside of the heap included; for `node --expose-gc`. @returns {number} bytes */
export function heldBytes() {
  globalThis.gc();
  // Buffers are let go of after the collection that found them dead.
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
