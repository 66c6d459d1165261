import { describe, expect, it } from 'vitest';
import { TargetError } from './errors.ts';

describe('the error of a target that cannot be reached', () => {
  it('says nothing of the credentials of the address', () => {
    const error = new TargetError('http://me:pw@host', 'The target http://me:pw@host cannot be reached.');
    expect(error.message).toBe('The target http://[redacted]@host cannot be reached.');
  });
});
