import { describe, expect, it } from 'vitest';
import { formatProblem } from '../suite/problem.ts';
import { type OptionTexts, readGiven, slipsOf } from './given-options.ts';

const read = (texts: Partial<OptionTexts>) => readGiven({ flags: {}, environment: {}, ...texts });
const config = (values: unknown) => ({ config: { file: 'proofload.config.ts', values } });

describe('options that are given outside of a suite', () => {
  it('are read from flags', () => {
    const flags = { users: '50', stage: ['1s:5', '2s:10'], strict: true, 'run-time': '10s', k: 'foo' };
    const { bySource, problems } = read({ flags });
    expect(problems).toEqual([]);
    expect(bySource.flag.get('users')).toEqual({ value: 50, source: 'flag', from: '--users' });
    expect(bySource.flag.get('k')).toEqual({ value: 'foo', source: 'flag', from: '-k' });
    expect(bySource.flag.get('stage')?.value).toHaveLength(2);
    expect(bySource.flag.get('strict')?.value).toBe(true);
    expect(bySource.flag.get('run-time')?.value).toBe(10_000);
  });

  it('are read from the environment, where an empty variable is none', () => {
    const environment = { PROOFLOAD_SPAWN_RATE: '2/s', PROOFLOAD_NO_HEALTH_CHECK: '1', PROOFLOAD_USERS: '', HOME: '/' };
    const given = read({ environment }).bySource.environment;
    expect(given.get('spawn-rate')).toEqual({ value: 2, source: 'environment', from: 'PROOFLOAD_SPAWN_RATE' });
    expect(given.get('no-health-check')?.value).toBe(true);
    expect(given.size).toBe(2);
  });

  it('are read from the configuration file, where numbers and lists may stand as such', () => {
    const given = read(config({ users: 5, runTime: 90, tags: ['a', 'b'], strict: false })).bySource.config;
    expect(given.get('users')).toEqual({ value: 5, source: 'config', from: 'proofload.config.ts' });
    expect(given.get('run-time')?.value).toBe(90_000);
    expect(given.get('tags')?.value).toEqual(['a', 'b']);
    expect(given.get('strict')?.value).toBe(false);
  });

  it('may be called as the flag is', () => {
    const given = read({
      environment: { PROOFLOAD_KEYWORD: 'foo' },
      ...config({ 'stop-timeout': '5s', keyword: 'bar' }),
    });
    expect(given.problems).toEqual([]);
    expect(given.bySource.environment.get('k')?.value).toBe('foo');
    expect(given.bySource.config.get('stop-timeout')?.value).toBe(5_000);
    expect(given.bySource.config.get('k')?.value).toBe('bar');
  });

  it('are all checked, also those that another one overrides', () => {
    const { problems } = read({
      flags: { users: 'five', seed: true, json: ['a', 'b'] },
      environment: { PROOFLOAD_USERS: '0' },
      ...config({ usres: 5, users: {} }),
    });
    expect(problems.map(formatProblem)).toEqual([
      '--users: must be a whole number of 1 or more, got "five".',
      '--json: is given 2 times. Give it once.',
      '--seed: needs a value: N.',
      'PROOFLOAD_USERS: must be a whole number of 1 or more, got "0".',
      'proofload.config.ts: users: must be a text or a number, got an object.',
      'proofload.config.ts: usres: is not known. Did you mean "users"?',
    ]);
  });

  it('must be an object in the configuration file', () => {
    expect(read(config(7)).problems.map(formatProblem)).toEqual([
      'proofload.config.ts: must export an object of options, such as { users: 10 }, got 7.',
    ]);
  });

  it('are asked after where a variable is near to one of theirs, and a suite may have others', () => {
    const environment = {
      PROOFLOAD_SEEED: '5',
      PROOFLOAD_USERS: '5',
      PROOFLOAD_PASSWORD: 'x',
      PROOFLOAD_USER: '',
      PATH: '/',
    };
    expect(slipsOf(environment)).toEqual(['PROOFLOAD_SEEED is no option. Did you mean "PROOFLOAD_SEED"?']);
  });
});
