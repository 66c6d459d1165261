import { describe, expect, it } from 'vitest';
import { readTick } from './load-tick.ts';

describe('what a tick returns', () => {
  it.each([
    [undefined, 'users', 'stay'],
    [null, 'rate', 'end'],
    [{ users: 5 }, 'users', { users: 5, spawnRate: undefined }],
    [{ users: 0, spawnRate: '30/m' }, 'users', { users: 0, spawnRate: 0.5 }],
    [{ rate: '120/m' }, 'rate', { rate: 2 }],
    [{ rate: 0 }, 'rate', { rate: 0 }],
  ] as const)('%o in a load of %s is %o', (given, unit, answer) => {
    expect(readTick(given, unit)).toEqual(answer);
  });

  it.each([
    [{ rate: 5 }, 'users', 'users must be a whole number of 0 or more'],
    [{ users: 1.5 }, 'users', 'got 1.5'],
    [{ users: 5 }, 'rate', 'is no level of this load'],
    [{ rate: 'fast' }, 'rate', 'rate must be a rate, got "fast"'],
    [7, 'rate', 'returned 7; it returns { rate }, undefined or null'],
    [Promise.resolve(), 'users', 'is no level of this load'],
  ] as const)('%o in a load of %s is wrong', (given, unit, message) => {
    expect(readTick(given, unit)).toMatchObject({ message: expect.stringContaining(message) });
  });
});
