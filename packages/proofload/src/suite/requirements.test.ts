import { describe, expect, it } from 'vitest';
import { formatProblem } from './problem.ts';
import { keyFault } from './requirement-keys.ts';
import { readRequirements } from './requirements.ts';

const read = (requirements: unknown, declared?: Parameters<typeof readRequirements>[1]) =>
  readRequirements(requirements, declared, ['requirements']);
const problemsOf = (requirements: unknown) => read(requirements).problems.map(formatProblem);

describe('a requirement', () => {
  it('is a bound on a metric of a key', () => {
    expect(read({ 'GET /books': { p95: '<100ms' } }).requirements).toEqual([
      {
        key: 'GET /books',
        metric: 'p95',
        bound: { operator: '<', value: 100, dimension: 'duration' },
        text: '<100ms',
        severity: 'fail',
        windowMs: undefined,
        phase: undefined,
        abort: false,
      },
    ]);
  });

  it('may have circumstances', () => {
    const written = {
      '*': { errors: { bound: '<1%', severity: 'warn', window: '10s', phase: 'steady', abort: true } },
    };
    expect(read(written).requirements[0]).toMatchObject({
      text: '<1%',
      severity: 'warn',
      windowMs: 10_000,
      phase: 'steady',
      abort: true,
    });
  });

  it.each([
    [{ p95: '>50/s' }, 'requirements["*"].p95: p95 is a time, but ">50/s" is a rate. Write for example "<100ms".'],
    [{ p95: '<100' }, 'Write for example "<100ms" or "<100s".'],
    [{ rate: '>100ms' }, 'rate is a rate, but ">100ms" is a time. Write for example ">50/s".'],
    [{ memory: '<1024' }, 'memory is a size, but "<1024" is a number. Write for example "<1024MB".'],
    [{ errors: '<5' }, 'Write "<5%" for percent.'],
    [{ errors: '<1' }, 'Write "<1%" for percent.'],
    [{ p95: '100ms' }, 'requirements["*"].p95: must be a bound, got "100ms". Accepted are'],
    [{ p95: 100 }, 'requirements["*"].p95: must be a bound such as "<100ms", got 100.'],
    [{ p59: '<1s' }, 'requirements["*"].p59: there is no metric "p59". Did you mean "p95"?'],
    [
      { p95: { bound: '<1s', sevrity: 'warn' } },
      'requirements["*"].p95.sevrity: is not known. Did you mean "severity"?',
    ],
    [{ p95: { bound: '<1s', severity: 'bad' } }, 'severity: must be "fail" or "warn", got "bad".'],
    [{ p95: { bound: '<1s', window: '10ms' } }, 'window: must be a duration of 1s or more, got "10ms".'],
    [{ p95: { bound: '<1s', phase: 'middle' } }, 'phase: must be "ramp", "steady" or a stage'],
    [{ p95: { bound: '<1s', abort: 'yes' } }, 'abort: must be true or false, got "yes".'],
    ['p95 < 100ms', 'requirements["*"]: must be an object'],
  ])('that is wrong says what to write: %o', (bounds, sentence) => {
    const problems = problemsOf({ '*': bounds });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence);
  });

  it('is not alone in being reported', () => {
    expect(problemsOf({ '*': { p95: 'fast', eror: '<1%' }, 'tags:a=b': { p99: '<1s' } })).toHaveLength(3);
  });

  it('takes a share as a ratio or in percent', () => {
    expect(read({ '*': { hitRatio: '>=0.85', errors: '<=0.01', checks: '>=1' } }).problems).toEqual([]);
    expect(read({ '*': { errors: '<1%' } }).requirements[0]?.bound).toMatchObject({ value: 0.01 });
  });

  it('takes a number as a rate per second', () => {
    expect(read({ '*': { rate: '>50' } }).requirements[0]?.bound).toMatchObject({ value: 50 });
  });

  it('counts per hour where the metric does', () => {
    expect(read({ biography: { perHour: '>=2/h' } }).requirements[0]?.bound).toEqual({
      operator: '>=',
      value: 2,
      dimension: 'number',
    });
    expect(read({ biography: { perHour: '>=2' } }).requirements[0]?.bound).toMatchObject({ value: 2 });
  });

  it('may ask for no leak at all', () => {
    expect(read({ 'resource:api': { leak: 'none' } }).requirements[0]?.bound).toEqual({
      operator: '<=',
      value: 0,
      dimension: 'size',
    });
  });

  it('may be taken back', () => {
    expect(read({ '*': { p99: 'none' } }).requirements[0]?.bound).toEqual({ operator: 'none' });
  });

  it('may be held against the baseline', () => {
    expect(read({ 'resource:api': { memory: '-30% vs baseline' } }).requirements[0]?.bound).toMatchObject({
      dimension: 'change',
      value: -0.3,
    });
  });

  it('may be on a custom metric in any unit', () => {
    expect(read({ '*': { orders: '>5/s', 'render.p95': '<20ms', found: '>90%' } }).problems).toEqual([]);
  });
});

describe("a requirement's key", () => {
  it.each([
    '*',
    'GET /books/{}',
    'GET /books/:id',
    'GET http://127.0.0.1/x',
    'GET /books*',
    'tag:area=auth',
    'tag:area=*',
    'cache:images',
    'resource:api',
  ])('may be %s', (key) => {
    expect(keyFault(key)).toBeUndefined();
  });

  it.each([
    ['tags:area=auth', 'Did you mean "tag"?'],
    ['chache:images', 'Did you mean "cache"?'],
    ['tag:', 'Write for example "tag:area=*".'],
    ['tag:slow', 'Write for example "tag:slow=*".'],
    ['cache:', 'Write "cache:" and a name'],
    [' ', "Write an operation's name"],
  ])('that is wrong says what to write: %s', (key, hint) => {
    expect(keyFault(key)).toMatchObject({ hint: expect.stringContaining(hint) });
  });
});
