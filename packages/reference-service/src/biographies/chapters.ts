/** Finished chapters in the database: a biography that was cut off goes on after the last of them. */
import type { Database } from '../storage/database.ts';

export interface Chapter {
  readonly number: number;
  readonly title: string;
  readonly text: string;
  readonly words: number;
  readonly finishedAt: string;
}

export function createChapters(database: Database) {
  database.exec(`CREATE TABLE IF NOT EXISTS biography_chapters (
    biography TEXT NOT NULL, number INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, words INTEGER NOT NULL,
    finishedAt TEXT NOT NULL, PRIMARY KEY (biography, number)
  )`);
  const insert = database.prepare('INSERT INTO biography_chapters VALUES (?, ?, ?, ?, ?, ?)');
  const all = database.prepare<Chapter>(
    'SELECT number, title, text, words, finishedAt FROM biography_chapters WHERE biography = ? ORDER BY number',
  );
  const count = database.prepare<{ n: number }>('SELECT count(*) AS n FROM biography_chapters WHERE biography = ?');
  return {
    add: (biography: string, { number, title, text, words, finishedAt }: Chapter): void => {
      insert.run(biography, number, title, text, words, finishedAt);
    },
    of: (biography: string): Chapter[] => all.all(biography),
    count: (biography: string): number => count.get(biography)?.n ?? 0,
  };
}
