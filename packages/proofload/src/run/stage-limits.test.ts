import { describe, expect, it } from 'vitest';
import { endOf } from './stage-limits.ts';

const NEVER = new Promise<never>(() => {});
const limits = { limitMs: 60_000, graceMs: 60_000, signal: new AbortController().signal };
const LATE = 'The suite has not ended its setup';

describe('a stage', () => {
  it('gives what it comes to', async () => {
    await expect(endOf(Promise.resolve(5), LATE, limits)).resolves.toBe(5);
    await expect(endOf(Promise.reject(new Error('no database')), LATE, limits)).rejects.toThrow('no database');
  });

  it('that does not end is waited for until its limit', async () => {
    await expect(endOf(NEVER, LATE, { ...limits, limitMs: 1 })).rejects.toMatchObject({
      code: 'suite-stage',
      message:
        'The suite has not ended its setup within 1.00ms. Let it end sooner, or raise setupTimeout in the suite.',
    });
  });

  it('may go on for its grace when the run is interrupted, and ends at once when it is killed', async () => {
    const interrupted = { code: 'interrupted' };
    const signal = AbortSignal.abort();
    await expect(endOf(Promise.resolve(5), LATE, { ...limits, signal })).resolves.toBe(5);
    await expect(endOf(NEVER, LATE, { ...limits, signal, graceMs: 1 })).rejects.toMatchObject(interrupted);
    await expect(endOf(NEVER, LATE, { ...limits, kill: signal })).rejects.toMatchObject(interrupted);
    const kill = new AbortController();
    const ended = endOf(NEVER, LATE, { ...limits, kill: kill.signal });
    kill.abort();
    await expect(ended).rejects.toMatchObject(interrupted);
  });
});
