import { describe, expect, it } from 'vitest';
import { FaultWordError, NO_FAULTS, parseFaultWords } from './settings.ts';

describe('words of the command line', () => {
  it('become settings, and leave the rest alone', () => {
    expect(parseFaultWords(['error-rate=0.3', 'error-status=500'])).toEqual({
      ...NO_FAULTS,
      errorRate: 0.3,
      errorStatus: 500,
    });
    expect(parseFaultWords(['latency=50ms', 'stall=1s/10s'])).toMatchObject({
      latencyMs: 50,
      stall: { forMs: 1000, everyMs: 10_000 },
    });
    expect(
      parseFaultWords(['cache=off', 'leak=1024', 'drop-rate=0.01', 'cut-rate=0.1', 'stream-error-rate=0.2']),
    ).toMatchObject({
      cacheOff: true,
      leakBytes: 1024,
      dropRate: 0.01,
      cutRate: 0.1,
      streamErrorRate: 0.2,
    });
    expect(parseFaultWords(['route=/books*,POST /orders']).routes).toEqual(['/books*', 'POST /orders']);
  });

  it.each([
    'error-rate',
    'error-rate=2',
    'error-rate=x',
    'latency=5h',
    'stall=10s/1s',
    'stall=1s',
    'cache=maybe',
    'nope=1',
    'toString=1',
  ])('are refused with a sentence when they are wrong: %s', (word) => {
    expect(() => parseFaultWords([word])).toThrow(FaultWordError);
    expect(() => parseFaultWords([word])).toThrow(/^(There is no fault|The fault) '.*\.$/);
  });
});
