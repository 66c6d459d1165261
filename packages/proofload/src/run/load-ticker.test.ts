import { describe, expect, it } from 'vitest';
import type { ChangeOptions } from '../engine/steering.ts';
import { VirtualClock } from '../measure/clock.ts';
import { Recorder } from '../measure/recorder.ts';
import { Measurements } from '../record/measurements.ts';
import type { LoadState, LoadTick } from '../suite/load-tick.ts';
import { LoadTicker } from './load-ticker.ts';

/** Two seconds of a service: ten answers of 20 ms in the first, one of 400 ms that failed in the second. */
function measured(warmupMs = 0): Measurements {
  const clock = new VirtualClock();
  const recorder = new Recorder({ clock, startMs: 0 });
  const [home, pay] = [recorder.operation('GET /', 'http'), recorder.operation('POST /pay', 'http')];
  for (let count = 0; count < 10; count += 1) home.answered(500, 20, 20, 0);
  recorder.operation('think', 'code').answered(500, 9_000, 9_000, 0);
  pay.answered(1_500, 400, 400, 0);
  pay.failed('status', '500', 1_500);
  clock.advance(2_000);
  const health = { busyShare: 0, activeUsers: 7, waiting: 3 };
  const measurements = new Measurements(warmupMs);
  for (const slice of recorder.takeSlices(2_000, health)) measurements.add(slice);
  return measurements;
}

/** A load of so many users or arrivals that notes how it is changed. */
function loadOf(unit: 'users' | 'rate', value: number) {
  const changes: [string, number, ChangeOptions | undefined][] = [];
  const control = {
    level: { unit, value },
    changeUsers: (users: number, options?: ChangeOptions) => void changes.push(['users', users, options]),
    changeRate: (rate: number, options?: ChangeOptions) => void changes.push(['rate', rate, options]),
  };
  return { control, changes };
}

describe('the tick of a load', () => {
  it.each([0, 5_000])('is told what was measured in the last seconds, after a warm-up of %d ms', (warmupMs) => {
    let seen: LoadState | undefined;
    const tick: LoadTick = (state) => {
      seen = state;
      return undefined;
    };
    const { control, changes } = loadOf('users', 5);
    expect(new LoadTicker(tick, control).ask(measured(warmupMs), 1)).toBeUndefined();
    expect(seen).toMatchObject({ elapsed: 2, level: 5, users: 7, waiting: 3, rate: 5.5, errors: 1 / 11 });
    expect(seen?.p50).toBeCloseTo(20, 0);
    expect(seen?.of('POST /pay')).toMatchObject({ rate: 0.5, errors: 1 });
    expect(seen?.of('nothing')).toEqual({ rate: 0, errors: 0, p50: undefined, p95: undefined, p99: undefined });
    expect(changes).toEqual([]);
  });

  it('changes the load where it asks for another', () => {
    const users = loadOf('users', 5);
    new LoadTicker(() => ({ users: 8, spawnRate: '1/s' }), users.control).ask(measured(), 1);
    new LoadTicker(() => ({ users: 5 }), users.control).ask(measured(), 1);
    expect(users.changes).toEqual([['users', 8, { by: 'tick', spawnRate: 1 }]]);
    const rate = loadOf('rate', 5);
    new LoadTicker(({ level }) => ({ rate: level * 2 }), rate.control).ask(measured(), 1);
    expect(rate.changes).toEqual([['rate', 10, { by: 'tick' }]]);
  });

  it('is not asked while somebody has paused the load, and is when it asked for nothing itself', () => {
    const { control, changes } = loadOf('rate', 5);
    const wanted = [5, 0, 7];
    const ticker = new LoadTicker(() => ({ rate: wanted.shift() as number }), control);
    const askAt = (value: number) => {
      control.level.value = value;
      ticker.ask(measured(), 1);
    };
    askAt(5);
    askAt(0);
    expect(wanted).toEqual([0, 7]);
    askAt(5);
    askAt(0);
    expect(changes.map(([, value]) => value)).toEqual([0, 7]);
  });

  it('ends the run, and fails where it throws or returns what is no level', () => {
    const { control } = loadOf('users', 5);
    const ask = (tick: unknown) => new LoadTicker(tick as LoadTick, control).ask(measured(), 1);
    expect(ask(() => null)).toEqual({ ends: true });
    expect(ask(() => ({ rate: 5 }))).toMatchObject({ fault: expect.stringContaining('no level of this load') });
    const threw = ask(() => {
      throw new RangeError('too far');
    });
    expect(threw).toMatchObject({ fault: expect.stringMatching(/threw after 2 s: RangeError: too far/) });
  });
});
