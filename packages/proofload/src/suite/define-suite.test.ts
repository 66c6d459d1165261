import { describe, expect, it } from 'vitest';
import { defineSuite, isSuite } from './define-suite.ts';
import { SuiteError } from './error.ts';
import { formatProblem } from './problem.ts';
import { sequence } from './sequence.ts';
import type { SuiteDefinition } from './types.ts';
import { user } from './user.ts';
import { between, constant } from './waits.ts';

const reader = user('Reader', { wait: between('1s', '3s'), tasks: { browse: ({ http }) => http.get('/books') } });
const buyer = user('Buyer', {
  count: 2,
  tags: ['shop'],
  start: () => undefined,
  stop: () => undefined,
  tasks: sequence({ login: () => undefined, buy: { tags: ['money'], run: () => undefined } }),
});

const shop: SuiteDefinition = {
  name: 'bookshop',
  description: 'Books',
  target: {
    url: 'http://127.0.0.1:8000',
    command: 'npm start',
    ready: '/health',
    env: { PORT: '8000' },
    tls: { verify: false },
  },
  users: [reader, buyer],
  load: { users: 10, spawnRate: 0.5, runTime: '1m' },
  profile: 'mine',
  profiles: { mine: { description: 'x', users: 10, spawnRate: 1, runTime: 60, weights: { Reader: 3 } } },
  scenarios: {
    checkout: {
      description: 'x',
      users: ['Buyer'],
      load: { rate: '100/s', runTime: '2m', maxUsers: 20, arrivals: { gamma: 1.5 }, overflow: 'drop' },
      objectives: ['Find the limit.'],
      requirements: { '*': { errors: '<1%', orders: '>5/s' } },
    },
    ramp: {
      load: {
        stages: [
          { duration: '30s', users: 10 },
          { duration: 0, users: 50 },
        ],
      },
      profile: 'heavy',
      tags: ['slow'],
    },
    some: { load: { iterations: 100, users: 5, shared: true } },
  },
  requirements: { 'GET /books': { p95: '<100ms', rate: '>50/s', errors: '<0.1%' } },
  metrics: { orders: 'counter' },
  healthCheck: '/health',
  warmup: '10s',
  stopTimeout: 0,
  timeout: '5s',
  leftOut: { '/api/v1/llm/*': 'it costs money' },
  headers: { accept: 'application/json' },
  seed: 7,
};

/** The problems of the sound suite with some members replaced by what may be of any shape. */
function problemsOf(changes: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    defineSuite({ ...shop, ...changes } as SuiteDefinition);
    return [];
  } catch (error) {
    if (!(error instanceof SuiteError)) throw error;
    return error.problems.map(formatProblem);
  }
}

const withTasks = (tasks: unknown) => ({ users: [reader, { ...buyer, tasks }] });

describe('a suite', () => {
  it('is what was defined, marked as checked', () => {
    const suite = defineSuite(shop);
    expect(isSuite(suite)).toBe(true);
    expect(suite).toMatchObject(shop);
  });

  it('may be made from another', () => {
    expect(defineSuite({ ...defineSuite(shop), name: 'other' }).name).toBe('other');
  });

  it('reports all that is wrong with it at once, each with its path', () => {
    const wrong = {
      name: '',
      users: [
        { ...reader, tasks: { browse: { weight: 'five', run: () => undefined } } },
        { ...buyer, cuont: 3 },
      ],
      load: { stages: [{ duration: 'soon', rate: 'fast' }], runTime: 'soon' },
      requirements: { '*': { p59: '<1s' } },
    };
    expect(problemsOf(wrong)).toEqual([
      'name: must be a text that is not empty, got "".',
      'users[0].tasks.browse.weight: must be a number of 0 or more, got "five".',
      'users[1].cuont: is not known. Did you mean "count"?',
      expect.stringContaining('load.runTime: must be a duration, got "soon". Accepted are'),
      expect.stringContaining('load.stages[0].duration: must be a duration, got "soon". Accepted are'),
      expect.stringContaining('load.stages[0].rate: must be a rate, got "fast". Accepted are'),
      'requirements["*"].p59: there is no metric "p59". Did you mean "p95"? Percentiles go from p50 to p99.9.',
    ]);
  });

  it('names itself in the error, which has a stable code', () => {
    const wrong = { ...shop, users: [] };
    expect(() => defineSuite(wrong)).toThrow('The suite "bookshop" has a problem: users: must not be empty.');
    expect(() => defineSuite(wrong)).toThrow(expect.objectContaining({ code: 'invalid-suite' }));
  });

  it.each([
    [{ target: undefined }, 'target: must be an address such as "http://127.0.0.1:8000".'],
    [{ target: 'localhost:8000' }, 'Write "http://localhost:8000".'],
    [
      { target: 'ftp://localhost' },
      'target: must be an address that begins with http:// or https://, got "ftp://localhost".',
    ],
    [{ target: { url: 'http://' } }, 'target.url: must be an address such as'],
    [{ target: { url: 'http://a', commnad: 'x' } }, 'target.commnad: is not known. Did you mean "command"?'],
    [{ users: undefined }, 'users: must be a list, got nothing.'],
    [{ users: [reader, buyer, 7] }, 'users[2]: must be an object, got 7.'],
    [{ users: [buyer, reader, reader] }, 'users[2].name: must differ from that of users[1], got "Reader" for both.'],
    [{ users: [reader, { ...buyer, weight: 2 }] }, 'users[1].count: does not go together with weight. Remove one.'],
    [
      { users: [reader, { ...buyer, wait: constant('1 sec') }] },
      'users[1].wait: constant() takes durations, got "1 sec".',
    ],
    [{ users: [reader, { ...buyer, wait: '1s' }] }, 'users[1].wait: must be a wait, got "1s". Make it with none()'],
    [withTasks(undefined), 'users[1].tasks: must be an object, got nothing.'],
    [withTasks({}), 'users[1].tasks: must have at least one task.'],
    [withTasks({ a: 'b' }), 'users[1].tasks.a: must be a function, got "b".'],
    [withTasks({ a: { weight: 1 } }), 'users[1].tasks.a.run: must be a function, got nothing.'],
    [withTasks(sequence({ a: 1 as never })), 'users[1].tasks.sequence.a: must be a function, got 1.'],
    [withTasks({ a: { weight: 0, run: () => 0 } }), 'users[1].tasks: all have a weight of 0, so none would ever run.'],
    [withTasks({ a: { weight: Number.NaN, run: () => 0 } }), 'weight: must be a number of 0 or more, got NaN.'],
    [{ healthCheck: 'health' }, 'healthCheck: must be a path such as "/health", got "health". Write "/health".'],
    [{ healthCheck: true }, 'healthCheck: must be a text that is not empty, got true.'],
    [{ seed: 1.5 }, 'seed: must be a whole number, got 1.5.'],
    [{ timeout: 0 }, 'timeout: must be a duration above 0, got 0.'],
    [{ profile: 'lihgt' }, 'profile: there is no profile "lihgt". Did you mean "light"? There are: light, medium'],
    [
      { profiles: { a: { weights: { Raeder: 1 } } }, profile: 'a' },
      'profiles.a.weights.Raeder: there is no user "Raeder". Did you mean "Reader"?',
    ],
    [
      { profiles: { a: { weights: { Reader: 0, Buyer: 0 } } }, profile: 'a' },
      'profiles.a.weights: leave no user a weight above 0',
    ],
    [
      { scenarios: { a: { users: ['Nobody'] } } },
      'scenarios.a.users[0]: there is no user "Nobody". There are: Reader, Buyer.',
    ],
    [{ scenarios: { a: { profile: 'huge' } } }, 'scenarios.a.profile: there is no profile "huge".'],
    [
      { scenarios: { a: { requirements: { '*': { p95: '>1/s' } } } } },
      'scenarios.a.requirements["*"].p95: p95 is a time',
    ],
    [{ abort: 'errors' }, 'abort: must be a condition such as "errors > 50% for 10s", got "errors".'],
    [{ scenarios: { a: { abort: ['p95 > 5'] } } }, 'scenarios.a.abort[0]: p95 is a time'],
    [
      { metrics: { orders: 'number' } },
      'metrics.orders: must be "counter" or "gauge" or "rate" or "trend", got "number".',
    ],
    [
      { metrics: { orders: 'counter', rate: 'gauge' } },
      'metrics.rate: is the name of a built-in metric. Give it another name.',
    ],
    [{ metrics: { orders: 'counter', p95: 'gauge' } }, 'metrics.p95: is the name of a built-in metric.'],
    [{ unknown: 1 }, 'unknown: is not known.'],
  ])('says what is wrong and what to write: %o', (changes, sentence) => {
    const problems = problemsOf(changes);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence);
  });

  it('refuses to have no user with a weight, unless a profile gives one', () => {
    const off = { ...shop, users: [{ ...reader, weight: 0 }], scenarios: {}, profiles: {}, profile: 'light' };
    expect(problemsOf(off)).toEqual([
      'users: all have a weight of 0, so nothing would run. Give one a weight above 0.',
    ]);
    expect(problemsOf({ ...off, profiles: { mine: { weights: { Reader: 1 } } } })).toEqual([]);
  });

  it('must be an object', () => {
    expect(() => defineSuite('bookshop' as never)).toThrow('must be an object with a name, a target and users');
  });
});
