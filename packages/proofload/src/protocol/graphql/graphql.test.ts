import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { failuresOf, openUser } from '../http/session.fixture.ts';
import { httpServer } from '../http1/servers.fixture.ts';
import { graphql } from './graphql.ts';

const CHECKOUT = 'query checkout($id: ID!) { cart(id: $id) { total } }';

interface Question {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: { readonly id?: string };
  readonly extensions?: { readonly persistedQuery: { readonly sha256Hash: string } };
}

/** What the server says to variables with these ids. */
const ANSWERS: Readonly<Record<string, readonly [status: number, body: unknown]>> = {
  wrong: [200, { data: null, errors: [{ message: 'no such cart' }, { message: 'and more' }] }],
  partial: [200, { data: { cart: null }, errors: [{ message: 'no total', path: ['cart', 'total'] }] }],
  invalid: [400, { errors: [{ message: 'Cannot query field "totl"' }] }],
  odd: [200, { errors: ['just text', { code: 7 }] }],
  busy: [503, '<html>'],
  page: [200, '<html>'],
  empty: [200, {}],
  nothing: [200, { data: null }],
};

async function questionOf(request: IncomingMessage): Promise<Question> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text) as Question;
}

/** A server that knows one document, and learns others by their hash. */
async function openShop() {
  const known = new Set<string>();
  const seen: (Question & { readonly accept: string | undefined })[] = [];
  const baseUrl = await httpServer(async (request, response) => {
    const question = await questionOf(request);
    seen.push({ ...question, accept: request.headers.accept });
    const hash = question.extensions?.persistedQuery.sha256Hash;
    if (hash !== undefined && question.query !== undefined) known.add(hash);
    const [status, body] =
      hash !== undefined && !known.has(hash)
        ? [200, { errors: [{ message: 'PersistedQueryNotFound' }] }]
        : (ANSWERS[question.variables?.id ?? ''] ?? [200, { data: { cart: { total: 42 } } }]);
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  return { ...openUser({ baseUrl }), seen };
}

describe('an operation of GraphQL', () => {
  it('is recorded under its own name, and gives its data', async () => {
    const { http, seen, recorded } = await openShop();
    const { data, errors } = await graphql<{ cart: { total: number } }>(http, CHECKOUT, { variables: { id: '7' } });
    expect([data.cart.total, errors]).toEqual([42, []]);
    expect(seen[0]).toMatchObject({ query: CHECKOUT, operationName: 'checkout', variables: { id: '7' } });
    expect(seen[0]?.accept).toMatch(/^application\/graphql-response\+json, /);
    await graphql(http, '{ cart { total } }', { path: '/api/graphql?x=1' });
    await graphql(http, 'query a { x } query b { x }', { operationName: 'b', name: 'second', tags: { area: 'shop' } });
    const { names, of } = recorded();
    expect(names).toEqual(['POST /graphql checkout', 'POST /api/graphql anonymous', 'second']);
    expect(of('POST /graphql checkout').counts).toMatchObject({ count: 1, failed: 0 });
    expect(of('second').tags).toEqual({ area: 'shop' });
  });

  it.each([
    ['wrong', 'GraphQL error: no such cart (and 1 more)'],
    ['partial', 'GraphQL error: no total'],
    ['invalid', 'GraphQL error: Cannot query field "totl"'],
    ['odd', 'GraphQL error: just text (and 1 more)'],
    ['busy', '503 Service Unavailable'],
    ['page', 'it is no answer of GraphQL: it has neither data nor errors'],
    ['empty', 'it is no answer of GraphQL: it has neither data nor errors'],
  ])('fails when the answer is %s', async (id, message) => {
    const { http, recorded } = await openShop();
    const response = await graphql(http, CHECKOUT, { variables: { id } });
    if (id !== 'partial') expect(() => response.data).toThrow(`The answer has no data: ${message}.`);
    expect(failuresOf(recorded().of('POST /graphql checkout'))).toEqual([`expect: ${message} ×1`]);
  });

  it('may have errors beside its data, but not in their place', async () => {
    const { http, recorded } = await openShop();
    const ask = (id: string) => graphql(http, CHECKOUT, { variables: { id }, allowErrors: true });
    expect((await ask('partial')).errors[0]?.path).toEqual(['cart', 'total']);
    await ask('wrong');
    expect(recorded().of('POST /graphql checkout').counts).toMatchObject({ count: 2, failed: 1 });
  });

  it('whose data is null is right, until one asks for them', async () => {
    const { http, recorded } = await openShop();
    const response = await graphql(http, CHECKOUT, { variables: { id: 'nothing' } });
    expect(() => response.data).toThrow('The answer has no data: it is null.');
    expect(recorded().of('POST /graphql checkout').counts.failed).toBe(0);
  });

  it('is what the task says until the iteration ends', async () => {
    const { http, recorded } = await openShop();
    (await graphql(http, CHECKOUT, { variables: { id: 'wrong' } })).pass();
    (await graphql(http, CHECKOUT, { name: 'told' })).fail('too cheap');
    const { of } = recorded();
    expect(of('POST /graphql checkout').counts.failed).toBe(0);
    expect(failuresOf(of('told'))).toEqual(['fail: too cheap ×1']);
  });

  it('that finds nobody fails as HTTP does, and throws when its data are asked for', async () => {
    const { http, recorded } = openUser({ baseUrl: 'http://127.0.0.1:1' });
    const response = await graphql(http, CHECKOUT);
    expect(response.errors).toEqual([]);
    expect(() => response.data).toThrow(/refused the connection/);
    expect(failuresOf(recorded().of('POST /graphql checkout'))).toEqual(['refused: connection refused ×1']);
  });

  it('is refused before it is sent when it is none', async () => {
    const { http } = await openShop();
    await expect(graphql(http, 'type Cart { total: Int }')).rejects.toMatchObject({ code: 'document' });
  });
});

describe('a persisted operation', () => {
  it('goes by its hash, and is made known to a server that does not know it', async () => {
    const { http, seen, recorded } = await openShop();
    const sha256Hash = createHash('sha256').update(CHECKOUT).digest('hex');
    for (let time = 0; time < 3; time += 1) {
      const { data } = await graphql(http, CHECKOUT, { persisted: true, variables: { id: '7' } });
      expect(data).toEqual({ cart: { total: 42 } });
    }
    expect(seen.map(({ query }) => query)).toEqual([undefined, CHECKOUT, undefined, undefined]);
    expect(seen[0]).toMatchObject({
      variables: { id: '7' },
      extensions: { persistedQuery: { version: 1, sha256Hash } },
    });
    const { of } = recorded();
    expect(of('POST /graphql checkout').counts).toMatchObject({ count: 3, failed: 0 });
    expect(of('POST /graphql checkout (register)').counts).toMatchObject({ count: 1, failed: 0 });
  });
});
