/**
 * A load generator that is kept waiting for a core sends late, and what it measures is partly itself. So its threads ask
 * for a higher priority, where the system lets them (as root, or with CAP_SYS_NICE): on a machine with other work the
 * p99 of the send lag falls to a fraction. Elsewhere everything stays as it is.
 */
import { setPriority } from 'node:os';

/** On the scale of `nice`, -20 to 19: above ordinary processes, below those that keep the system alive. */
const NICENESS = -10;

/** Raises the priority of the calling thread; false where that is not permitted. */
export function raisePriority(): boolean {
  // On Linux a priority belongs to a thread; elsewhere this would raise the whole process, the main thread included.
  if (process.platform !== 'linux') return false;
  try {
    setPriority(0, NICENESS);
    return true;
  } catch {
    return false;
  }
}
