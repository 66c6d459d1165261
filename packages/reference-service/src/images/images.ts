/** Makes images: the modelled wait for a generator and its work, then the real drawing, all behind a cache. */
import { createHash } from 'node:crypto';
import type { Cache, CacheState } from '../cache/cache.ts';
import type { Scheduler } from '../clock/scheduler.ts';
import { ServerQueue } from '../clock/serverQueue.ts';
import { randomOf } from '../random/random.ts';
import type { TruthLog } from '../truth/truth.ts';
import { drawItem } from './item.ts';
import { drawMap } from './map.ts';
import { type ImagesSettings, imageMs } from './model.ts';
import { drawPortrait } from './portrait.ts';
import { type RenderedPng, renderPng } from './render.ts';
import type { ImageWish } from './wishes.ts';

export interface Image extends RenderedPng {
  readonly kind: ImageWish['kind'];
  /** Quoted, as in the header; a hash of the bytes. */
  readonly etag: string;
}

export interface ImagesParts {
  readonly settings: ImagesSettings;
  readonly scheduler: Scheduler;
  readonly cache: Cache<Image>;
  readonly seed: number;
  readonly speed: number;
  readonly truth?: TruthLog | undefined;
}

function draw(wish: ImageWish): string {
  switch (wish.kind) {
    case 'portrait':
      return drawPortrait(wish);
    case 'tactical-map':
      return drawMap(wish);
    case 'item':
      return drawItem(wish);
  }
}

export class Images {
  readonly queue: ServerQueue;
  readonly #parts: ImagesParts;
  #number = 0;

  constructor(parts: ImagesParts) {
    this.#parts = parts;
    this.queue = new ServerQueue(parts.settings.servers);
  }

  /** The same wish gives the same bytes, whether they come from the cache or not. */
  async get(wish: ImageWish): Promise<{ readonly value: Image; readonly state: CacheState }> {
    const { cache, scheduler, truth } = this.#parts;
    const askedMs = scheduler.now();
    // Members in one order, so that the same wish has one key however it was written.
    const key = JSON.stringify(wish, Object.keys(wish).sort());
    const answer = await cache.get(key, () => this.#make(wish));
    truth?.time(`images.${answer.state.toLowerCase()}`, scheduler.now() - askedMs);
    return answer;
  }

  async #make(wish: ImageWish): Promise<Image> {
    const { settings, scheduler, seed, speed, truth } = this.#parts;
    const random = randomOf(seed, 'images', ++this.#number);
    const enteredMs = scheduler.now();
    const ticket = await new Promise<ReturnType<ServerQueue['enter']>>((resolve) => {
      const entered = this.queue.enter(() => queueMicrotask(() => resolve(entered)));
    });
    const startedMs = scheduler.now();
    truth?.time('images.queue', startedMs - enteredMs);
    try {
      await scheduler.sleep(imageMs(settings, random) / speed);
      const png = await renderPng(draw(wish));
      const etag = `"${createHash('sha256').update(png.bytes).digest('base64url').slice(0, 27)}"`;
      return { ...png, kind: wish.kind, etag };
    } finally {
      this.queue.leave(ticket);
      truth?.time('images.run', scheduler.now() - startedMs);
    }
  }
}
