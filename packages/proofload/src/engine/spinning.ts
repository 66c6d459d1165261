/** Whether a core is free to be kept busy for the sake of exact sends. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** How long before an alarm the loop is kept turning, in ms: Node.js fires timers up to 1 ms late. */
const SPIN_MS = 1.2;

/**
 * How long each worker may spin before an alarm, in ms: only where every worker has a core of its own and one is left
 * for the rest. Else 0: timers alone.
 */
export function spinMsFor(workers: number): number {
  return Math.min(availableParallelism(), cgroupCores()) > workers ? SPIN_MS : 0;
}

/** Cores that the control group grants: `cpu.max` of cgroup v2, `cpu.cfs_quota_us` of v1; infinite without a limit. */
function cgroupCores(): number {
  const [quota, period] = read('/sys/fs/cgroup/cpu.max')?.split(' ') ?? [
    read('/sys/fs/cgroup/cpu/cpu.cfs_quota_us'),
    read('/sys/fs/cgroup/cpu/cpu.cfs_period_us'),
  ];
  const cores = Number(quota) / Number(period);
  return cores > 0 ? cores : Number.POSITIVE_INFINITY;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return undefined;
  }
}
