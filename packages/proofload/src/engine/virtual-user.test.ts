import { describe, expect, it } from 'vitest';
import { Aggregate } from '../measure/aggregate.ts';
import { Recorder } from '../measure/recorder.ts';
import type { TaskFunction } from '../suite/types.ts';
import { metricsOf } from './metrics.ts';
import { WorkerProtocols } from './protocols.ts';
import { virtualTime } from './virtual-time.fixture.ts';
import { VirtualUserRunner } from './virtual-user.ts';

/** One iteration, meant to start at 0 and begun at `begunMs`; what it sends is told to `send`, as a protocol would. */
async function iterate(begunMs: number, task: (send: () => void) => TaskFunction) {
  const { clock, timers, play } = virtualTime();
  const recorder = new Recorder({ clock, startMs: 0 });
  const plan = {
    suite: { name: 'suite', file: '/suite.perf.ts', hash: '' },
    target: { url: 'http://127.0.0.1:9', healthCheck: undefined },
    timeoutMs: 1_000,
    headers: {},
    seed: 1,
  };
  const protocols = new WorkerProtocols({ plan, clock, timers, recorder, llm: undefined, environment: {} });
  const sent: { readonly intendedMs: number; readonly freeMs: number; readonly sentMs: number }[] = [];
  const runner: VirtualUserRunner = new VirtualUserRunner(
    1,
    {
      plan: {
        name: 'A',
        weight: 1,
        count: undefined,
        wait: { kind: 'none' },
        sequence: false,
        tasks: [{ name: 't', weight: 1, tags: [] }],
      },
      start: undefined,
      stop: undefined,
      tasks: [
        {
          name: 't',
          operation: 'A.t',
          run: task(() => {
            runner.begin(clock.now());
            sent.push({ intendedMs: runner.intendedMs, freeMs: runner.freeMs, sentMs: clock.now() });
          }),
        },
      ],
      pick: () => 0,
    },
    {
      clock,
      timers,
      recorder,
      pulse: { turnedMs: 0 },
      unended: new Map(),
      protocols,
      shared: {
        setup: undefined,
        metrics: metricsOf(recorder),
      },
      rowOf: undefined,
      log: () => {},
      seed: 1,
    },
  );
  clock.advance(begunMs);
  await play(runner.iterate(0, begunMs, 0));
  const run = new Aggregate();
  for (const slice of recorder.finish(clock.now())) run.add(slice);
  const measured = Object.fromEntries(run.operations.map(({ name, counts }) => [name, counts]));
  return { sent, measured };
}

describe('a virtual user', () => {
  it('gives the first request the intended start of its iteration, and later ones their own call', async () => {
    const { sent } = await iterate(40, (send) => async ({ sleep }) => {
      send();
      await sleep('10ms');
      send();
    });
    expect(sent).toEqual([
      { intendedMs: 0, freeMs: 40, sentMs: 40 },
      { intendedMs: 50, freeMs: 50, sentMs: 50 },
    ]);
  });

  it('takes what a task sleeps before its first request for neither latency nor send lag', async () => {
    const { sent } = await iterate(40, (send) => async ({ sleep }) => {
      await sleep('30ms');
      send();
    });
    expect(sent).toEqual([{ intendedMs: 30, freeMs: 70, sentMs: 70 }]);
  });

  it('takes code that is measured before the first request out of its latency, once', async () => {
    const { sent, measured } = await iterate(40, (send) => async ({ sleep, measure }) => {
      await measure('first', () => sleep('20ms'));
      await measure('second', () => sleep('5ms'));
      send();
    });
    expect(measured.first?.latency.max).toBe(60);
    expect(measured.second?.service.max).toBe(5);
    expect(sent).toEqual([{ intendedMs: 25, freeMs: 65, sentMs: 65 }]);
  });

  it('measures code around a request from the same intended start', async () => {
    const { sent, measured } = await iterate(40, (send) => async ({ sleep, measure }) => {
      await measure('around', async () => {
        send();
        await sleep('20ms');
      });
      send();
    });
    expect(measured.around?.latency.max).toBe(60);
    expect(sent.map(({ intendedMs }) => intendedMs)).toEqual([0, 60]);
  });
});
