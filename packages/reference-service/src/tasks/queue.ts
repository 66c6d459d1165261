/**
 * A persistent queue of work in SQLite. What was queued or running when the process ended is queued when it starts
 * again. Several named queues share the table; each has workers of its own.
 */
import { randomUUID } from 'node:crypto';
import type { Database } from '../storage/database.ts';

export type TaskStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** Times are milliseconds since 1970, with fractions. */
export interface Task {
  readonly id: string;
  readonly queue: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly status: TaskStatus;
  readonly result: unknown;
  readonly error: string | null;
  readonly attempts: number;
  readonly worker: string | null;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

type Row = Omit<Task, 'payload' | 'result'> & { readonly payload: string; readonly result: string | null };

const SCHEMA = `
CREATE TABLE IF NOT EXISTS tasks (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, queue TEXT NOT NULL, kind TEXT NOT NULL,
  payload TEXT NOT NULL, status TEXT NOT NULL, result TEXT, error TEXT, attempts INTEGER NOT NULL DEFAULT 0, worker TEXT,
  queuedAt REAL NOT NULL, startedAt REAL, finishedAt REAL
);
CREATE INDEX IF NOT EXISTS tasks_by_status ON tasks(queue, status, number);
`;
const COLUMNS = 'id, queue, kind, payload, status, result, error, attempts, worker, queuedAt, startedAt, finishedAt';

/** Wall-clock time with the resolution of the monotonic clock. */
function wallClockMs(): number {
  return performance.timeOrigin + performance.now();
}

function taskOf(row: Row): Task {
  return { ...row, payload: JSON.parse(row.payload), result: row.result === null ? null : JSON.parse(row.result) };
}

const iso = (timeMs: number | null): string | null => (timeMs === null ? null : new Date(timeMs).toISOString());

/** When a task was queued, started and finished, in ISO 8601; null for what has not happened yet. */
export function timingsOf(task: Task) {
  return { queuedAt: iso(task.queuedAt), startedAt: iso(task.startedAt), finishedAt: iso(task.finishedAt) };
}

export type TaskQueue = ReturnType<typeof createTaskQueue>;

export function createTaskQueue(database: Database) {
  database.exec(SCHEMA);
  // Nothing runs yet: whatever the table says is running was cut off by the end of an earlier process.
  database.exec("UPDATE tasks SET status = 'queued', worker = NULL, startedAt = NULL WHERE status = 'running'");
  const insert = database.prepare<Row>(
    `INSERT INTO tasks (id, queue, kind, payload, status, queuedAt) VALUES (?, ?, ?, ?, 'queued', ?) RETURNING ${COLUMNS}`,
  );
  const claimNext = database.prepare<Row>(
    `UPDATE tasks SET status = 'running', worker = ?, startedAt = ?, attempts = attempts + 1
     WHERE number = (SELECT number FROM tasks WHERE queue = ? AND status = 'queued' ORDER BY number LIMIT 1)
     RETURNING ${COLUMNS}`,
  );
  const settleRunning = database.prepare(
    "UPDATE tasks SET status = ?, result = ?, error = ?, finishedAt = ? WHERE id = ? AND status = 'running'",
  );
  const cancelOpen = database.prepare(
    "UPDATE tasks SET status = 'cancelled', finishedAt = ? WHERE id = ? AND status IN ('queued', 'running')",
  );
  const byId = database.prepare<Row>(`SELECT ${COLUMNS} FROM tasks WHERE id = ?`);
  const open = database.prepare<Row>(
    `SELECT ${COLUMNS} FROM tasks WHERE queue = ? AND status IN ('queued', 'running') ORDER BY number LIMIT ?`,
  );
  const count = database.prepare<{ n: number }>('SELECT count(*) AS n FROM tasks WHERE queue = ? AND status = ?');
  const ahead = database.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM tasks WHERE queue = ? AND status = 'queued'
     AND number < (SELECT number FROM tasks WHERE id = ?)`,
  );
  const listeners = new Map<string, () => void>();

  return {
    /** Calls back whenever a task joins this queue. */
    onAdded(queue: string, listener: () => void): void {
      listeners.set(queue, listener);
    },

    add(queue: string, kind: string, payload: unknown): Task {
      const row = insert.get(randomUUID(), queue, kind, JSON.stringify(payload), wallClockMs()) as Row;
      listeners.get(queue)?.();
      return taskOf(row);
    },

    /** Takes the longest-waiting task for a worker. */
    claim(queue: string, worker: string): Task | undefined {
      const row = claimNext.get(worker, wallClockMs(), queue);
      return row && taskOf(row);
    },

    /** Does nothing to a task that was cancelled meanwhile. */
    succeed(id: string, result: unknown): void {
      settleRunning.run('succeeded', JSON.stringify(result ?? null), null, wallClockMs(), id);
    },

    fail(id: string, error: string): void {
      settleRunning.run('failed', null, error, wallClockMs(), id);
    },

    /** Whether it was still open. */
    cancel: (id: string): boolean => cancelOpen.run(wallClockMs(), id) > 0,

    find(id: string): Task | undefined {
      const row = byId.get(id);
      return row && taskOf(row);
    },

    /** Queued and running tasks, the oldest first. */
    active: (queue: string, limit: number): Task[] => open.all(queue, limit).map(taskOf),
    count: (queue: string, status: TaskStatus): number => count.get(queue, status)?.n ?? 0,
    /** How many queued tasks are before this one. */
    position: (task: Task): number => ahead.get(task.queue, task.id)?.n ?? 0,
  };
}
