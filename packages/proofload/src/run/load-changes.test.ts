import { describe, expect, it } from 'vitest';
import type { LoadChange } from '../engine/steering.ts';
import { changeNotes } from './load-changes.ts';

const change = (value: number, others: Partial<LoadChange> = {}): LoadChange => ({
  ...{ atMs: 1_500, level: { unit: 'users', value }, by: 'hand', part: '' },
  ...others,
});

describe('changes of a load', () => {
  it('by hand are told one by one, those of its own tick together', () => {
    expect(changeNotes([])).toEqual([]);
    expect(changeNotes([change(1), change(5, { part: 'Reader', level: { unit: 'rate', value: 5 } })])).toEqual([
      'The load was changed by hand to 1 user after 1.50s.',
      'The load of Reader was changed by hand to 5.00/s after 1.50s.',
    ]);
    expect(changeNotes([9, 3, 12].map((users) => change(users, { by: 'tick' })))).toEqual([
      'The load followed the tick of the suite, which changed it 3 times, between 3 users and 12 users.',
    ]);
  });
});
