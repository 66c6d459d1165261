/**
 * Decides what goes wrong with each request. The draws come from a seed in the order of arrival, so that the same
 * sequence of requests meets the same faults.
 */
import { fits } from '../http/routeTable.ts';
import { type Random, randomOf } from '../random/random.ts';
import { type FaultSettings, NO_FAULTS } from './settings.ts';

/** What to do with a request: how long to hold it, and whether to answer it at all. */
export interface Verdict {
  readonly holdMs: number;
  readonly outcome: 'answer' | 'drop' | { readonly status: number };
}

/** How a token stream ends. */
export type StreamFate = 'whole' | 'cut' | 'error';

const UNHARMED: Verdict = { holdMs: 0, outcome: 'answer' };

/** Probes and the switches themselves always work: without them a fault could not be watched or ended. */
function isSpared(route: string): boolean {
  const path = route.slice(route.indexOf(' ') + 1);
  return path === '/health' || path === '/metrics' || path.startsWith('/__');
}

/** Times are milliseconds of the clock that is passed in. */
export class FaultInjector {
  readonly #seed: number;
  readonly #now: () => number;
  #settings: FaultSettings = NO_FAULTS;
  #sinceMs = 0;
  #random: Random;
  #streams: Random;
  #leak: Uint8Array[] = [];
  #fitting = new Map<string, boolean>();

  constructor(seed: number, now: () => number) {
    this.#seed = seed;
    this.#now = now;
    this.#random = randomOf(seed, 'faults');
    this.#streams = randomOf(seed, 'faults', 'streams');
  }

  get settings(): FaultSettings {
    return this.#settings;
  }

  get leakedBytes(): number {
    return this.#leak.reduce((sum, block) => sum + block.byteLength, 0);
  }

  /** Replaces all settings; the seeded draws and the rhythm of stalls start now, and leaked memory is let go. */
  set(settings: FaultSettings): void {
    this.#settings = settings;
    this.#sinceMs = this.#now();
    this.#random = randomOf(this.#seed, 'faults');
    this.#streams = randomOf(this.#seed, 'faults', 'streams');
    this.#leak = [];
    this.#fitting = new Map();
  }

  /** What to do with a request, to be held from its arrival on. */
  decide(route: string, arrivedMs: number): Verdict {
    if (!this.#isHit(route)) return UNHARMED;
    const { latencyMs, errorRate, errorStatus, dropRate, leakBytes } = this.#settings;
    if (leakBytes > 0) this.#leak.push(Buffer.alloc(leakBytes, 1));
    // One draw decides between drop, error and answer: their shares are exact and exclude each other.
    const draw = this.#random.next();
    const outcome = draw < dropRate ? 'drop' : draw < dropRate + errorRate ? { status: errorStatus } : 'answer';
    return { holdMs: latencyMs + this.#stallLeftMs(arrivedMs), outcome };
  }

  /** How the next stream on this route ends. */
  streamFate(route: string): StreamFate {
    const { cutRate, streamErrorRate } = this.#settings;
    if (!this.#isHit(route) || cutRate + streamErrorRate === 0) return 'whole';
    const draw = this.#streams.next();
    return draw < cutRate ? 'cut' : draw < cutRate + streamErrorRate ? 'error' : 'whole';
  }

  /** Milliseconds from a moment until the stall that it is in ends; 0 outside a stall. */
  #stallLeftMs(momentMs: number): number {
    const { stall } = this.#settings;
    if (stall === null) return 0;
    const leftMs = stall.everyMs - ((momentMs - this.#sinceMs) % stall.everyMs);
    return leftMs <= stall.forMs ? leftMs : 0;
  }

  #isHit(route: string): boolean {
    if (this.#settings === NO_FAULTS) return false;
    let hit = this.#fitting.get(route);
    if (hit === undefined) {
      hit = !isSpared(route) && this.#settings.routes.some((pattern) => fits(pattern, route));
      this.#fitting.set(route, hit);
    }
    return hit;
  }
}
