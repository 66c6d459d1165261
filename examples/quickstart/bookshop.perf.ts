/** The smallest whole suite: one kind of user, one load, some requirements. */
import { between, defineSuite, user } from 'proofload';

const reader = user<{ token: string }>('Reader', {
  wait: between('100ms', '500ms'),
  async start({ http, vu }) {
    const login = await http.post('/auth/login', { json: { user: `u${vu.id}`, password: 'secret' } });
    vu.data.token = login.json<{ token: string }>().token;
  },
  tasks: {
    browse: {
      weight: 5,
      run: async ({ http, vu }) => {
        await http.get('/books', { headers: { authorization: `Bearer ${vu.data.token}` } });
      },
    },
    read: {
      weight: 3,
      run: async ({ http, vu, check }) => {
        const id = 1 + Math.floor(vu.random() * 1_000);
        const book = await http.get(http.path`/books/${id}`, { expect: 200 });
        check('a book has a title', book.ok && book.json<{ title?: string }>().title !== undefined);
      },
    },
    search: async ({ http }) => {
      await http.get('/books/search', { query: { q: 'river' }, expect: 200 });
    },
  },
});

export default defineSuite({
  name: 'bookshop',
  target: process.env.TARGET_HOST ?? 'http://127.0.0.1:8000',
  healthCheck: '/health',
  users: [reader],
  load: { users: 20, spawnRate: 10, runTime: '20s' },
  requirements: {
    'GET /books': { p95: '<250ms', rate: '>5/s' },
    'GET /books/{}': { p95: '<250ms' },
    '*': { p99: '<1s', errors: '<1%', checks: '>99%' },
  },
});
