/**
 * Whether a core is free to be kept busy for the sake of exact sends. Spinning on a core that others want would take it
 * from the service under test, which often runs on the same machine; then timers, up to 1 ms late, are the lesser evil.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { readProcessorTicks } from '../measure/processor-ticks.ts';
import { ThreadMeter } from './thread-health.ts';

/**
 * How long before an alarm the loop is kept turning, in ms. Node.js fires timers up to 1 ms late; the rest is for the
 * service: a thread that sleeps and wakes a thousand times a second has the system put both on one core time and again,
 * where the service then waits for the spinning to end.
 */
const SPIN_MS = 5;
/** Cores that must be left by everything else on the machine: one to spin on and a little to spare. */
const FREE_CORES = 1.2;

/** By so many looks it is decided: one busy moment is no reason to send late for as long as lies between two looks. */
const LOOKS = 4;

/** Decides anew at each look, by what the machine did in the last few. */
export class SpinGovernor {
  readonly #cores: number;
  readonly #mayEver: boolean;
  readonly #meter = new ThreadMeter();
  #last = readProcessorTicks();
  /** Cores that others took, by look. */
  readonly #taken: number[] = [];

  /** @param workers - all of the run's; each needs a core of its own */
  constructor(workers: number) {
    this.#cores = availableParallelism();
    this.#mayEver = Math.min(this.#cores, cgroupCores()) > workers;
  }

  /** Forgets what was before: the start of a run keeps the machine busy for a moment, and says nothing of it. */
  begin(): number {
    this.#meter.look();
    this.#last = readProcessorTicks();
    this.#taken.length = 0;
    return this.#mayEver ? SPIN_MS : 0;
  }

  /** How long to spin before an alarm from now on, in ms; 0: not at all. Spins until there were enough looks. */
  look(): number {
    if (!this.#mayEver) return 0;
    const taken = this.#takenSinceLast();
    if (taken !== undefined) this.#taken.push(taken);
    if (this.#taken.length > LOOKS) this.#taken.shift();
    const busy = this.#taken.reduce((sum, cores) => sum + cores, 0) / this.#taken.length;
    return this.#taken.length < LOOKS || this.#cores - busy >= FREE_CORES ? SPIN_MS : 0;
  }

  #takenSinceLast(): number | undefined {
    const { cpu } = this.#meter.look();
    const last = this.#last;
    const now = readProcessorTicks();
    this.#last = now;
    if (now === undefined || last === undefined || now.total === last.total) return undefined;
    // What the host takes is no more free than what others use.
    const taken = now.busy + now.steal - last.busy - last.steal;
    return Math.max(0, (taken / (now.total - last.total)) * this.#cores - cpu);
  }
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
