import { describe, expect, it } from 'vitest';
import { readAbortConditions } from './abort-conditions.ts';
import { formatProblem } from './problem.ts';

const read = (written: unknown) => readAbortConditions(written, undefined, ['abort']);

describe('a condition to abort', () => {
  it.each([
    ['errors > 50% for 10s', { key: '*', metric: 'errors', text: '<=50%', windowMs: 10_000 }],
    ['p99 of POST /pay >= 2s for 1m', { key: 'POST /pay', metric: 'p99', text: '<2s', windowMs: 60_000 }],
    ['service.p95>1s', { key: '*', metric: 'service.p95', text: '<=1s', windowMs: undefined }],
    ['rate of GET /books* < 5/s for 30s', { key: 'GET /books*', metric: 'rate', text: '>=5/s', windowMs: 30_000 }],
  ])('is a requirement turned round: %s', (condition, requirement) => {
    const { requirements, problems } = read(condition);
    expect(problems).toEqual([]);
    expect(requirements).toEqual([expect.objectContaining({ ...requirement, abort: true, severity: 'fail' })]);
  });

  it('may be one of several, or none', () => {
    expect(read(['errors > 50% for 10s', 'p99 > 5s']).requirements).toHaveLength(2);
    expect(read(undefined)).toEqual({ requirements: [], problems: [] });
  });

  it.each([
    ['errors', 'abort: must be a condition such as "errors > 50% for 10s", got "errors".'],
    [7, 'abort: must be a condition such as "errors > 50% for 10s", got 7.'],
    ['eror > 50%', 'abort: there is no metric "eror". Did you mean "errors"?'],
    ['errors > lots for 10s', 'abort: must be a bound, got ">lots".'],
    ['errors > 50% for ever', 'abort: must be a duration of 1s or more, got "ever".'],
    [['errors > 50%', 'p95 > 5'], 'abort[1]: p95 is a time, but ">5" is a number'],
  ])('that is wrong says what is: %s', (condition, sentence) => {
    expect(read(condition).problems.map(formatProblem)).toEqual([expect.stringContaining(sentence)]);
  });
});
