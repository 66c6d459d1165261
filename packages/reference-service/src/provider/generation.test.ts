import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServerQueue } from '../clock/serverQueue.ts';
import { createVirtualClock } from '../clock/virtual.fixture.ts';
import { randomOf } from '../random/random.ts';
import { startGeneration } from './generation.ts';
import { providerSchema } from './settings.ts';

/** One token a chunk, no randomness, no load: the first after 100 ms, then one every 10 ms. */
const settings = providerSchema.parse({
  servers: 2,
  loadFactor: 1,
  ttftBaseMs: 100,
  ttftPerTokenMs: 1,
  ttftSigma: 0,
  gapMs: 10,
  gapSigma: 0,
  maxChunkTokens: 1,
});

function room(speed = 1) {
  const { scheduler, advance } = createVirtualClock();
  const queue = new ServerQueue(settings.servers);
  const log: string[] = [];
  const start = (name: string, outputTokens: number, uncachedTokens = 0) =>
    startGeneration(
      { settings, scheduler, queue, speed },
      { outputTokens, uncachedTokens, random: randomOf(1, name) },
      {
        chunk: (from, to) => log.push(`${scheduler.now()} ${name} ${from}-${to}`),
        end: () => log.push(`${scheduler.now()} ${name} ends`),
      },
    );
  return { start, advance, log, queue };
}

describe('a generation', () => {
  it('gives its first token after the work on the prompt, then one gap after another, and ends with its last', () => {
    const { start, advance, log } = room();
    start('a', 3, 20);
    advance(1000);
    expect(log).toEqual(['120 a 0-1', '130 a 1-2', '140 a 2-3', '140 a ends']);
  });

  it('waits for a server behind those who came before, and takes the place of one who left', () => {
    const { start, advance, log, queue } = room();
    const first = start('a', 2);
    start('b', 5);
    start('c', 1);
    start('d', 1);
    expect([queue.running, queue.waiting]).toEqual([2, 2]);
    advance(50);
    first.cancel();
    advance(1000);
    expect(log.filter((line) => !line.includes(' b '))).toEqual(['150 c 0-1', '150 c ends', '240 d 0-1', '240 d ends']);
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });

  it('gives nothing any more once it is cancelled, waiting or running', () => {
    const { start, advance, log, queue } = room();
    const generations = ['a', 'b', 'c'].map((name) => start(name, 9));
    advance(115);
    for (const generation of generations) generation.cancel();
    const told = log.length;
    advance(1000);
    expect(log).toHaveLength(told);
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });

  it('goes as much faster as the speed factor says', () => {
    const { start, advance, log } = room(10);
    start('a', 2);
    advance(1000);
    expect(log).toEqual(['10 a 0-1', '11 a 1-2', '11 a ends']);
  });

  it('ends at once without tokens', () => {
    const { start, advance, log } = room();
    start('a', 0);
    advance(1000);
    expect(log).toEqual(['100 a ends']);
  });

  it('gives every token exactly once, in order, whatever the chunks', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 9 }),
        (seed, tokens, most) => {
          const { scheduler, advance } = createVirtualClock();
          const given: number[] = [];
          startGeneration(
            {
              settings: providerSchema.parse({ maxChunkTokens: most }),
              scheduler,
              queue: new ServerQueue(1),
              speed: 1,
            },
            { outputTokens: tokens, uncachedTokens: 0, random: randomOf(seed, 'chunks') },
            {
              chunk: (from, to) => given.push(...Array.from({ length: to - from }, (_, index) => from + index)),
              end: () => given.push(-1),
            },
          );
          advance(1e6);
          expect(given).toEqual([...Array(tokens).keys(), -1]);
        },
      ),
    );
  });
});
