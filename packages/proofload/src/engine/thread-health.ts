/**
 * How busy the thread is that calls: on Linux the CPU time that the kernel accounts to it, elsewhere the share of time
 * in which its event loop did something.
 */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** A thread's use of a core between two looks. */
export interface ThreadUse {
  /** Share of one core, 0 to 1, that the thread had. */
  readonly cpu: number;
  /** Share of the time in which it could have run and was not let, 0 to 1; `undefined` where the system does not tell. */
  readonly waiting: number | undefined;
}

/** Looks at the calling thread; each call tells of the time since the one before. */
export class ThreadMeter {
  #last = read();
  #utilization = performance.eventLoopUtilization();

  look(): ThreadUse {
    const now = read();
    const last = this.#last;
    this.#last = now;
    const utilization = performance.eventLoopUtilization();
    const share = performance.eventLoopUtilization(utilization, this.#utilization).utilization;
    this.#utilization = utilization;
    if (now === undefined || last === undefined) return { cpu: share, waiting: undefined };
    const wallMs = Math.max(now.wallMs - last.wallMs, 1e-3);
    return { cpu: (now.cpuMs - last.cpuMs) / wallMs, waiting: (now.waitMs - last.waitMs) / wallMs };
  }
}

interface ThreadTimes {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly waitMs: number;
}

/** `/proc/thread-self/schedstat`: ns on a core, ns waiting for one, slices. Linux, Documentation/scheduler/sched-stats. */
function read(): ThreadTimes | undefined {
  try {
    const [cpuNs, waitNs] = readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ');
    return { wallMs: performance.now(), cpuMs: Number(cpuNs) / 1e6, waitMs: Number(waitNs) / 1e6 };
  } catch {
    return undefined;
  }
}
