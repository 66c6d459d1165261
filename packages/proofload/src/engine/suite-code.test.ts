import { describe, expect, it, onTestFinished } from 'vitest';
import { Aggregate } from '../measure/aggregate.ts';
import { monotonicClock } from '../measure/clock.ts';
import { Recorder } from '../measure/recorder.ts';
import { httpServer } from '../protocol/http1/servers.fixture.ts';
import type { Metrics, TaskFunction } from '../suite/types.ts';
import { user } from '../suite/user.ts';
import { none } from '../suite/waits.ts';
import { WorkerProtocols } from './protocols.ts';
import { bindUser } from './task-set.ts';
import { Timers } from './timers.ts';
import { VirtualUserRunner } from './virtual-user.ts';

/** A virtual user of a server that answers everything, whose one task this is. */
async function readerOf(task: TaskFunction) {
  const { href: url } = await httpServer((_, response) => response.end('{}'));
  const clock = monotonicClock();
  const timers = new Timers({ clock });
  const recorder = new Recorder({ clock, startMs: clock.now() });
  const plan = {
    ...{ suite: { name: 'shop', file: 'shop.perf.ts', hash: '' }, target: { url, healthCheck: undefined } },
    ...{ timeoutMs: 5_000, headers: {}, seed: 1 },
  };
  const protocols = new WorkerProtocols({ plan, clock, timers, recorder, llm: undefined, environment: {} });
  const kind = { name: 'Reader', weight: 1, count: undefined, wait: none(), sequence: false };
  const tasks = [{ name: 'task', weight: 1, tags: [] }];
  const unended = new Map<unknown, string>();
  const reader = new VirtualUserRunner(1, bindUser({ ...kind, tasks }, [user('Reader', { tasks: { task } })]), {
    ...{ clock, timers, recorder, protocols, seed: 1, rowOf: undefined, log: () => {}, unended },
    shared: { setup: undefined, metrics: {} as Metrics },
    pulse: { turnedMs: clock.now() },
  });
  onTestFinished(() => {
    reader.abort();
    timers.clear();
  });
  return { reader, recorder, clock, unended };
}

/** What one iteration of a task recorded. */
async function recordedBy(task: TaskFunction): Promise<Aggregate> {
  const { reader, recorder, clock } = await readerOf(task);
  await reader.iterate(clock.now(), clock.now(), 0);
  const aggregate = new Aggregate();
  for (const slice of recorder.finish()) aggregate.add(slice);
  return aggregate;
}

const seenIn = ({ operations }: Aggregate): readonly string[] =>
  operations.map(({ kind, name, tags }) => `${kind} ${name}${tags.group === undefined ? '' : ` in ${tags.group}`}`);

describe('a group of operations', () => {
  it('tags what is done within it, by its name and those around it, and is measured as a whole', async () => {
    const recorded = await recordedBy(async ({ http, group, measure }) => {
      await http.get('/');
      const paid = await group('check out', async () => {
        await http.post('/cart', { tags: { area: 'sales' } });
        return group('pay', async () => {
          await measure('count', () => {});
          return (await http.post('/pay')).status;
        });
      });
      await http.get(paid === 200 ? '/thanks' : '/sorry');
    });
    expect(seenIn(recorded).toSorted()).toEqual([
      'code count in check out / pay',
      'group check out',
      'group check out / pay',
      'http GET /',
      'http GET /thanks',
      'http POST /cart in check out',
      'http POST /pay in check out / pay',
    ]);
    const cart = recorded.operations.find(({ name }) => name === 'POST /cart');
    expect(cart?.tags).toEqual({ group: 'check out', area: 'sales' });
  });

  it('has what it began, whatever else the user does at the same time', async () => {
    const recorded = await recordedBy(async ({ http, group, sleep }) => {
      const steps = async (name: string): Promise<void> => {
        await http.get(`/${name}1`);
        await sleep('1ms');
        await http.get(`/${name}2`);
      };
      await Promise.all([group('a', () => steps('a')), group('b', () => steps('b')), steps('c')]);
    });
    expect(seenIn(recorded).toSorted()).toEqual([
      'group a',
      'group b',
      'http GET /a1 in a',
      'http GET /a2 in a',
      'http GET /b1 in b',
      'http GET /b2 in b',
      'http GET /c1',
      'http GET /c2',
    ]);
  });

  it('fails when its code throws, and lasts at least as long as what is in it', async () => {
    const recorded = await recordedBy(({ http, group }) =>
      group('check out', async () => {
        await http.get('/');
        throw new Error('sold out');
      }),
    );
    const [home, whole] = ['GET /', 'check out'].map((name) => recorded.operations.find((one) => one.name === name));
    expect(whole?.errors.all).toMatchObject([{ message: expect.stringMatching(/sold out/), count: 1 }]);
    expect(whole?.counts.latency.max).toBeGreaterThanOrEqual(home?.counts.latency.max ?? Number.NaN);
    expect(home?.counts.failed).toBe(0);
  });
});

describe('code of a suite that goes on when the run is over', () => {
  it('is known by its name until it ends', async () => {
    let end: (value: unknown) => void = () => {};
    const { reader, clock, unended } = await readerOf(() => new Promise((resolve) => (end = resolve)));
    const iteration = reader.iterate(clock.now(), clock.now(), 0);
    expect([...unended.values()]).toEqual([]);
    reader.abort();
    expect([...unended.values()]).toEqual(['Reader.task']);
    end(undefined);
    await iteration;
    expect([...unended.values()]).toEqual([]);
  });
});
