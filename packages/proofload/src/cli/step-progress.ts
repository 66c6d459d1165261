/**
 * How far a command is that takes a few known steps: on a terminal one line that is redrawn in place, elsewhere a line as
 * each step begins; to standard error.
 */
import { redraw } from '../report/live.ts';
import { shorten } from '../report/text/width.ts';
import { formatSpan } from '../report/view/quantity.ts';
import { type CliContext, columnsOf, redrawsInPlace } from './context.ts';

interface Step {
  /** Such as `Looking at the machine`. */
  readonly what: string;
  /** About how long it takes. */
  readonly lastsMs: number;
}

/** A terminal's line is drawn anew so often. */
const REDRAW_MS = 500;

/**
 * The line of a step, with the time left of it and of those after it.
 *
 * @param index - of the step, from 0
 * @param elapsedMs - since the step began
 * @example
 * '2 of 3 · Loading a sink · 4s left'
 */
export function stepProgressLine(steps: readonly Step[], index: number, elapsedMs: number): string {
  const [step, ...later] = steps.slice(index);
  const ownMs = Math.max(0, (step?.lastsMs ?? 0) - elapsedMs);
  const leftMs = later.reduce((sum, { lastsMs }) => sum + lastsMs, ownMs);
  return `${index + 1} of ${steps.length} · ${step?.what} · ${formatSpan(leftMs)} left`;
}

/** Shows the steps one after the other, until it is ended. */
export class StepProgress {
  readonly #context: Pick<CliContext, 'host' | 'say'>;
  readonly #steps: readonly Step[];
  readonly #now: () => number;
  #index = -1;
  #beganMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param now - milliseconds of a monotonic clock */
  constructor(
    context: Pick<CliContext, 'host' | 'say'>,
    steps: readonly Step[],
    now: () => number = () => performance.now(),
  ) {
    this.#context = context;
    this.#steps = steps;
    this.#now = now;
  }

  /** The next step begins. */
  readonly next = (): void => {
    this.#index += 1;
    this.#beganMs = this.#now();
    if (!redrawsInPlace(this.#context.host)) {
      this.#context.say(this.#line());
      return;
    }
    this.#draw(this.#index === 0 ? 0 : 1);
    this.#timer ??= setInterval(() => this.#draw(1), REDRAW_MS);
  };

  /** Wipes a terminal's line, so that the result takes its place. */
  end(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#context.host.stderr.write(redraw(1, []));
  }

  #draw(previousLineCount: number): void {
    const { stderr } = this.#context.host;
    // A line that is wrapped would be more than one to redraw.
    stderr.write(redraw(previousLineCount, [shorten(this.#line(), columnsOf(stderr) - 1)]));
  }

  #line(): string {
    return stepProgressLine(this.#steps, this.#index, this.#now() - this.#beganMs);
  }
}
