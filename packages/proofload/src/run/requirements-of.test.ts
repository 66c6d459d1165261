import { describe, expect, it } from 'vitest';
import { defineSuite } from '../suite/define-suite.ts';
import { user } from '../suite/user.ts';
import { requirementsFrom, requirementsOfSuite } from './requirements-of.ts';

const suite = defineSuite({
  name: 'shop',
  target: 'http://127.0.0.1:8000',
  users: [user('Reader', { tasks: { read: () => undefined } })],
  requirements: { '*': { p95: '<1s', errors: '<1%' } },
  scenarios: { checkout: { load: { users: 1, runTime: '1s' }, requirements: { '*': { p95: '<2s' } } } },
});

describe('the requirements of a suite', () => {
  const bounds = (name: string | null, isAsked: boolean) =>
    requirementsOfSuite(suite, { name, isAsked }).map(({ metric, text }) => `${metric} ${text}`);

  it('are those of a scenario of its own where it is asked for, or was run', () => {
    expect(bounds('checkout', true)).toEqual(['p95 <2s', 'errors <1%']);
    expect(bounds('checkout', false)).toEqual(['p95 <2s', 'errors <1%']);
    expect(bounds(null, false)).toEqual(['p95 <1s', 'errors <1%']);
  });

  it('are those of the suite where the run was of a scenario that it has not', () => {
    expect(bounds('duet', false)).toEqual(['p95 <1s', 'errors <1%']);
    expect(bounds('soak', true)).toEqual(['p95 <1s', 'errors <1%']);
  });

  it('are none where a scenario is asked for that it has not', () => {
    expect(() => bounds('chekout', true)).toThrow(
      /--scenario: there is no scenario "chekout"\. Did you mean "checkout"\? There are: .*checkout/,
    );
  });
});

describe('requirements written one by one', () => {
  it('are all there, also where a metric has several bounds', () => {
    const read = requirementsFrom([
      ['*', 'p95', '<100ms'],
      ['*', 'p95', '+10% vs baseline'],
    ]);
    expect(read.map(({ text }) => text)).toEqual(['<100ms', '+10% vs baseline']);
  });

  it('are refused with all that is wrong with them', () => {
    expect(() =>
      requirementsFrom([
        ['*', 'p95', '<abc'],
        ['*', 'errors', '<xyz'],
      ]),
    ).toThrow(/^--require has 2 problems/);
  });
});
