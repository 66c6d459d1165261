import { describe, expect, it } from 'vitest';
import { between, constant, faultOf, none, pacing, throughput } from './waits.ts';

describe('a wait', () => {
  it('is given in milliseconds once it is read', () => {
    expect(none()).toEqual({ kind: 'none' });
    expect(constant('1s')).toEqual({ kind: 'constant', ms: 1000 });
    expect(between('500ms', 2)).toEqual({ kind: 'between', minMs: 500, maxMs: 2000 });
    expect(pacing('1m30s')).toEqual({ kind: 'pacing', ms: 90_000 });
    expect(throughput('2/s')).toEqual({ kind: 'pacing', ms: 500 });
    expect(throughput('30/m')).toEqual({ kind: 'pacing', ms: 2000 });
  });

  it.each([none(), constant(0), between(1, 1), pacing('1s'), throughput(3)])('is sound: %o', (wait) => {
    expect(faultOf(wait)).toBeUndefined();
  });

  it.each([
    [constant('1 sec'), 'constant() takes durations, got "1 sec"'],
    [constant(-1), 'constant() takes durations, got "-1"'],
    [between('1s', 'soon'), 'between() takes durations, got "soon"'],
    [between('3s', '1s'), 'between("3s", "1s") ends before it begins'],
    [pacing(Number.NaN), 'pacing() takes durations, got "NaN"'],
    [throughput('fast'), 'throughput() takes a rate, got "fast"'],
    [throughput(0), 'throughput() takes a rate above 0, got 0'],
    ['1s', 'must be a wait, got "1s"'],
    [{ kind: 'constant', ms: -1 }, 'must be a wait, got an object'],
    [{ kind: 'between', minMs: 2, maxMs: 1 }, 'must be a wait, got an object'],
  ])('that is none says why: %o', (wait, message) => {
    expect(faultOf(wait)?.message).toBe(message);
  });
});
