import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { SseError } from '../protocol/sse/errors.ts';
import { describeBreak, describeThrow } from './task-error.ts';

/** An error as a suite throws it. */
function thrownAt(place: string, error = new TypeError('x is undefined')): Error {
  error.stack = `${String(error)}\n    at node:internal/x:1:1\n    at read (${place})`;
  return error;
}

describe('what a task throws', () => {
  it('is told with the line of the suite', () => {
    expect(describeThrow(thrownAt('/suites/shop.perf.ts:12:5'))).toEqual({
      type: 'TypeError',
      message: 'TypeError: x is undefined (/suites/shop.perf.ts:12:5)',
      place: '/suites/shop.perf.ts:12:5',
    });
  });

  it('is told as it is where it is no error, and why there is no line', () => {
    expect(describeThrow('too late').message).toBe("'too late' was thrown, which is no Error and so tells no line");
    expect(describeThrow({ status: 7 }).message).toMatch(/^\{ status: 7 \} was thrown/);
    expect(describeThrow(undefined).message).toMatch(/^undefined was thrown/);
    expect(describeThrow('x'.repeat(10_000)).message.length).toBeLessThan(400);
  });

  it('is an error also where it comes from another realm', () => {
    expect(describeThrow(runInNewContext("new RangeError('far')")).message).toMatch(/^RangeError: far/);
  });

  it('is what the iteration broke off with, where it counts already under its operation', () => {
    expect(describeBreak(thrownAt('/suites/shop.perf.ts:1:2', new SseError('reset', 'It was reset.', true)))).toEqual({
      type: 'broke-off',
      message: 'SseError: It was reset (/suites/shop.perf.ts:1:2)',
      place: '/suites/shop.perf.ts:1:2',
    });
    expect(describeBreak(new SseError('unread', 'Too many.', false)).type).toBe('SseError');
  });
});
