import { describe, expect, it } from 'vitest';
import { makePlan } from '../plan/make-plan.ts';
import { defineSuite } from '../suite/define-suite.ts';
import { user } from '../suite/user.ts';
import { headerOf } from './header.ts';

const suite = defineSuite({
  name: 'hit',
  target: 'http://me:hunter2@127.0.0.1:8000',
  users: [user('hit', { tasks: { request: async () => {} } })],
  load: { users: 1, runTime: '1s' },
});

describe('the header of a record', () => {
  it('has no credentials of the address, wherever that stands', () => {
    const plan = makePlan({
      suite,
      suiteFile: 'hit http://me:hunter2@127.0.0.1:8000/books?api_key=s3cr3t&q=1',
      suiteHash: '',
      cores: 2,
      flags: { host: 'http://me:hunter2@127.0.0.1:8000' },
      environment: {},
    });
    const header = headerOf(plan, '0001', new Date(0), {} as never);
    expect(JSON.stringify(header)).not.toMatch(/hunter2|s3cr3t/);
    expect(header.suite.file).toBe('hit http://[redacted]@127.0.0.1:8000/books?api_key=[redacted]&q=1');
  });
});
