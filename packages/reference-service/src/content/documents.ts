/** Generated contents in SQLite, with a full-text index. */
import { randomUUID } from 'node:crypto';
import { notFound } from '../http/errors.ts';
import type { Database } from '../storage/database.ts';
import { searchExpression } from '../storage/search.ts';

export interface Document {
  readonly id: string;
  readonly kind: string;
  readonly topic: string;
  readonly title: string;
  readonly text: string;
  readonly words: number;
  readonly createdAt: string;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS documents (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, topic TEXT NOT NULL,
  title TEXT NOT NULL, text TEXT NOT NULL, words INTEGER NOT NULL, createdAt TEXT NOT NULL
);
CREATE VIRTUAL TABLE IF NOT EXISTS documents_search USING fts5(topic, title, text, content = 'documents', content_rowid = 'number');
CREATE TRIGGER IF NOT EXISTS documents_added AFTER INSERT ON documents BEGIN
  INSERT INTO documents_search(rowid, topic, title, text) VALUES (new.number, new.topic, new.title, new.text);
END;
`;
const COLUMNS = ['id', 'kind', 'topic', 'title', 'text', 'words', 'createdAt']
  .map((name) => `documents.${name}`)
  .join(', ');

export type Documents = ReturnType<typeof createDocuments>;

export function createDocuments(database: Database) {
  database.exec(SCHEMA);
  const insert = database.prepare(
    'INSERT INTO documents (id, kind, topic, title, text, words, createdAt) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const byId = database.prepare<Document>(`SELECT ${COLUMNS} FROM documents WHERE id = ?`);
  const latest = database.prepare<Document>(`SELECT ${COLUMNS} FROM documents ORDER BY number DESC LIMIT ?`);
  const search = database.prepare<Document>(
    `SELECT ${COLUMNS} FROM documents_search JOIN documents ON documents.number = documents_search.rowid
     WHERE documents_search MATCH ? ORDER BY bm25(documents_search, 5.0, 5.0, 1.0) LIMIT ?`,
  );
  return {
    add(document: Omit<Document, 'id' | 'createdAt'>): Document {
      const added = { id: randomUUID(), ...document, createdAt: new Date().toISOString() };
      insert.run(added.id, added.kind, added.topic, added.title, added.text, added.words, added.createdAt);
      return added;
    },

    find(id: string): Document {
      const document = byId.get(id);
      if (document === undefined) throw notFound('content', id);
      return document;
    },

    /** The newest first. */
    latest: (limit: number): Document[] => latest.all(limit),

    /** The best matches first. */
    search(text: string, limit: number): Document[] {
      const expression = searchExpression(text);
      return expression === '' ? [] : search.all(expression, limit);
    },
  };
}
