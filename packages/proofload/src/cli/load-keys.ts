/**
 * Keys that change the load while it runs, as in Locust: `w` and `W` add one and ten users or arrivals a second, `s` and
 * `S` take them away, `p` pauses and goes on. Only on a terminal, which is given back as it was.
 */
import type { LoadControl } from '../run/events.ts';
import { formatCount } from '../units/number.ts';
import { formatRate } from '../units/rate.ts';
import type { HostProcess } from './context.ts';

/** What each key adds. */
const STEPS: Readonly<Record<string, number>> = { w: 1, W: 10, s: -1, S: -10 };

/** In raw mode the terminal sends this in place of a signal. */
const CTRL_C = '\u0003';

export interface LoadKeysOptions {
  /** Ctrl-C was pressed. */
  readonly onInterrupt: () => void;
  /** The load was changed; a sentence. */
  readonly onChange: (what: string) => void;
}

export class LoadKeys {
  readonly #input: HostProcess['stdin'];
  readonly #options: LoadKeysOptions;
  #control: LoadControl | undefined;
  /** While it is paused: the level to go on with. */
  #pausedAt: number | undefined;

  constructor({ stdin }: HostProcess, options: LoadKeysOptions) {
    this.#input = stdin;
    this.#options = options;
  }

  /** Listens, where there is a terminal and the load can be changed. */
  attach(control: LoadControl): void {
    if (this.#input?.isTTY !== true || control.level === undefined) return;
    this.#control = control;
    this.#input.setRawMode?.(true);
    this.#input.on('data', this.#hear);
    this.#input.resume();
  }

  get paused(): boolean {
    return this.#pausedAt !== undefined;
  }

  /** What the keys do now; none where nobody listens. */
  get hints(): readonly { readonly key: string; readonly does: string }[] {
    const level = this.#control?.level;
    if (level === undefined) return [];
    const what = level.unit === 'users' ? 'users' : 'a second';
    return [
      { key: 'w W', does: `+1 +10 ${what}` },
      { key: 's S', does: `-1 -10 ${what}` },
      { key: 'p', does: this.paused ? 'go on' : 'pause' },
    ];
  }

  /** Gives the terminal back. */
  release(): void {
    if (this.#control === undefined) return;
    this.#control = undefined;
    this.#input?.off('data', this.#hear);
    this.#input?.setRawMode?.(false);
    this.#input?.pause();
  }

  readonly #hear = (typed: string | Uint8Array): void => {
    for (const key of String(typed)) {
      if (key === CTRL_C) this.#options.onInterrupt();
      else if (key === 'p') this.#pause();
      else if (STEPS[key] !== undefined) this.#step(STEPS[key]);
    }
  };

  #step(by: number): void {
    const value = this.#pausedAt ?? this.#control?.level?.value;
    if (value === undefined) return;
    this.#pausedAt = undefined;
    this.#change(Math.max(0, value + by));
  }

  #pause(): void {
    const value = this.#control?.level?.value;
    if (value === undefined) return;
    const goOnWith = this.#pausedAt;
    this.#change(goOnWith ?? 0);
    this.#pausedAt = goOnWith === undefined ? value : undefined;
  }

  #change(value: number): void {
    const control = this.#control;
    const unit = control?.level?.unit;
    if (control === undefined || unit === undefined) return;
    if (unit === 'users') control.changeUsers(value);
    else control.changeRate(value);
    const level = unit === 'users' ? `${formatCount(value)} users` : formatRate(value);
    this.#options.onChange(`The load is ${level} from now on.`);
  }
}
