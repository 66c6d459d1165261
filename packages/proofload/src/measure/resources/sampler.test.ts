import { describe, expect, it } from 'vitest';
import { ResourceError, type ResourceProbe } from './probe.ts';
import { ResourceSampler } from './sampler.ts';

const probe = (name: string, read: () => number | Promise<number>): ResourceProbe => ({
  name,
  read: async () => [{ metric: 'depth', unit: 'number', value: await read(), counter: false }],
});

describe('the sampler', () => {
  it('keeps what each probe says', async () => {
    let depth = 0;
    const sampler = new ResourceSampler([
      probe('queue', () => {
        depth += 1;
        return depth;
      }),
    ]);
    await sampler.look(0);
    await sampler.look(1_000);
    expect(sampler.resources()).toMatchObject([{ name: 'queue', metric: 'depth', max: 2, samples: 2 }]);
    expect(sampler.notes()).toEqual([]);
  });

  it('tells of a probe that failed now and then, or always, and goes on with the others', async () => {
    let looks = 0;
    const refuse = () => {
      throw new ResourceError('there is no process 1.');
    };
    const sampler = new ResourceSampler([
      probe('gone', refuse),
      probe('shaky', () => {
        looks += 1;
        return looks === 1 ? refuse() : 1;
      }),
    ]);
    await sampler.look(0);
    await sampler.look(1_000);
    expect(sampler.resources().map(({ name, samples }) => [name, samples])).toEqual([['shaky', 1]]);
    expect(sampler.notes()).toEqual([
      'The resource "gone" was never read: there is no process 1.',
      'The resource "shaky" was not read 1 of 2 times: there is no process 1.',
    ]);
  });

  it('does not ask a probe again that has not answered yet', async () => {
    let answer: (value: number) => void = () => {};
    const slow = new Promise<number>((resolve) => {
      answer = resolve;
    });
    const sampler = new ResourceSampler([probe('slow', () => slow)]);
    const first = sampler.look(0);
    await sampler.look(1_000);
    answer(5);
    await first;
    expect(sampler.resources()).toMatchObject([{ samples: 1 }]);
    expect(sampler.notes()).toEqual([
      'The resource "slow" was not read 1 of 2 times: it takes longer than a second to answer.',
    ]);
  });
});
