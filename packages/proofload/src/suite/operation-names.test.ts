import { describe, expect, it } from 'vitest';
import { operationNames, tracesOf } from './operation-names.ts';
import type { TaskContext } from './types.ts';

describe("the operations in a task's source", () => {
  it('are its requests with a literal path, without the query', () => {
    const task = async ({ http }: TaskContext) => {
      await http.get('/books?page=1');
      await http.post('/auth/login', { json: {} });
      await http.request('PATCH', '/books/1');
      await http.get('/books?page=2');
    };
    expect(operationNames(task)).toEqual(['GET /books', 'POST /auth/login', 'PATCH /books/1']);
  });

  it('have their values left out, as their names have', () => {
    const id = 7;
    const task = ({ http }: TaskContext) => [http.get(http.path`/books/${id}/pages/${1}`), http.delete(`/books/${id}`)];
    expect(operationNames(task)).toEqual(['GET /books/{}/pages/{}', 'DELETE /books/{}']);
  });

  it('go by the names that they are given', () => {
    const task = async ({ http, measure, group }: TaskContext) => {
      await http.get('/x', { name: 'search' });
      await measure('render', () => 1);
      await group('pay', () => 1);
    };
    expect(operationNames(task)).toEqual(['GET /x', 'search', 'render', 'pay']);
  });

  it('are requests to models by their default names, jobs by their variables, and batches by their sizes', () => {
    const biography = {} as never;
    const task = async ({ llm, job, batch }: TaskContext) => {
      await llm.chat({ messages: [] });
      await llm.conversation().say('Hi');
      await llm.chat({ messages: [] }, { name: 'short chat' });
      await job(biography);
      await batch('transform', { sizes: [1, 4], parallel: () => 1 });
      await batch('other', { sizes: [], one: () => 1 });
    };
    const others = ['biography', 'transform (1)', 'transform (4)', 'other'];
    expect(operationNames(task)).toEqual(['short chat', 'chat', ...others]);
    expect(operationNames(task, 'm')).toEqual(['short chat', 'chat m', ...others]);
  });

  it('are none where the source does not tell', () => {
    const path = '/x';
    expect(operationNames(({ http }: TaskContext) => http.get(path))).toEqual([]);
  });
});

describe("what else a task's source tells of", () => {
  it('is the tags of its requests, its groups and its metrics', () => {
    const task = async ({ http, group, metrics }: TaskContext) => {
      await group('check out', () => http.post('/pay', { tags: { area: 'shop', 'a-b': 'it' }, json: { tag: 'none' } }));
      metrics.counter('orders').add(1);
      metrics.trend('render').add(2);
    };
    expect(tracesOf(task)).toEqual([
      'tag:area=shop',
      'tag:a-b=it',
      'tag:group=check out',
      'metric:orders',
      'metric:render',
    ]);
  });

  it('is nothing where it has none of these', () => {
    expect(tracesOf(({ http }: TaskContext) => http.get('/x', { tags: {} }))).toEqual([]);
  });
});
