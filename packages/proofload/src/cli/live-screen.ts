/**
 * The one owner of the terminal while a run goes on: on a TTY the live view is redrawn in place, elsewhere a plain line
 * is written every ten seconds. Lines of the log go above the live view.
 */
import { type LiveStatus, liveLine, liveLines, redraw } from '../report/live.ts';
import type { RunEvent } from '../run/events.ts';
import { type CliContext, columnsOf, redrawsInPlace, takesColour } from './context.ts';
import { liveStatus } from './live-status.ts';
import type { LoadKeys } from './load-keys.ts';

export interface LiveOptions {
  readonly suite: string;
  readonly variant: string | undefined;
  readonly warmupMs: number;
  /** Plain lines also on a terminal. */
  readonly headless: boolean;
  /** Only what goes wrong. */
  readonly quiet: boolean;
  /** Also what the suite logs. */
  readonly verbose: boolean;
  /** Keys that change the load, of which the view tells. */
  readonly keys: Pick<LoadKeys, 'hints' | 'paused'>;
}

/** Without a terminal, a line each so many seconds. */
const PLAIN_EVERY_SECONDS = 10;

export class LiveScreen {
  readonly #context: CliContext;
  readonly #options: LiveOptions;
  #drawn = 0;
  #totalMs: number | undefined;
  #stopping = false;

  constructor(context: CliContext, options: LiveOptions) {
    this.#context = context;
    this.#options = options;
  }

  readonly hear = (event: RunEvent): void => {
    switch (event.type) {
      case 'preparing':
        if (!this.#options.quiet) this.#line(`${upperFirst(event.what)} …`);
        break;
      case 'started':
        this.#totalMs = event.totalMs;
        break;
      case 'second':
        this.#second(event);
        break;
      case 'stopping':
        this.#stopping = true;
        if (!this.#options.quiet && event.why === 'decided') this.#line('Every requirement is decided: stopping.');
        if (!this.#options.quiet && event.why === 'over') this.#line("The load's tick says that it is over: stopping.");
        if (event.why === 'fault') this.#line("The load's tick failed: stopping.");
        if (event.why === 'aborted') this.#line('A requirement is broken beyond doubt: stopping.');
        break;
      case 'log':
        if (this.#options.verbose) this.#line(event.line);
        break;
      case 'store-failed':
        this.#line(`${event.message} The run goes on; its results will be printed.`);
        break;
    }
  };

  /** A line above the live view. */
  say(text: string): void {
    if (!this.#options.quiet) this.#line(text);
  }

  /** Wipes the live view, so that the summary takes its place. */
  end(): void {
    if (this.#drawn > 0) this.#context.host.stderr.write(redraw(this.#drawn, []));
    this.#drawn = 0;
  }

  #second(event: Extract<RunEvent, { readonly type: 'second' }>): void {
    if (this.#options.quiet) return;
    const { stderr, env } = this.#context.host;
    const isTerminal = redrawsInPlace(this.#context.host) && !this.#options.headless;
    if (!isTerminal && (event.elapsedMs / 1_000) % PLAIN_EVERY_SECONDS !== 0) return;
    const status: LiveStatus = {
      ...liveStatus({ ...this.#options, totalMs: this.#totalMs, stopping: this.#stopping }, event),
      paused: this.#options.keys.paused,
      hints: this.#stopping ? [] : this.#options.keys.hints,
    };
    if (!isTerminal) {
      stderr.write(`${liveLine(status)}\n`);
      return;
    }
    const lines = liveLines(status, { colour: takesColour(stderr, env), columns: columnsOf(stderr) });
    stderr.write(redraw(this.#drawn, lines));
    this.#drawn = lines.length;
  }

  /** A line above the live view, which the next second draws again. */
  #line(text: string): void {
    this.end();
    this.#context.say(text);
  }
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
