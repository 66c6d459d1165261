import { describe, expect, it } from 'vitest';
import { flagsOf, parametersOf } from './flags.ts';

describe('the help of a flag', () => {
  it('says what it takes, or nothing where it takes nothing', () => {
    const { flags } = parametersOf(flagsOf(['json', 'strict']));
    expect(flags.json).toMatchObject({ brief: 'FILE: Write the run record' });
    expect(flags.strict).toMatchObject({ brief: expect.stringMatching(/^Take what/) });
  });
});
