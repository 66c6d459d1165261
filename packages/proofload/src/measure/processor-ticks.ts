/** What the machine's processor did, as Linux counts it. */
import { readFileSync } from 'node:fs';

/** Time of all cores since the machine started, in ticks. */
export interface ProcessorTicks {
  readonly total: number;
  readonly busy: number;
  /** Taken by other machines on the same host. */
  readonly steal: number;
}

/**
 * `/proc/stat`, first line: user, nice, system, idle, iowait, irq, softirq, steal. See proc(5).
 *
 * @returns `undefined` where the system does not tell
 */
export function readProcessorTicks(): ProcessorTicks | undefined {
  try {
    const line = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0] as string;
    const fields = line.split(/\s+/).slice(1, 9).map(Number);
    const [, , , idle = 0, iowait = 0, , , steal = 0] = fields;
    const total = fields.reduce((sum, ticks) => sum + ticks, 0);
    return { total, busy: total - idle - iowait - steal, steal };
  } catch {
    return undefined;
  }
}
