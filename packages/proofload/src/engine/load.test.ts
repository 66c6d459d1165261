import { describe, expect, it } from 'vitest';
import { Recorder } from '../measure/recorder.ts';
import { makePlan } from '../plan/make-plan.ts';
import { defineSuite } from '../suite/define-suite.ts';
import type { LoadPart } from '../suite/types.ts';
import { user } from '../suite/user.ts';
import { createShare } from './load.ts';
import type { Runner } from './runner.ts';
import { virtualTime } from './virtual-time.fixture.ts';

const WORKERS = 3;
const SERVICE_MS = 10;

/** What all workers together do of several loads: an entry an iteration. */
async function iterationsOf(load: readonly LoadPart[]) {
  const users = ['Reader', 'Buyer'].map((name) => user(name, { tasks: { go: () => {} } }));
  const suite = defineSuite({ name: 'shop', target: 'http://127.0.0.1:1', users, load });
  const flags = { workers: String(WORKERS) };
  const plan = makePlan({ suite, suiteFile: '', suiteHash: '', cores: 4, flags, environment: {} });
  const iterations: { readonly kind: number; readonly user: number; readonly turn: number }[] = [];
  for (let worker = 0; worker < WORKERS; worker += 1) {
    const { clock, timers, play } = virtualTime();
    const recorder = new Recorder({ clock, startMs: 0 });
    const createRunner = (id: number, kind: number): Runner => ({
      id,
      start: async () => true,
      async iterate(_intendedMs, _freeMs, turn) {
        iterations.push({ kind, user: id, turn });
        await timers.until(clock.now() + SERVICE_MS);
      },
      nextIntended: (nowMs) => nowMs,
      stop: async () => {},
      abort: () => {},
    });
    const share = createShare({ plan, worker, workers: WORKERS, startMs: 0, timers, recorder, createRunner });
    await play(share.scheduler.run());
  }
  return iterations;
}

describe('one of several loads', () => {
  it('that has fewer users than there are workers does all of its iterations, and numbers them without a gap', async () => {
    const iterations = await iterationsOf([
      { of: ['Reader'], users: 3, runTime: '100ms' },
      { of: ['Buyer'], users: 2, iterations: 9, shared: true },
    ]);
    const buyers = iterations.filter(({ kind }) => kind === 1);
    expect(buyers.map(({ turn }) => turn).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(buyers.map((one) => one.user))).toEqual(new Set([4, 5]));
  });

  it('has no more users than it may, where there are more workers', async () => {
    const iterations = await iterationsOf([
      { of: ['Reader'], users: 3, runTime: '100ms' },
      { of: ['Buyer'], rate: 300, maxUsers: 1, runTime: '100ms' },
    ]);
    const buyers = iterations.filter(({ kind }) => kind === 1);
    expect(buyers).toHaveLength(30);
    expect(new Set(buyers.map((one) => one.user))).toEqual(new Set([4]));
  });
});
