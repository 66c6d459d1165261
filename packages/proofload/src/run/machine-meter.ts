/** How busy the machine is with other things while a run goes on: steal of the host, and other processes. Linux only. */
import { availableParallelism } from 'node:os';
import { type ProcessorTicks, readProcessorTicks } from '../measure/processor-ticks.ts';

/** Shares of all the machine's cores, 0 to 1, since the meter was made. */
export interface MachineUse {
  /** Time that the host gave to others although this machine wanted it. */
  readonly steal: number;
  /** Time that other processes than this one took. */
  readonly otherLoad: number;
}

interface Ticks extends ProcessorTicks {
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

function readTicks(): Ticks | undefined {
  const ticks = readProcessorTicks();
  if (ticks === undefined) return undefined;
  const own = process.cpuUsage();
  return { ...ticks, ownMs: (own.user + own.system) / 1_000 };
}

function share(value: number): number {
  return Math.max(0, Math.min(1, value));
}
