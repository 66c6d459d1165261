import { describe, expect, it } from 'vitest';
import type { TargetPlan } from '../plan/types.ts';
import { startTarget } from './process-target.ts';

describe('a target that is started', () => {
  it('that ends at once says what it printed, without what its environment keeps secret', async () => {
    const script =
      'console.error("no database for", process.env.DB_PASSWORD, "of", process.env.PGUSER); process.exit(3)';
    const command = `"${process.execPath}" -e '${script}'`;
    const env = { DB_PASSWORD: 'correct-horse-battery', PGUSER: 'bookshop' };
    const target = { url: 'http://127.0.0.1:9', env, command } as unknown as TargetPlan;
    const failed = startTarget(target, command, new AbortController().signal);
    await expect(failed).rejects.toThrow(
      /did not start: it ended with code 3\. It printed:\nno database for \[redacted\] of bookshop/,
    );
  });
});
