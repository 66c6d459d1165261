/**
 * Keys that change the load while it runs, as in Locust: `w` and `W` add one and ten users or arrivals a second, `s` and
 * `S` take them away, `p` pauses and goes on; of several loads a number chooses the one that is meant. Only on a terminal,
 * which is given back as it was.
 */
import { LoadChangeError } from '../engine/steering.ts';
import type { LoadControl } from '../run/events.ts';
import { formatCount } from '../units/number.ts';
import { formatRate } from '../units/rate.ts';
import type { HostProcess } from './context.ts';

/** What each key adds. */
const STEPS: Readonly<Record<string, number>> = { w: 1, W: 10, s: -1, S: -10 };

/** In raw mode the terminal sends this in place of a signal. */
const CTRL_C = '\u0003';

type Level = NonNullable<LoadControl['parts'][number]>['level'];

export interface LoadKeysOptions {
  /** Ctrl-C was pressed. */
  readonly onInterrupt: () => void;
  /** The load was changed, or cannot be; a sentence. */
  readonly onChange: (what: string) => void;
}

export class LoadKeys {
  readonly #input: HostProcess['stdin'];
  readonly #options: LoadKeysOptions;
  #control: LoadControl | undefined;
  #isListening = false;
  /** Which of several loads is meant. */
  #part = 0;
  /** While it is paused: the levels to go on with. */
  #pausedAt: readonly (Level | undefined)[] | undefined;

  constructor({ stdin }: HostProcess, options: LoadKeysOptions) {
    this.#input = stdin;
    this.#options = options;
  }

  /** Listens, where there is a terminal and the load can be changed. */
  attach(control: LoadControl): void {
    if (this.#input?.isTTY !== true) return;
    this.#control = control;
    if (control.fixed !== undefined) return;
    this.#isListening = true;
    this.#input.setRawMode?.(true);
    this.#input.on('data', this.#hear);
    this.#input.resume();
  }

  get paused(): boolean {
    return this.#pausedAt !== undefined;
  }

  /** What the keys do now, or why they do nothing; none where nobody listens. */
  get hints(): readonly { readonly key: string; readonly does: string }[] {
    const control = this.#control;
    if (control === undefined) return [];
    if (control.fixed !== undefined) return [{ key: 'w s p', does: `do nothing. ${control.fixed}` }];
    const { parts } = control;
    const chosen = parts[this.#part];
    const choice =
      parts.length < 2
        ? []
        : [{ key: `1-${parts.length}`, does: `choose (${chosen?.name ?? 'one that is not running'})` }];
    const what = chosen?.level.unit === 'rate' ? 'a second' : 'users';
    const steps =
      chosen === undefined
        ? []
        : [
            { key: 'w W', does: `+1 +10 ${what}` },
            { key: 's S', does: `-1 -10 ${what}` },
          ];
    return [...choice, ...steps, { key: 'p', does: this.paused ? 'go on' : 'pause' }];
  }

  /** Gives the terminal back. */
  release(): void {
    this.#control = undefined;
    if (!this.#isListening) return;
    this.#isListening = false;
    this.#input?.off('data', this.#hear);
    this.#input?.setRawMode?.(false);
    this.#input?.pause();
  }

  readonly #hear = (typed: string | Uint8Array): void => {
    for (const key of String(typed)) {
      if (key === CTRL_C) this.#options.onInterrupt();
      else if (key === 'p') this.#pause();
      else if (/[1-9]/.test(key)) this.#choose(Number(key) - 1);
      else if (STEPS[key] !== undefined) this.#step(STEPS[key]);
    }
  };

  #choose(part: number): void {
    const parts = this.#control?.parts ?? [];
    if (parts.length < 2 || part >= parts.length) return;
    this.#part = part;
    this.#options.onChange(`w, W, s and S now change ${this.#nameOf(part)}.`);
  }

  #step(by: number): void {
    const level = this.#pausedAt?.[this.#part] ?? this.#control?.parts[this.#part]?.level;
    if (level === undefined) return;
    this.#pausedAt = undefined;
    this.#change(this.#part, { ...level, value: Math.max(0, level.value + by) });
  }

  #pause(): void {
    const levels = this.#control?.parts.map((part) => part?.level) ?? [];
    const goOnWith = this.#pausedAt;
    for (const [part, level] of (goOnWith ?? levels).entries()) {
      if (level !== undefined) this.#change(part, goOnWith === undefined ? { ...level, value: 0 } : level);
    }
    this.#pausedAt = goOnWith === undefined ? levels : undefined;
  }

  #change(part: number, level: Level): void {
    const control = this.#control;
    const { unit, value } = level;
    try {
      if (unit === 'users') control?.changeUsers(value, { part });
      else control?.changeRate(value, { part });
    } catch (error) {
      if (!(error instanceof LoadChangeError)) throw error;
      this.#options.onChange(error.message);
      return;
    }
    const shown = unit === 'users' ? `${formatCount(value)} users` : formatRate(value);
    this.#options.onChange(`${this.#nameOf(part)} is ${shown} from now on.`);
  }

  #nameOf(part: number): string {
    const parts = this.#control?.parts ?? [];
    return parts.length < 2 ? 'The load' : `The load of ${parts[part]?.name ?? part + 1}`;
  }
}
