import { describe, expect, it } from 'vitest';
import { defineSuite } from '../suite/define-suite.ts';
import type { SuiteDefinition, TaskContext, User } from '../suite/types.ts';
import { user } from '../suite/user.ts';
import { constant } from '../suite/waits.ts';
import { UsageError } from './error.ts';
import { makePlan, type PlanInput } from './make-plan.ts';

const reader = user('Reader', {
  weight: 3,
  wait: constant('1s'),
  tags: ['web'],
  tasks: {
    browse: { weight: 5, tags: ['fast'], run: ({ http }) => http.get('/books') },
    search: { tags: ['slow'], run: ({ http }) => http.get('/search') },
    off: { weight: 0, run: () => undefined },
  },
});
const buyer = user('Buyer', { count: 2, tasks: { buy: ({ http }) => http.post('/orders') } });

const planOf = (
  flags: PlanInput['flags'] = {},
  members: Partial<SuiteDefinition> = {},
  more: Partial<PlanInput> = {},
) =>
  makePlan({
    suite: defineSuite({ name: 'shop', target: 'http://127.0.0.1:1', users: [reader, buyer], ...members }),
    suiteFile: 'shop.perf.ts',
    suiteHash: 'abc',
    cores: 4,
    flags,
    environment: {},
    ...more,
  });

const problemsOf = (...parameters: Parameters<typeof planOf>) => {
  try {
    planOf(...parameters);
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.problems;
  }
};

const names = (plan: ReturnType<typeof planOf>) =>
  plan.users.map(({ name, tasks }) => `${name}: ${tasks.map((task) => task.name).join(' ')}`);

describe('a plan', () => {
  it('is plain data, with every option resolved', () => {
    const plan = planOf({ users: '10', 'run-time': '30s', strict: true }, { headers: { accept: 'text/html' } });
    expect(structuredClone(plan)).toEqual(plan);
    expect(plan).toMatchObject({
      suite: { name: 'shop', file: 'shop.perf.ts', hash: 'abc' },
      target: { url: 'http://127.0.0.1:1', healthCheck: undefined },
      users: [
        {
          name: 'Reader',
          weight: 3,
          count: undefined,
          wait: { kind: 'constant', ms: 1000 },
          sequence: false,
          tasks: [
            { name: 'browse', weight: 5, tags: ['web', 'fast'] },
            { name: 'search', weight: 1, tags: ['web', 'slow'] },
          ],
        },
        { name: 'Buyer', weight: 1, count: 2, wait: { kind: 'none' } },
      ],
      load: { model: 'closed', startUsers: 10 },
      runTimeMs: 30_000,
      warmupMs: 0,
      stopTimeoutMs: 30_000,
      timeoutMs: 60_000,
      headers: { accept: 'text/html' },
      seed: 1,
      workers: 1,
      strict: true,
      notes: [],
    });
    expect(plan.options['run-time']).toEqual({ value: 30_000, source: 'flag', from: '--run-time' });
  });

  it('collects all problems, and says what to do about each', () => {
    const problems = problemsOf({ users: 'five', profile: 'lihgt', k: 'a and' });
    expect(problems.map(({ path }) => path)).toEqual(['--users', '--profile', '-k']);
    expect(problems[1]?.hint).toContain('Did you mean "light"?');
    expect(() => planOf({ users: 'five' })).toThrow('--users: must be a whole number of 1 or more, got "five".');
  });

  it('takes the weights of a profile and of a scenario', () => {
    const members: Partial<SuiteDefinition> = {
      profiles: { mine: { users: 1, weights: { Reader: 0, Buyer: 7 } } },
      scenarios: { all: { weights: { Reader: 2 } } },
    };
    expect(planOf({ profile: 'mine' }, members).users).toMatchObject([{ name: 'Buyer', weight: 7, count: undefined }]);
    expect(planOf({ scenario: 'all' }, { ...members, profile: 'mine' }).users).toMatchObject([
      { weight: 2 },
      { weight: 7 },
    ]);
    expect(planOf({ scenario: 'all', profile: 'mine' }, members).users).toMatchObject([{ name: 'Buyer' }]);
  });

  it('has the users of its scenario', () => {
    const plan = planOf(
      { scenario: 'checkout' },
      { scenarios: { checkout: { users: ['Buyer'], objectives: ['Find out.'] } } },
    );
    expect(names(plan)).toEqual(['Buyer: buy']);
    expect(plan).toMatchObject({ scenario: 'checkout', objectives: ['Find out.'], profile: 'light' });
  });

  it.each<readonly [PlanInput['flags'], readonly string[]]>([
    [{ k: 'browse' }, ['Reader: browse']],
    [{ k: 'Reader.browse' }, ['Reader: browse']],
    [{ k: 'buyer or search' }, ['Reader: search', 'Buyer: buy']],
    [{ k: 'POST /orders' }, ['Buyer: buy']],
    [{ tags: 'slow' }, ['Reader: search']],
    [{ tags: ['slow', 'fast'] }, ['Reader: browse search']],
    [{ 'exclude-tags': 'web' }, ['Buyer: buy']],
    [{ tags: 'web', 'exclude-tags': 'slow', k: 'reader' }, ['Reader: browse']],
  ])('has the tasks that are selected: %o', (flags, expected) => {
    expect(names(planOf(flags))).toEqual(expected);
  });

  it('says what there is when nothing is selected', () => {
    const message = 'selects no task, so nothing would run';
    const tasks = 'Reader.browse, Reader.search, Reader.off, Buyer.buy';
    expect(problemsOf({ k: 'brwose' })).toEqual([{ path: '-k', message, hint: `There are: ${tasks}.` }]);
    const ofReader = 'Reader.browse (tags web, fast), Reader.search (tags web, slow), Reader.off (tags web)';
    expect(problemsOf({ k: 'browse', tags: 'wbe' })).toEqual([
      { path: '-k, --tags', message, hint: `There are: ${ofReader}, Buyer.buy (without tags).` },
    ]);
  });

  it('says so when a profile leaves nothing to run', () => {
    const users = [{ ...reader, weight: 0 }];
    const profiles = { on: { weights: { Reader: 1 } } };
    expect(problemsOf({}, { users, profiles })[0]).toMatchObject({
      message: 'all have a weight of 0 in profile light, so nothing would run',
    });
    expect(planOf({ profile: 'on' }, { users, profiles }).users).toHaveLength(1);
  });

  it('has the scenario that only its name selects', () => {
    const scenarios = { checkout: { users: ['Buyer'], load: { users: 1 } }, stress: { load: { users: 9 } } };
    const plan = planOf({ k: 'checkout' }, { scenarios });
    expect(plan.scenario).toBe('checkout');
    expect(plan.options.scenario).toEqual({ value: 'checkout', source: 'flag', from: '-k' });
    expect(problemsOf({ k: 'checkout or stress' }, { scenarios })[0]?.hint).toBe('Choose one with --scenario.');
  });

  it("has the suite's requirements and the scenario's, which take the place of those on the same metric", () => {
    const plan = planOf(
      { scenario: 'stress' },
      {
        requirements: { '*': { p95: '<100ms', p99: '<1s', errors: '<1%' } },
        abort: 'errors > 50% for 10s',
        scenarios: {
          stress: { requirements: { '*': { p95: '<500ms', p99: 'none' }, 'GET /books': { rate: '>5/s' } } },
        },
      },
    );
    expect(plan.requirements.map(({ key, metric, text }) => `${key} ${metric} ${text}`)).toEqual([
      '* p95 <500ms',
      '* p99 none',
      '* errors <1%',
      'GET /books rate >5/s',
      '* errors <=50%',
    ]);
  });

  it('leaves out requirements on operations of tasks that take no part, and says so', () => {
    const requirements = {
      'GET /books': { p95: '<1s' },
      'GET /search': { p95: '<1s' },
      '*': { errors: '<1%' },
    } as const;
    const plan = planOf({ k: 'browse' }, { requirements });
    expect(plan.requirements.map(({ key }) => key)).toEqual(['GET /books', '*']);
    expect(plan.notes).toEqual(['The requirements on GET /search are left out, since its tasks take no part.']);
  });

  it('tells that a run until requirements are decided has none to decide', () => {
    expect(planOf({ 'run-time': 'auto', 'max-run-time': '2m' }, {}).notes).toEqual([
      'There is no requirement to be decided, so a run time of "auto" is 2m 00s, the most there may be (--max-run-time).',
    ]);
    expect(planOf({ 'run-time': 'auto' }, { requirements: { '*': { errors: '<1%' } } }).notes).toEqual([]);
  });

  it('leaves out requirements on tags and metrics of such tasks alone', () => {
    const pay = ({ http, group, metrics }: TaskContext) => {
      metrics.counter('orders').add(1);
      metrics.rate('found').add(true);
      return group('check out', () => http.post('/pay', { tags: { area: 'shop' } }));
    };
    const look = ({ http, metrics }: TaskContext) => {
      metrics.rate('found').add(true);
      return http.get('/books', { tags: { area: 'books' } });
    };
    const requirements = {
      'tag:area=shop': { p95: '<1s' },
      'tag:area=books': { p95: '<1s' },
      'tag:group=all / check out': { p95: '<1s' },
      '*': { orders: '>5', found: '>50%', errors: '<1%' },
    } as const;
    const plan = planOf({ k: 'look' }, { users: [user('Reader', { tasks: { look, pay } })], requirements });
    expect(plan.requirements.map(({ key, metric }) => `${key} ${metric}`)).toEqual([
      'tag:area=books p95',
      '* found',
      '* errors',
    ]);
    expect(plan.notes).toHaveLength(3);
  });

  it('leaves out requirements on caches that serve only such operations', () => {
    const cacheOf = (operations: string | readonly string[]) => ({ hit: () => true, operations });
    const caches = {
      books: cacheOf(['GET /books', 'GET /search']),
      search: cacheOf('GET /search'),
      any: { hit: () => true },
    };
    const requirements = Object.fromEntries(Object.keys(caches).map((name) => [`cache:${name}`, { hitRatio: '>50%' }]));
    const plan = planOf({ k: 'browse' }, { requirements, caches });
    expect(plan.requirements.map(({ key }) => key)).toEqual(['cache:books', 'cache:any']);
  });

  it('tests the server of the models that the environment names where the suite asks for nothing else', () => {
    const target = { url: 'http://127.0.0.1:1', command: 'npm start', ready: '/health' };
    const environment = { OPENAI_BASE_URL: 'https://api.example.com/v1' };
    const ask = user('Person', { tasks: { ask: ({ llm }) => llm.chat({ messages: [] }) } });
    const planned = (...users: readonly User[]) => planOf({}, { target, healthCheck: '/up', users }, { environment });
    const plan = planned(ask);
    expect(plan.target).toEqual({ url: 'https://api.example.com', healthCheck: undefined });
    expect(plan.options.host).toMatchObject({ source: 'environment', from: 'OPENAI_BASE_URL' });
    const other = user('Reader', { tasks: { read: ({ http }) => http.get('/') } });
    expect(planned(ask, other).target.url).toBe('http://127.0.0.1:1');
  });

  it('tests another address on request, without starting the target', () => {
    const target = { url: 'http://127.0.0.1:1', command: 'npm start', ready: '/health', tls: { verify: false } };
    expect(planOf({}, { target, healthCheck: '/up' }).target).toEqual({ ...target, healthCheck: '/up' });
    expect(planOf({ host: 'http://127.0.0.1:2' }, { target }).target).toEqual({
      url: 'http://127.0.0.1:2',
      healthCheck: undefined,
      tls: { verify: false },
    });
    expect(planOf({ 'no-health-check': true }, { healthCheck: '/up' }).target.healthCheck).toBe(false);
  });

  it.each([
    [{ users: '10' }, 1],
    [{ users: '1500' }, 2],
    [{ users: '90000' }, 3],
    [{ rate: '12000/s' }, 3],
    [{ workers: '8', users: '100' }, 8],
    [{ workers: '8', users: '2' }, 2],
  ])('has the workers that the load needs, on four cores: %o', (flags, workers) => {
    expect(planOf(flags).workers).toBe(workers);
  });

  it('refuses a load that no machine bears', () => {
    expect(problemsOf({ users: '99999999999', 'run-time': '1s' })[0]?.message).toBe(
      'asks for 99,999,999,999 users at once; at most 1,000,000 can be run',
    );
    expect(problemsOf({ rate: '1e99/s', 'run-time': '1s' })[0]?.message).toContain('at most 10,000,000/s can be run');
    expect(problemsOf({ rate: '10000000/s', 'run-time': '1s' })).toEqual([]);
  });

  it('warns of users that will not all have started', () => {
    expect(planOf({ profile: 'light', users: '100' }).notes).toEqual([
      'Starting 100 users takes 1m 39s, but the run lasts 1m 00s: raise --spawn-rate or --run-time.',
    ]);
    expect(planOf({ profile: 'light' }).notes).toEqual([]);
  });
});

describe('connections', () => {
  it('of a kind of user may have a bandwidth of their own', () => {
    const { users } = planOf({}, { users: [{ ...reader, bandwidth: '8Mbit/s' }, buyer] });
    expect(users.map(({ bandwidth }) => bandwidth)).toEqual([1_000_000, undefined]);
  });

  it('that not every protocol can make are told of before the run', () => {
    const call = user('Caller', { tasks: { call: ({ grpc }) => void grpc } });
    const target = { url: 'http://a.test', proxy: 'http://p.test:3128', bandwidth: '1MB/s' };
    const { notes } = planOf({}, { users: [call], target });
    expect(notes).toEqual([
      "gRPC cannot do what the target's proxy and bandwidth ask: its calls to the target fail, and say so.",
    ]);
    expect(planOf({}, { target }).notes).toEqual([]);
  });
});

describe('a load that is asked for while it runs', () => {
  const climbing: Partial<SuiteDefinition> = {
    load: { rate: '5/s', tick: () => null },
    profiles: { steady: { users: 3, runTime: '5s' } },
    scenarios: { climb: { load: { users: 2, runTime: '1m', tick: () => null } } },
  };

  it('begins as it says, and lasts until it ends itself', () => {
    const { tick, load, runTimeMs } = planOf({ 'max-run-time': '2m' }, climbing);
    expect([tick, runTimeMs]).toEqual(['suite', 120_000]);
    expect(load).toMatchObject({ model: 'open', startRate: 5, maxUsers: 10_000 });
    expect(planOf({ scenario: 'climb' }, climbing)).toMatchObject({ tick: 'scenario', runTimeMs: 60_000 });
  });

  it('is another one where somebody asks for an amount, and in built-in scenarios', () => {
    for (const flags of [{ rate: '9/s' }, { users: '2' }, { profile: 'steady' }, { scenario: 'spike' }]) {
      expect(planOf(flags, climbing).tick).toBeUndefined();
    }
  });
});
