/**
 * One generation in time: it waits for a server, works on the prompt, and gives its tokens chunk by chunk. Due times
 * follow each other, so that a late timer delays one chunk and not all that come after it.
 */
import type { Scheduler, Wait } from '../clock/scheduler.ts';
import type { ServerQueue } from '../clock/serverQueue.ts';
import type { Random } from '../random/random.ts';
import { chunkGapMs, chunkTokens, firstTokenMs } from './model.ts';
import type { ProviderSettings } from './settings.ts';

/** Where a generation takes place. */
export interface GenerationRoom {
  readonly settings: ProviderSettings;
  readonly scheduler: Scheduler;
  readonly queue: ServerQueue;
  readonly speed: number;
}

export interface GenerationPlan {
  readonly uncachedTokens: number;
  readonly outputTokens: number;
  /** Draws of time; the text has a stream of its own. */
  readonly random: Random;
}

/** Who receives it. */
export interface GenerationSink {
  started?(): void;
  /** Tokens `from` (included) to `to` (excluded) are there. */
  chunk(from: number, to: number): void;
  /** Follows the last chunk at once. */
  end(): void;
}

/** A generation that may still run. */
export interface Generation {
  /** Stops it and frees its server; nothing is called any more. */
  cancel(): void;
}

export function startGeneration(room: GenerationRoom, plan: GenerationPlan, sink: GenerationSink): Generation {
  const { settings, scheduler, queue, speed } = room;
  const { outputTokens, random } = plan;
  let wait: Wait | undefined;
  let sent = 0;

  const end = (): void => {
    queue.leave(ticket);
    sink.end();
  };
  const chunk = (dueMs: number): void => {
    const from = sent;
    sent = Math.min(outputTokens, sent + chunkTokens(settings, random));
    if (sent > from) sink.chunk(from, sent);
    if (sent === outputTokens) {
      end();
      return;
    }
    const nextMs = dueMs + chunkGapMs(settings, queue.running, random) / speed;
    wait = scheduler.at(nextMs, () => chunk(nextMs));
  };
  // Entered last: with a free server it calls back at once, and what it calls must be there.
  const ticket = queue.enter(() => {
    sink.started?.();
    const firstMs = scheduler.now() + firstTokenMs(settings, plan.uncachedTokens, queue.running, random) / speed;
    wait = scheduler.at(firstMs, () => chunk(firstMs));
  });
  return {
    cancel() {
      if (wait !== undefined) scheduler.cancel(wait);
      queue.leave(ticket);
    },
  };
}
