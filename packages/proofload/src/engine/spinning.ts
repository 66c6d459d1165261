/**
 * By what means a worker is to be exact. While a core is free it is kept busy for the sake of exact sends. Spinning on a
 * core that others want would take it from the service under test, which often runs on the same machine, and be stopped
 * for milliseconds on end; then timers, up to 1 ms late, are the better means, and a priority that lets them ring.
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
/** Cores that everything else on the machine must leave, beside one for each worker to spin on. */
const SPARE_CORES = 0.2;

/** In which the machine's use is counted. */
const MICROSECONDS_A_TICK = 10_000;
/** So that it is looked at once in so many looks only. */
const LOOKS_AT_MACHINE = 5;
/** By so many of these it is decided: one busy moment is no reason to send late for as long as lies between two. */
const DECIDING = 4;
/**
 * A thread that spins and was kept waiting for more than this share of the time between two looks shares its core, for
 * good if there is no other, for a moment if there is.
 */
const CONTENDED = 0.25;
/**
 * A real-time thread is to wake, send and sleep again. One that takes more than this share of a core for itself would
 * keep it from everything else; it is an ordinary one again for so many looks at the machine, then for twice as many …
 */
const MOST_REAL_TIME = 0.8;
const REST_LOOKS = 8;

/** What is to be done until the next look. */
export interface PacingMeans {
  /** How long to spin before an alarm, in ms; 0: not at all. */
  readonly spinMs: number;
  /** Whether to go before everything else on the machine. */
  readonly realTime: boolean;
}

/** Decides anew at each look, by what the machine did in the last second and the thread since the last look. */
export class PacingGovernor {
  readonly #cores: number;
  readonly #workers: number;
  readonly #mayEver: boolean;
  /** A real-time thread would not be held to the control group's limit, which is not ours to pass. */
  readonly #isUnlimited: boolean;
  readonly #ownMeter = new ThreadMeter();
  readonly #meter = new ThreadMeter();
  #last = useOfMachine();
  /** Cores that other processes took, and that the thread had, by look at the machine. */
  readonly #taken: number[] = [];
  readonly #own: number[] = [];
  #looks = 0;
  #spins = false;
  /** For so many looks at the machine the thread is not a real-time one, and for so many the next time. */
  #rest = 0;
  #nextRest = REST_LOOKS;

  /** @param workers - all of the run's; each needs a core of its own */
  constructor(workers: number) {
    const granted = cgroupCores();
    this.#cores = availableParallelism();
    this.#workers = workers;
    this.#mayEver = Math.min(this.#cores, granted) > workers;
    this.#isUnlimited = granted === Number.POSITIVE_INFINITY;
  }

  /** Forgets what was before: the start of a run keeps the machine busy for a moment, and says nothing of it. Spins. */
  begin(): PacingMeans {
    this.#ownMeter.look();
    this.#startOver();
    this.#spins = this.#mayEver;
    return this.#means();
  }

  /** Spins until there were enough looks to decide by, or the thread has to share its core. */
  look(): PacingMeans {
    if (!this.#mayEver) return this.#means();
    const { waiting = 0 } = this.#ownMeter.look();
    this.#looks += 1;
    const isContended = this.#spins && waiting > CONTENDED;
    if (isContended && !this.#isFree(this.#takenUntil(useOfMachine()) ?? this.#cores)) {
      this.#spins = false;
      this.#startOver();
    } else if (this.#looks % LOOKS_AT_MACHINE === 0) {
      this.#lookAtMachine();
    }
    return this.#means();
  }

  #means(): PacingMeans {
    const realTime = this.#mayEver && !this.#spins && this.#isUnlimited && this.#rest === 0;
    return { spinMs: this.#spins ? SPIN_MS : 0, realTime };
  }

  #startOver(): void {
    this.#meter.look();
    this.#last = useOfMachine();
    this.#taken.length = 0;
    this.#own.length = 0;
    this.#looks = 0;
  }

  #lookAtMachine(): void {
    const { cpu } = this.#meter.look();
    const now = useOfMachine();
    const taken = this.#takenUntil(now);
    this.#last = now;
    if (taken === undefined) return;
    this.#taken.push(taken);
    this.#own.push(cpu);
    if (this.#rest > 0) this.#rest -= 1;
    if (this.#taken.length < DECIDING) return;
    if (this.#means().realTime && mean(this.#own) > MOST_REAL_TIME) {
      this.#rest = this.#nextRest;
      this.#nextRest *= 2;
    }
    this.#spins = this.#isFree(mean(this.#taken));
    this.#taken.shift();
    this.#own.shift();
  }

  /** Cores that other processes took since the last look at the machine; `undefined` where the system does not tell. */
  #takenUntil(now: MachineUse | undefined): number | undefined {
    const last = this.#last;
    if (now === undefined || last === undefined || now.total === last.total) return undefined;
    return Math.max(0, ((now.others - last.others) / (now.total - last.total)) * this.#cores);
  }

  /** Whether so many cores taken leave each worker one to spin on. */
  #isFree(taken: number): boolean {
    return this.#cores - taken >= this.#workers + SPARE_CORES;
  }
}

/** All time of the machine's cores, and what other processes and other machines on the host had of it, in ticks. */
interface MachineUse {
  readonly total: number;
  readonly others: number;
}

function useOfMachine(): MachineUse | undefined {
  const ticks = readProcessorTicks();
  if (ticks === undefined) return undefined;
  // Of the whole process: what its other threads compile and collect as a run begins is soon over.
  const { user, system } = process.cpuUsage();
  return { total: ticks.total, others: ticks.busy + ticks.steal - (user + system) / MICROSECONDS_A_TICK };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
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
