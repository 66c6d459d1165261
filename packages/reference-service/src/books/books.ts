/** Books and orders in SQLite, with a full-text index over titles, authors, summaries and contents. */
import { randomUUID } from 'node:crypto';
import { ApiError, notFound } from '../http/errors.ts';
import type { Database, Value } from '../storage/database.ts';
import { searchExpression } from '../storage/search.ts';
import { catalogue } from './catalogue.ts';

/** A book without its text. */
export interface Book {
  readonly id: number;
  readonly title: string;
  readonly author: string;
  readonly genre: string;
  readonly year: number;
  readonly price: number;
  readonly stock: number;
  readonly summary: string;
}

export interface Order {
  readonly id: string;
  readonly bookId: number;
  readonly quantity: number;
  readonly total: number;
  readonly createdAt: string;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS books (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, author TEXT NOT NULL, genre TEXT NOT NULL, year INTEGER NOT NULL,
  price REAL NOT NULL, stock INTEGER NOT NULL, summary TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS books_by_genre ON books(genre);
CREATE VIRTUAL TABLE IF NOT EXISTS books_search
  USING fts5(title, author, summary, text, content = 'books', content_rowid = 'id');
CREATE TABLE IF NOT EXISTS orders (
  id TEXT PRIMARY KEY, userId TEXT NOT NULL, bookId INTEGER NOT NULL, quantity INTEGER NOT NULL, total REAL NOT NULL,
  createdAt TEXT NOT NULL
);
`;
const COLUMNS = 'id, title, author, genre, year, price, stock, summary';
const ORDER_COLUMNS = 'id, bookId, quantity, total, createdAt';

function fill(database: Database, seed: number): void {
  if ((database.prepare<{ n: number }>('SELECT count(*) AS n FROM books').get()?.n ?? 0) > 0) return;
  const insert = database.prepare(
    'INSERT INTO books (title, author, genre, year, price, stock, summary, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  database.transaction(() => {
    for (const book of catalogue(seed)) {
      insert.run(book.title, book.author, book.genre, book.year, book.price, book.stock, book.summary, book.text);
    }
    database.exec("INSERT INTO books_search(books_search) VALUES ('rebuild')");
  });
}

export type Books = ReturnType<typeof createBooks>;

export function createBooks(database: Database, seed: number) {
  database.exec(SCHEMA);
  fill(database, seed);
  const page = database.prepare<Book>(
    `SELECT ${COLUMNS} FROM books WHERE (?1 IS NULL OR genre = ?1) ORDER BY id LIMIT ?2 OFFSET ?3`,
  );
  const total = database.prepare<{ n: number }>('SELECT count(*) AS n FROM books WHERE (?1 IS NULL OR genre = ?1)');
  const byId = database.prepare<Book>(`SELECT ${COLUMNS} FROM books WHERE id = ?`);
  const textOf = database.prepare<{ title: string; text: string }>('SELECT title, text FROM books WHERE id = ?');
  const search = database.prepare<Book & { excerpt: string }>(
    `SELECT ${COLUMNS.split(', ')
      .map((column) => `books.${column}`)
      .join(', ')}, snippet(books_search, -1, '[', ']', '…', 12) AS excerpt
     FROM books_search JOIN books ON books.id = books_search.rowid
     WHERE books_search MATCH ? ORDER BY bm25(books_search, 10.0, 5.0, 2.0, 1.0) LIMIT ?`,
  );
  const take = database.prepare<{ price: number }>(
    'UPDATE books SET stock = stock - ?1 WHERE id = ?2 AND stock >= ?1 RETURNING price',
  );
  const insertOrder = database.prepare('INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)');
  const orderOf = database.prepare<Order>(`SELECT ${ORDER_COLUMNS} FROM orders WHERE id = ? AND userId = ?`);

  const find = (id: number): Book => {
    const book = byId.get(id);
    if (book === undefined) throw notFound('book', id);
    return book;
  };

  return {
    find,

    /** Pages count from 1. */
    page(genre: string | null, number: number, size: number) {
      const filter: Value = genre;
      return { total: total.get(filter)?.n ?? 0, page: number, books: page.all(filter, size, (number - 1) * size) };
    },

    /** The text in its paragraphs. */
    content(id: number) {
      const row = textOf.get(id);
      if (row === undefined) throw notFound('book', id);
      return { id, title: row.title, paragraphs: row.text.split('\n\n') };
    },

    /** The best matches first. */
    search(text: string, limit: number) {
      const expression = searchExpression(text);
      return expression === '' ? [] : search.all(expression, limit);
    },

    order(userId: string, bookId: number, quantity: number): Order {
      return database.transaction(() => {
        const taken = take.get(quantity, find(bookId).id);
        if (taken === undefined)
          throw new ApiError(409, 'sold_out', `Fewer than ${quantity} of the book '${bookId}' are left.`);
        const order: Order = {
          id: randomUUID(),
          bookId,
          quantity,
          total: Math.round(taken.price * quantity * 100) / 100,
          createdAt: new Date().toISOString(),
        };
        insertOrder.run(order.id, userId, bookId, quantity, order.total, order.createdAt);
        return order;
      });
    },

    findOrder(userId: string, id: string): Order {
      const order = orderOf.get(id, userId);
      if (order === undefined) throw notFound('order', id);
      return order;
    },
  };
}
