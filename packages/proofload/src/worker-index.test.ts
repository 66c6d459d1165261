import { describe, expect, it } from 'vitest';
import * as index from './index.ts';
import * as workerIndex from './worker-index.ts';

describe('proofload in a worker thread', () => {
  it('exports all that it exports elsewhere', () => {
    expect(Object.keys(workerIndex).toSorted()).toEqual(Object.keys(index).toSorted());
  });

  it('makes the same of a suite and of a job', () => {
    const suite = { name: 'shop', target: 'http://127.0.0.1:1', users: [index.user('A', { tasks: { a: () => {} } })] };
    expect(workerIndex.defineSuite(suite)).toEqual(index.defineSuite(suite));
    const definition = {
      submit: () => {},
      id: () => 'x',
      state: () => 'done',
      poll: { every: '1s', request: () => {} },
    };
    expect(workerIndex.job('film', definition as never)).toEqual(index.job('film', definition as never));
  });
});
