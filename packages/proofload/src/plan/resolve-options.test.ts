import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineSuite } from '../suite/define-suite.ts';
import { formatProblem } from '../suite/problem.ts';
import type { SuiteDefinition } from '../suite/types.ts';
import { user } from '../suite/user.ts';
import { type OptionInput, resolveOptions } from './resolve-options.ts';

const suiteOf = (members: Partial<SuiteDefinition> = {}) =>
  defineSuite({
    name: 'shop',
    target: 'http://127.0.0.1:1',
    users: [user('Reader', { tasks: { browse: () => undefined } })],
    ...members,
  });

const resolve = (flags: OptionInput['flags'], members?: Partial<SuiteDefinition>, more: Partial<OptionInput> = {}) =>
  resolveOptions({ flags, environment: {}, suite: suiteOf(members), suiteFile: 'shop.perf.ts', ...more });

const problemsOf = (...parameters: Parameters<typeof resolve>) => resolve(...parameters).problems.map(formatProblem);

describe('an option', () => {
  it('is from the flag, else the environment, else the configuration, else the suite, else its default', () => {
    const sources = fc.subarray(['flag', 'environment', 'config', 'suite'] as const);
    fc.assert(
      fc.property(sources, (present) => {
        const has = (source: (typeof present)[number]) => present.includes(source);
        const { options } = resolve(has('flag') ? { seed: '10' } : {}, has('suite') ? { seed: 40 } : {}, {
          environment: has('environment') ? { PROOFLOAD_SEED: '20' } : {},
          config: has('config') ? { file: 'proofload.config.ts', values: { seed: 30 } } : undefined,
        });
        const expected = {
          flag: { value: 10, from: '--seed' },
          environment: { value: 20, from: 'PROOFLOAD_SEED' },
          config: { value: 30, from: 'proofload.config.ts' },
          suite: { value: 40, from: 'shop.perf.ts' },
          default: { value: 1, from: 'default' },
        };
        const [source = 'default'] = present;
        expect(options.seed).toEqual({ source, ...expected[source] });
      }),
    );
  });

  it('of the suite is in milliseconds, as all durations are', () => {
    const { values } = resolve({}, { warmup: '10s', stopTimeout: '1m', timeout: 5 });
    expect(values).toMatchObject({ warmup: 10_000, 'stop-timeout': 60_000, timeout: 5000, host: 'http://127.0.0.1:1' });
  });

  it('has a default', () => {
    const { values } = resolve({});
    expect(values).toMatchObject({
      warmup: 0,
      'stop-timeout': 30_000,
      timeout: 60_000,
      workers: 'auto',
      strict: false,
    });
  });
});

describe('the load', () => {
  const heavy = { heavy: { users: 50, spawnRate: 5, runTime: '10m', weights: { Reader: 2 } } };

  it('is that of the profile light when nothing says how much there is to be', () => {
    const { values, options, profile } = resolve({});
    expect(values).toMatchObject({ users: 10, 'spawn-rate': 1, 'run-time': 60_000, profile: 'light' });
    expect(options.users).toEqual({ value: 10, source: 'profile', from: 'profile light' });
    expect(profile?.name).toBe('light');
  });

  it('is that of the profile light with another run time', () => {
    expect(resolve({ 'run-time': '5s' }).values).toMatchObject({ users: 10, 'spawn-rate': 1, 'run-time': 5000 });
  });

  it('overrides a profile member by member', () => {
    const { values, options } = resolve({ profile: 'heavy', users: '5', 'run-time': '10s' }, { profiles: heavy });
    expect(values).toMatchObject({ users: 5, 'spawn-rate': 5, 'run-time': 10_000, profile: 'heavy' });
    expect(options['spawn-rate']).toEqual({ value: 5, source: 'profile', from: 'profile heavy' });
    expect(options.users).toEqual({ value: 5, source: 'flag', from: '--users' });
  });

  it('starts all users at once for a minute when only their number is given', () => {
    const { values, profile } = resolve({ users: '5' });
    expect(values).toMatchObject({ users: 5, 'spawn-rate': undefined, 'run-time': 60_000 });
    expect(profile).toBeUndefined();
  });

  it("is the scenario's before the profile's before the suite's", () => {
    const members: Partial<SuiteDefinition> = {
      load: { users: 1, spawnRate: 1, runTime: '1s' },
      profile: 'mine',
      profiles: { mine: { users: 2, spawnRate: 2 } },
      scenarios: { burst: { load: { users: 3 } } },
    };
    const { values, options } = resolve({ scenario: 'burst' }, members);
    expect(values).toMatchObject({ users: 3, 'spawn-rate': 2, 'run-time': 1000 });
    expect([options.users.from, options['spawn-rate'].from, options['run-time'].from]).toEqual([
      'scenario burst',
      'profile mine',
      'shop.perf.ts',
    ]);
  });

  it("is a profile's that was asked for before the scenario's", () => {
    const scenarios = { burst: { load: { users: 3, runTime: '5s' } } };
    expect(resolve({ scenario: 'burst', profile: 'medium' }, { scenarios }).values).toMatchObject({ users: 20 });
  });

  it('changes its kind when a stronger place says so', () => {
    const load = { users: 5, spawnRate: 1, runTime: '30s' };
    const { load: merged, values } = resolve({ rate: '100/s' }, { load });
    expect(merged.kind).toBe('rate');
    expect(values).toMatchObject({ rate: 100, users: undefined, 'spawn-rate': undefined, 'run-time': 30_000 });
    expect(resolve({ users: '7' }, { load: { rate: '5/s', runTime: '9s' } }).values).toMatchObject({
      users: 7,
      rate: undefined,
      'run-time': 9000,
    });
  });

  it('keeps the time of the stages that it replaces', () => {
    const load = {
      stages: [
        { duration: '10s', users: 5 },
        { duration: '20s', users: 0 },
      ],
    };
    expect(resolve({ users: '7' }, { load }).values).toMatchObject({ users: 7, 'run-time': 30_000, stage: undefined });
  });

  it('takes the time of stages unless something stronger has one', () => {
    const flags = { stage: ['30s:100/s', '1m:0/s'] };
    expect(resolve(flags, { load: { users: 5, runTime: '5s' } }).values['run-time']).toBeUndefined();
    expect(resolve({ ...flags, 'run-time': '10s' }).values['run-time']).toBe(10_000);
  });

  it('may be a function of the second', () => {
    const load = { shape: (second: number) => (second < 30 ? { rate: second < 10 ? 5 : 50 } : undefined), maxUsers: 9 };
    const { load: merged } = resolve({}, { load });
    expect(merged).toMatchObject({ kind: 'rateStages', members: { maxUsers: 9 } });
    expect(merged.members.stages).toEqual([
      { durationMs: 0, rate: 5 },
      { durationMs: 10_000, rate: 5 },
      { durationMs: 0, rate: 50 },
      { durationMs: 20_000, rate: 50 },
    ]);
  });

  it('shares iterations that are asked for from outside', () => {
    const { load } = resolve({ iterations: '100' }, { load: { users: 5, runTime: '1s' } });
    expect(load).toMatchObject({ kind: 'iterations', members: { iterations: 100, users: 5, shared: true } });
    expect(load.members.runTimeMs).toBeUndefined();
  });

  it("keeps the suite's way of counting iterations", () => {
    const load = { iterations: 3, users: 5 };
    expect(resolve({ iterations: '7' }, { load }).load.members).toMatchObject({ iterations: 7, shared: false });
    expect(resolve({ users: '2' }, { load }).load).toMatchObject({
      kind: 'iterations',
      members: { users: 2, iterations: 3 },
    });
  });

  it.each<readonly [OptionInput['flags'], Partial<SuiteDefinition>, readonly string[]]>([
    [
      { users: '5', rate: '5/s' },
      {},
      ['--rate: does not go together with users: users make a closed load and a rate makes an open one. Remove one.'],
    ],
    [{ stage: ['1s:5', '1s:5/s'] }, {}, [expect.stringContaining('--stage: mixes users and rates')]],
    [{ 'max-users': '5' }, {}, ['--max-users: has no effect on a fixed number of users.']],
    [{ 'spawn-rate': '5' }, { load: { rate: '1/s' } }, ['--spawn-rate: has no effect on a rate.']],
    [
      { iterations: '5', 'run-time': 'auto' },
      {},
      ['--run-time: "auto" does not go together with a number of iterations.'],
    ],
    [
      { profile: 'hevy' },
      {},
      [expect.stringContaining('--profile: there is no profile "hevy". Did you mean "heavy"? There are: light')],
    ],
    [
      { scenario: 'x' },
      {},
      ['--scenario: there is no scenario "x". There are: baseline, stress, spike, soak, complete.'],
    ],
    [
      { scenario: 'brust' },
      { scenarios: { burst: {} } },
      [expect.stringContaining('Did you mean "burst"? There are: baseline, stress, spike, soak, burst, complete.')],
    ],
    [
      { json: '-', html: 'a.html', junit: '-', markdown: 'a.html' },
      {},
      [
        '--junit: would be written to standard output, as --json is. Give it a file of its own.',
        '--markdown: would be written to a.html, as --html is. Give it a file of its own.',
      ],
    ],
    [
      { users: 'five', 'run-time': 'soon' },
      {},
      [expect.stringContaining('--users'), expect.stringContaining('--run-time')],
    ],
  ])('that makes no sense is a problem: %o', (flags, members, problems) => {
    expect(problemsOf(flags, members)).toEqual(problems);
  });

  it('may be resolved without a suite', () => {
    expect(resolveOptions({ flags: { rate: '5' }, environment: {} }).values).toMatchObject({
      rate: 5,
      'run-time': 60_000,
    });
  });
});
