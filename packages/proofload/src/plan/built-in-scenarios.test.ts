import { describe, expect, it } from 'vitest';
import { defineSuite } from '../suite/define-suite.ts';
import type { SuiteDefinition } from '../suite/types.ts';
import { user } from '../suite/user.ts';
import { makePlan } from './make-plan.ts';
import type { OpenLoad } from './types.ts';

const shop = (parts: Partial<SuiteDefinition> = {}) =>
  defineSuite({
    name: 'shop',
    target: 'http://127.0.0.1:8000',
    users: [user('Reader', { tasks: { read: () => undefined } })],
    load: { rate: '20/s', runTime: '1m' },
    requirements: {
      '*': { p95: '<100ms', errors: { bound: '<1%', phase: 'steady' }, orders: '>5' },
      'resource:api': { memory: '<1GB' },
    },
    ...parts,
  });

const plan = (flags: Record<string, string>, suite = shop()) =>
  makePlan({ suite, suiteFile: 'shop.perf.ts', suiteHash: '', cores: 2, flags, environment: {} });

describe('a built-in scenario', () => {
  it("shapes the suite's own load, for its own time or the one that is asked for", () => {
    const { load, runTimeMs, scenario, objectives } = plan({ scenario: 'stress' });
    expect((load as OpenLoad).stages.at(-1)).toMatchObject({ rate: 160 });
    expect([runTimeMs, scenario]).toEqual([240_000, 'stress']);
    expect(objectives.join(' ')).toContain('Find the load at which a requirement breaks.');
    expect(plan({ scenario: 'stress', 'run-time': '80s' }).runTimeMs).toBe(80_000);
    expect((plan({ scenario: 'spike', rate: '7/s' }).load as OpenLoad).stages[1]).toMatchObject({ rate: 35 });
  });

  it('judges operations by the usual load where it goes beyond it, unless a requirement says otherwise', () => {
    const phases = (scenario: string) =>
      plan({ scenario }).requirements.map(({ metric, phase }) => `${metric} ${phase ?? '-'}`);
    expect(phases('spike')).toEqual(['p95 1', 'errors steady', 'orders -', 'memory -']);
    expect(phases('soak')).toEqual(['p95 -', 'errors steady', 'orders -', 'memory -']);
  });

  it('is refused before any load where its parts are too short to be judged, if one is to be', () => {
    const asked = { scenario: 'stress', 'run-time': '6s' };
    expect(() => plan(asked)).toThrow(/--run-time: the scenario "stress" takes 8\.00s or more/);
    expect(plan(asked, shop({ requirements: { '*': { errors: { bound: '<1%', phase: 'steady' } } } })).runTimeMs).toBe(
      6_000,
    );
  });

  it("gives way to the suite's own of its name", () => {
    const own = shop({ scenarios: { stress: { load: { users: 3, runTime: '5s' } } } });
    const { load, runTimeMs, requirements } = plan({ scenario: 'stress' }, own);
    expect(load).toMatchObject({ model: 'closed', startUsers: 3 });
    expect(runTimeMs).toBe(5_000);
    expect(requirements[0]?.phase).toBeUndefined();
  });
});
