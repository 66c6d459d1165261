/** The bookshop: browse, search, read, and order with an access token. */
import { z } from 'zod';
import type { Accounts } from '../accounts/accounts.ts';
import { notFound } from '../http/errors.ts';
import { type Route, route, type ServiceContext } from '../http/route.ts';
import type { Books } from './books.ts';
import { GENRES } from './catalogue.ts';

const subject = 'books';

const pageQuery = z.object({
  genre: z.enum(GENRES).optional(),
  page: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
const searchQuery = z.object({
  q: z.string().min(1).max(200),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
const newOrder = z.strictObject({ bookId: z.int().min(1), quantity: z.int().min(1).max(100).default(1) });

/** An id that is no number is no book's. */
function bookId(c: ServiceContext): number {
  const id = c.req.param('id') ?? '';
  if (!/^\d{1,9}$/.test(id)) throw notFound('book', id);
  return Number(id);
}

export function bookRoutes(books: Books, accounts: Accounts): readonly Route[] {
  const userId = async (c: ServiceContext): Promise<string> =>
    (await accounts.authenticate(c.req.header('authorization'))).userId;
  return [
    route({
      method: 'GET',
      path: '/books',
      subject,
      summary: 'A page of the catalogue',
      query: pageQuery,
      answers: { 200: 'Books, and how many there are in all.' },
      handle: ({ c, query }) => c.json(books.page(query.genre ?? null, query.page, query.limit)),
    }),
    route({
      method: 'GET',
      path: '/books/search',
      subject,
      summary: 'Full-text search in titles, authors, summaries and contents',
      query: searchQuery,
      answers: { 200: 'The best matches, each with an excerpt.' },
      handle: ({ c, query }) => c.json({ query: query.q, books: books.search(query.q, query.limit) }),
    }),
    route({
      method: 'GET',
      path: '/books/:id',
      subject,
      summary: 'One book; ids run from 1 to 1000',
      answers: { 200: 'The book.', 404: 'No such book.' },
      handle: ({ c }) => c.json(books.find(bookId(c))),
    }),
    route({
      method: 'GET',
      path: '/books/:id/content',
      subject,
      summary: 'The text of a book',
      answers: { 200: 'Its paragraphs.', 404: 'No such book.' },
      handle: ({ c }) => c.json(books.content(bookId(c))),
    }),
    route({
      method: 'POST',
      path: '/orders',
      subject,
      summary: 'Order a book',
      secured: true,
      body: newOrder,
      answers: { 201: 'The order.', 404: 'No such book.', 409: 'Too few are left.' },
      handle: async ({ c, body }) => c.json(books.order(await userId(c), body.bookId, body.quantity), 201),
    }),
    route({
      method: 'GET',
      path: '/orders/:id',
      subject,
      summary: 'One of your orders',
      secured: true,
      answers: { 200: 'The order.', 404: 'You have no such order.' },
      handle: async ({ c }) => c.json(books.findOrder(await userId(c), c.req.param('id') ?? '')),
    }),
  ];
}
