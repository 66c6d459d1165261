/** What the plain task queue can do: real work of two kinds, an e-mail that is only pretended, and a wait. */
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { Scheduler } from '../clock/scheduler.ts';
import { logNormal, type Random } from '../random/random.ts';
import type { Database } from '../storage/database.ts';
import type { TaskHandler } from './workers.ts';

/** What `POST /api/v1/tasks` accepts. */
export const newTaskSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('report') }),
  z.strictObject({ kind: z.literal('digest'), kibibytes: z.int().min(1).max(65_536).default(1024) }),
  z.strictObject({ kind: z.literal('email'), to: z.email() }),
  z.strictObject({ kind: z.literal('sleep'), ms: z.number().min(0).max(3_600_000) }),
]);

type NewTask = z.infer<typeof newTaskSchema>;
type PayloadOf<Kind extends NewTask['kind']> = Extract<NewTask, { kind: Kind }>;

export interface KindParts {
  readonly database: Database;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** How much faster than modelled the time goes. */
  readonly speed: number;
}

/** An e-mail takes 150 ms in the median. */
const EMAIL_MEDIAN_MS = 150;

export function createTaskHandlers({
  database,
  scheduler,
  random,
  speed,
}: KindParts): Record<NewTask['kind'], TaskHandler> {
  const stock = database.prepare<{ genre: string; books: number; meanPrice: number; stock: number }>(
    'SELECT genre, count(*) AS books, round(avg(price), 2) AS meanPrice, sum(stock) AS stock FROM books GROUP BY genre ORDER BY genre',
  );
  return {
    report: async () => ({ genres: stock.all() }),

    async digest({ payload }, signal) {
      const { kibibytes } = payload as PayloadOf<'digest'>;
      const hash = createHash('sha256');
      const block = Buffer.alloc(1024, 7);
      for (let done = 0; done < kibibytes; done++) {
        hash.update(block);
        // Give way now and then: a worker shares its thread with the requests.
        if (done % 512 === 511) {
          await nextTurn();
          signal.throwIfAborted();
        }
      }
      return { sha256: hash.digest('hex'), kibibytes };
    },

    async email({ payload }, signal) {
      const { to } = payload as PayloadOf<'email'>;
      await scheduler.sleep(logNormal(random, Math.log(EMAIL_MEDIAN_MS), 0.3) / speed, signal);
      return { to, sent: false, note: 'Nothing leaves the reference service.' };
    },

    async sleep({ payload }, signal) {
      const { ms } = payload as PayloadOf<'sleep'>;
      await scheduler.sleep(ms / speed, signal);
      return { sleptMs: ms / speed };
    },
  };
}
