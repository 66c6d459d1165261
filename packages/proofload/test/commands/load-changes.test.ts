import { describe, expect, it } from 'vitest';
import { workplace } from '../e2e/command.fixture.ts';
import { serve } from '../e2e/server.fixture.ts';

const suite = (target: string, load: string): string => `
import { constant, defineSuite, user } from 'proofload';
const reader = user('Reader', { wait: constant('20ms'), tasks: { home: ({ http }) => http.get('/') } });
export default defineSuite({ name: 'shop', target: '${target}', users: [reader], load: ${load} });
`;

async function shop(load: string) {
  const target = await serve((_, response) => response.end());
  const place = await workplace();
  return { place, args: ['run', await place.write('shop.perf.ts', suite(target, load))] };
}

describe('a load that is changed by keys', () => {
  it('adds users, takes them away, and the record tells of it', async () => {
    const { place, args } = await shop(`{ users: 2, runTime: '3s' }`);
    const terminal = place.startAtTerminal([...args, '--workers', '2']);
    await terminal.says('w W');
    terminal.type('W');
    terminal.type('s');
    await terminal.says('11 users');
    await terminal.finished;
    expect(terminal.rawModes).toEqual([true, false]);
    const { load, timeline, generator } = await place.record();
    expect(timeline.map(({ users }) => users)).toContain(11);
    expect(load.model === 'closed' && load.stages.at(-1)).toMatchObject({ users: 11 });
    expect(generator.notes?.join(' ')).toMatch(/changed by hand to 12 users after[\s\S]*changed by hand to 11 users/);
  });

  it('changes a rate, pauses and goes on', async () => {
    const { place, args } = await shop(`{ rate: '20/s', runTime: '4s' }`);
    const terminal = place.startAtTerminal(args);
    await terminal.says('w W');
    terminal.type('p');
    await terminal.says('PAUSED');
    terminal.type('p');
    terminal.type('WW');
    await terminal.says(/40(\.0)?\/s from now on/);
    await terminal.finished;
    const { load, timeline } = await place.record();
    expect(load.model === 'open' && load.stages.at(-1)).toMatchObject({ rate: 40 });
    const counts = timeline.map(({ count }) => count);
    expect(Math.min(...counts.slice(1))).toBeLessThan(15);
    expect(Math.max(...counts)).toBeGreaterThan(30);
  });

  it('is one of several, chosen by its number; what cannot be changed says why', async () => {
    const { place, args } = await shop(`[{ users: 1, runTime: '2s' }, { rate: '10/s', runTime: '2s' }]`);
    const terminal = place.startAtTerminal(args);
    await terminal.says('1-2 choose');
    terminal.type('2W');
    await terminal.says(/The load of Reader is 20(\.0)?\/s from now on/);
    await terminal.finished;
    const { load } = await place.record();
    expect(load.model === 'several' && load.parts.map((part) => part.load)).toMatchObject([
      { startUsers: 1 },
      { stages: expect.arrayContaining([{ durationMs: 0, rate: 20 }]) },
    ]);
    const fixed = await shop(`{ iterations: 30, users: 1, runTime: '5s' }`);
    const still = fixed.place.startAtTerminal(fixed.args);
    await still.says(/w s p do nothing\. In this load each user does a number/);
    await still.finished;
    expect(still.rawModes).toEqual([]);
  });

  it('is ended by Ctrl-C as ever, with the terminal as it was', async () => {
    const { place, args } = await shop(`{ users: 2, runTime: '1m' }`);
    const terminal = place.startAtTerminal(args);
    await terminal.says('w W');
    terminal.type('\u0003');
    expect((await terminal.finished).code).toBe(130);
    expect(terminal.rawModes).toEqual([true, false]);
  });
});
