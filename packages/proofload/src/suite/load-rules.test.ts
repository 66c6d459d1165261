import { describe, expect, it } from 'vitest';
import { loadFaults } from './load-rules.ts';

describe('a load', () => {
  it.each([
    {},
    { runTime: '1m' },
    { users: 10 },
    { users: 10, spawnRate: 2, runTime: '1m' },
    { rate: '5/s', runTime: '1m', maxUsers: 3, arrivals: 'poisson', overflow: 'drop' },
    { stages: [{ duration: '1s', users: 5 }], users: 2 },
    { stages: [{ duration: '1s', rate: '5/s' }], rate: 2, maxUsers: 9 },
    { stages: [{ duration: 0, users: 5 }], runTime: '1m' },
    { shape: () => ({ rate: 1 }), runTime: '5s', maxUsers: 3, arrivals: 'poisson' },
    { users: 2, tick: (): null => null },
    { rate: '5/s', tick: (): null => null, runTime: '1m', maxUsers: 9 },
    { iterations: 10, users: 2, shared: true, spawnRate: 1, runTime: '1m' },
  ])('goes together: %o', (load) => {
    expect(loadFaults(load)).toEqual([]);
  });

  it.each([
    [{ users: 1, rate: 1 }, 'rate', 'does not go together with users'],
    [{ iterations: 1, rate: 1 }, 'rate', 'does not go together with iterations'],
    [{ iterations: 1, stages: [{ duration: 1, users: 1 }] }, 'stages', 'does not go together with iterations'],
    [{ spawnRate: 1, rate: 1 }, 'spawnRate', 'does not go together with rate'],
    [{ spawnRate: 1, stages: [{ duration: 1, users: 1 }] }, 'spawnRate', 'does not go together with stages'],
    [{ users: 1, maxUsers: 2 }, 'maxUsers', 'goes with a rate only'],
    [{ iterations: 1, arrivals: 'poisson' }, 'arrivals', 'goes with a rate only'],
    [{ users: 0 }, 'users', 'must be a whole number of 1 or more, got 0'],
    [{ rate: '0/s' }, 'rate', 'must be a rate above 0'],
    [{ shared: true, users: 1 }, 'shared', 'needs a number of iterations'],
    [
      {
        stages: [
          { duration: 1, users: 1 },
          { duration: 1, rate: 1 },
        ],
      },
      'stages',
      'mixes users and rates',
    ],
    [{ stages: [{ duration: 1 }] }, 'stages[0]', 'must have either users or a rate'],
    [
      {
        stages: [
          { duration: 1, users: 1 },
          { duration: 1, users: 1, rate: 1 },
        ],
      },
      'stages[1]',
      'must have either',
    ],
    [{ stages: [{ duration: 1, rate: 1 }], users: 1 }, 'users', 'these stages are of rate'],
    [{ stages: [{ duration: '0s', users: 1 }] }, 'stages', 'last no time at all'],
    [{ stages: [{ duration: 1, users: 0 }] }, 'stages', 'never have any users'],
    [{ shape: () => ({ users: 1 }) }, 'shape', 'never ends'],
    [{ tick: (): null => null }, 'tick', 'needs the users or the rate to begin with'],
    [{ tick: (): null => null, stages: [{ duration: 1, users: 1 }] }, 'tick', 'does not go together with stages'],
    [{ tick: (): null => null, users: 1, spawnRate: 1 }, 'tick', 'does not go together with spawnRate'],
    [{ shape: () => ({ users: 1 }), runTime: 5, users: 3 }, 'shape', 'does not go together with users'],
    [{ shape: () => ({ users: 1 }), runTime: 5, maxUsers: 3 }, 'maxUsers', 'goes with a rate only'],
    [{ stages: [{ duration: 1, rate: '0/s' }] }, 'stages', 'never have any rate'],
  ])('has a fault: %o', (load, member, message) => {
    expect(loadFaults(load)).toEqual([expect.objectContaining({ member, message: expect.stringContaining(message) })]);
  });
});
