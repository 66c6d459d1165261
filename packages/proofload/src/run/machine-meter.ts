/** How busy the machine is with other things while a run goes on: steal of the host, and other processes. Linux only. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Shares of all the machine's cores, 0 to 1, since the meter was made. */
export interface MachineUse {
  /** Time that the host gave to others although this machine wanted it. */
  readonly steal: number;
  /** Time that other processes than this one took. */
  readonly otherLoad: number;
}

interface Ticks {
  readonly total: number;
  readonly busy: number;
  readonly steal: number;
  readonly ownMs: number;
}

export class MachineMeter {
  readonly #start = readTicks();

  /** `undefined` where the system does not tell. */
  look(): MachineUse | undefined {
    const start = this.#start;
    const now = readTicks();
    if (start === undefined || now === undefined || now.total <= start.total) return undefined;
    const total = now.total - start.total;
    const wallMs = ((total / availableParallelism()) * 1_000) / TICKS_PER_SECOND;
    const own = (now.ownMs - start.ownMs) / (wallMs * availableParallelism());
    return {
      steal: share((now.steal - start.steal) / total),
      otherLoad: share((now.busy - start.busy) / total - own),
    };
  }
}

/** `USER_HZ`, which Linux fixes for user space on all of its common architectures. */
const TICKS_PER_SECOND = 100;

/** `/proc/stat`, first line: user, nice, system, idle, iowait, irq, softirq, steal, in ticks. See proc(5). */
function readTicks(): Ticks | undefined {
  try {
    const line = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0] as string;
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line
      .split(/\s+/)
      .slice(1)
      .map(Number);
    const busy = user + nice + system + irq + softirq;
    const own = process.cpuUsage();
    return { total: busy + idle + iowait + steal, busy, steal, ownMs: (own.user + own.system) / 1_000 };
  } catch {
    return undefined;
  }
}

function share(value: number): number {
  return Math.max(0, Math.min(1, value));
}
