import { describe, expect, it } from 'vitest';
import { useService } from '../service.fixture.ts';
import type { Book, Order } from './books.ts';
import { CATALOGUE_SIZE, catalogue } from './catalogue.ts';

interface Page {
  readonly total: number;
  readonly page: number;
  readonly books: readonly (Book & { readonly excerpt?: string })[];
}

describe('the catalogue', () => {
  it('is the same for the same seed', () => {
    expect([...catalogue(3)]).toEqual([...catalogue(3)]);
    expect([...catalogue(4)][0]).not.toEqual([...catalogue(3)][0]);
  });
});

describe('the bookshop', () => {
  const service = useService();
  const customer = async (name: string) => {
    const { token } = await service.json<{ token: string }>('POST', '/auth/login', { user: name, password: 'secret' });
    return { authorization: `Bearer ${token}` };
  };

  it('shows its books page by page, all of them once', async () => {
    const ids: number[] = [];
    for (let page = 1; page <= CATALOGUE_SIZE / 100; page++) {
      const { total, books } = await service.json<Page>('GET', `/books?limit=100&page=${page}`);
      expect(total).toBe(CATALOGUE_SIZE);
      ids.push(...books.map(({ id }) => id));
    }
    expect(ids).toEqual(Array.from({ length: CATALOGUE_SIZE }, (_, index) => index + 1));
    expect((await service.json<Page>('GET', '/books?page=99')).books).toEqual([]);
  });

  it('shows the books of one genre', async () => {
    const { total, books } = await service.json<Page>('GET', '/books?genre=poetry&limit=100');
    expect(new Set(books.map(({ genre }) => genre))).toEqual(new Set(['poetry']));
    expect(total).toBeLessThan(CATALOGUE_SIZE);
  });

  it('finds books by their words, titles first, the last word as a beginning', async () => {
    const { books } = await service.json<Page>('GET', '/books/search?q=silent%20riv');
    expect(books[0]?.title.toLowerCase()).toMatch(/silent.*river/);
    expect(books[0]?.excerpt).toContain('[');
  });

  it.each(['"', 'a AND', '*', 'title:x', "'; DROP TABLE books; --", '%F0%9F%93%9A'])(
    'takes %s as words to search for, not as a query',
    async (text) => {
      expect((await service.get(`/books/search?q=${encodeURIComponent(text)}`)).status).toBe(200);
    },
  );

  it('shows a book and its text, and knows no other', async () => {
    const book = await service.json<Book>('GET', '/books/7');
    const { title, paragraphs } = await service.json<{ title: string; paragraphs: string[] }>(
      'GET',
      '/books/7/content',
    );
    expect([book.id, title]).toEqual([7, book.title]);
    expect(paragraphs.length).toBeGreaterThanOrEqual(3);
    for (const id of ['0', '1001', 'seven', '7.5', '-1']) expect((await service.get(`/books/${id}`)).status).toBe(404);
  });

  it('takes an order from stock, and shows it to whoever made it', async () => {
    const mine = await customer('u1');
    const before = await service.json<Book>('GET', '/books/3');
    const order = await service.json<Order>('POST', '/orders', { bookId: 3, quantity: 4 }, mine);
    expect(order.total).toBeCloseTo(4 * before.price, 2);
    expect((await service.json<Book>('GET', '/books/3')).stock).toBe(before.stock - 4);
    expect(await service.json('GET', `/orders/${order.id}`, undefined, mine)).toEqual(order);
    expect((await service.get(`/orders/${order.id}`, await customer('u2'))).status).toBe(404);
    expect((await service.get(`/orders/${order.id}`)).status).toBe(401);
  });

  it('sells no more than it has', async () => {
    const mine = await customer('u3');
    const order = (bookId: number) => service.send('POST', '/orders', { bookId, quantity: 100 }, mine);
    const statuses = [];
    for (let round = 0; round < 6; round++) statuses.push((await order(4)).status);
    expect(statuses).toContain(409);
    expect((await service.json<Book>('GET', '/books/4')).stock).toBeGreaterThanOrEqual(0);
    expect((await order(5000)).status).toBe(404);
  });
});
