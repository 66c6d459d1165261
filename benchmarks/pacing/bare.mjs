/** What pacing is held against: ticks at an even rate by the barest means, and how late they come, in ms. */
import { performance } from 'node:perf_hooks';

/** Looks at nothing but the clock. @param {number} rate a second @param {number} seconds */
export function spin(rate, seconds) {
  const ticks = new Ticks(rate, seconds);
  while (!ticks.isOver) ticks.look();
  return ticks.lateness;
}

/** Sleeps until the next one by a timer of Node.js. @param {number} rate a second @param {number} seconds */
export function timers(rate, seconds) {
  const ticks = new Ticks(rate, seconds);
  return new Promise((resolve) => {
    const next = () => {
      ticks.look();
      if (ticks.isOver) resolve(ticks.lateness);
      else setTimeout(next, ticks.dueMs - performance.now());
    };
    next();
  });
}

class Ticks {
  #late = [];
  #startMs = performance.now();
  #intervalMs;
  #count;

  constructor(rate, seconds) {
    this.#intervalMs = 1_000 / rate;
    this.#count = rate * seconds;
  }

  get isOver() {
    return this.#late.length >= this.#count;
  }

  get dueMs() {
    return this.#startMs + this.#late.length * this.#intervalMs;
  }

  /** Takes all that are due. */
  look() {
    const now = performance.now();
    for (let due = this.dueMs; due <= now && !this.isOver; due = this.dueMs) this.#late.push(now - due);
  }

  get lateness() {
    const sorted = this.#late.toSorted((a, b) => a - b);
    const at = (p) => sorted[Math.floor(sorted.length * p)];
    return { p50: at(0.5), p99: at(0.99) };
  }
}
