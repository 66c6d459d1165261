/** Files that batches read and write, kept in the database. */
import { randomUUID } from 'node:crypto';
import { notFound } from '../http/errors.ts';
import type { Database } from '../storage/database.ts';

/** A file as OpenAI's API describes it. */
export interface StoredFile {
  readonly id: string;
  readonly object: 'file';
  readonly bytes: number;
  readonly created_at: number;
  readonly filename: string;
  readonly purpose: string;
}

type Row = Omit<StoredFile, 'object'>;

export type Files = ReturnType<typeof createFiles>;

export function createFiles(database: Database) {
  database.exec(`CREATE TABLE IF NOT EXISTS provider_files (
    id TEXT PRIMARY KEY, bytes INTEGER NOT NULL, created_at INTEGER NOT NULL, filename TEXT NOT NULL,
    purpose TEXT NOT NULL, content TEXT NOT NULL
  )`);
  const insert = database.prepare('INSERT INTO provider_files VALUES (?, ?, ?, ?, ?, ?)');
  const byId = database.prepare<Row>(
    'SELECT id, bytes, created_at, filename, purpose FROM provider_files WHERE id = ?',
  );
  const contentOf = database.prepare<{ content: string }>('SELECT content FROM provider_files WHERE id = ?');

  const find = (id: string): StoredFile => {
    const row = byId.get(id);
    if (row === undefined) throw notFound('file', id);
    return { ...row, object: 'file' };
  };
  return {
    find,

    add(filename: string, purpose: string, content: string): StoredFile {
      const id = `file-${randomUUID().replaceAll('-', '')}`;
      insert.run(id, Buffer.byteLength(content), Math.floor(Date.now() / 1000), filename, purpose, content);
      return find(id);
    },

    content(id: string): string {
      const row = contentOf.get(id);
      if (row === undefined) throw notFound('file', id);
      return row.content;
    },
  };
}
