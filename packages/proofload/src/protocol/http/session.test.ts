import { describe, expect, it } from 'vitest';
import { httpServer, rawServer } from '../http1/servers.fixture.ts';
import { HttpError } from './errors.ts';
import { failuresOf, openUser } from './session.fixture.ts';
import type { Http, Path } from './types.ts';

/** Answers with what it was sent. */
const echo = () =>
  httpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    const body = Buffer.concat(chunks).toString();
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ method, url, headers, body }));
  });

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

describe('a request', () => {
  it('has the method of its name', async () => {
    const { http, recorded } = openUser({ baseUrl: await echo() });
    for (const method of ['get', 'post', 'put', 'patch', 'delete', 'options'] as const) {
      expect((await http[method]('/x')).json<Echo>().method).toBe(method.toUpperCase());
    }
    expect((await http.head('/x')).text()).toBe('');
    expect((await http.request('propfind', '/x')).json<Echo>().method).toBe('PROPFIND');
    expect((await http.request('get', '/x')).json<Echo>().method).toBe('GET');
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND'];
    expect(recorded().names).toEqual(methods.map((method) => `${method} /x`));
  });

  it('has default headers, over which the suite wins, and over both the request, in any case', async () => {
    const baseUrl = await echo();
    const { http } = openUser({ baseUrl, headers: { Accept: 'text/html', 'x-suite': '1' } });
    const { headers } = (await http.get('/')).json<Echo>();
    expect(headers).toMatchObject({ host: baseUrl.host, accept: 'text/html', 'x-suite': '1' });
    expect(headers['user-agent']).toMatch(/^proofload\/\d+\.\d+\.\d+/);
    expect(headers['accept-encoding']).toBe('gzip, br, deflate');
    const own = { 'X-Suite': 2, 'USER-AGENT': 'me', 'accept-encoding': undefined, authorization: 'Bearer 1' };
    const second = (await http.get('/', { headers: own })).json<Echo>().headers;
    expect(second).toMatchObject({
      'x-suite': '2',
      'user-agent': 'me',
      authorization: 'Bearer 1',
      accept: 'text/html',
    });
    expect(second).not.toHaveProperty('accept-encoding');
  });

  it('has the headers of this call, not of the one before', async () => {
    const { http } = openUser({ baseUrl: await echo() });
    const sent = async (headers: Record<string, string>) => (await http.get('/', { headers })).json<Echo>().headers;
    expect((await sent({ 'x-a': '1', 'x-b': '2' }))['x-b']).toBe('2');
    expect(await sent({ 'x-a': '1' })).not.toHaveProperty('x-b');
    expect((await sent({ 'x-a': '2' }))['x-a']).toBe('2');
    expect((await sent({ 'x-c': '2' }))['x-a']).toBeUndefined();
    expect((await http.get('/')).json<Echo>().headers['x-c']).toBeUndefined();
  });

  it('has its body with length and content type', async () => {
    const { http } = openUser({ baseUrl: await echo() });
    const json = (await http.post('/', { json: { a: 'ü' } })).json<Echo>();
    expect(json.body).toBe('{"a":"ü"}');
    expect(json.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '10' });
    const own = (await http.post('/', { json: {}, headers: { 'Content-Type': 'application/x+json' } })).json<Echo>();
    expect(own.headers['content-type']).toBe('application/x+json');
    const form = (await http.put('/', { form: { a: 'b c', d: [1, 2] } })).json<Echo>();
    expect(form.body).toBe('a=b+c&d=1&d=2');
    const file = (await http.post('/', { multipart: { f: { filename: 'a.txt', content: 'hi' } } })).json<Echo>();
    expect(file.body).toContain('filename="a.txt"');
    const bytes = (await http.post('/', { body: Buffer.from('raw') })).json<Echo>();
    expect(bytes.body).toBe('raw');
    expect((await http.post('/')).json<Echo>().headers['content-length']).toBe('0');
    expect((await http.get('/')).json<Echo>().headers['content-length']).toBeUndefined();
  });

  it('goes below the path of the base address, with its query merged', async () => {
    const { http, recorded } = openUser({ baseUrl: new URL('/api/v1/', await echo()) });
    const urlOf = async (target: string | Path, query?: Record<string, string>) =>
      (await http.get(target, { query })).json<Echo>().url;
    expect(await urlOf('/books?page=2', { q: 'a b' })).toBe('/api/v1/books?page=2&q=a%20b');
    expect(await urlOf('books')).toBe('/api/v1/books');
    expect(await urlOf(http.path`/books/${'a/b'}?x=${1}`, { y: '2' })).toBe('/api/v1/books/a%2Fb?x=1&y=2');
    expect(await urlOf('')).toBe('/api/v1');
    expect(await urlOf('?a=1')).toBe('/api/v1?a=1');
    expect(await urlOf('/büche r#top')).toBe('/api/v1/b%C3%BCche%20r');
    expect(recorded().names).toEqual(['GET /books', 'GET /books/{}', 'GET /', 'GET /büche r']);
  });

  it('goes to other servers by whole addresses, which keep their origin in the name', async () => {
    const [baseUrl, other] = [await echo(), await echo()];
    const suite = { authorization: 'Bearer secret', 'x-suite': '1' };
    const { http, recorded } = openUser({ baseUrl, headers: suite });
    const there = (await http.get(`${other.origin}/items?id=7`)).json<Echo>();
    expect(there.url).toBe('/items?id=7');
    expect(there.headers).toMatchObject({ host: other.host, 'x-suite': '1' });
    expect(there.headers).not.toHaveProperty('authorization');
    const here = (await http.get(`${baseUrl.origin}/items`)).json<Echo>();
    expect(here.headers.authorization).toBe('Bearer secret');
    await http.get(other.origin);
    expect(recorded().names).toEqual([`GET ${other.origin}/items`, 'GET /items', `GET ${other.origin}/`]);
  });

  it.each<[string, () => Parameters<Http['get']>]>([
    ['target', () => [undefined as unknown as string]],
    ['target', () => [{ target: '/x', name: '/x' }]],
    ['target', () => ['ftp://a.test/']],
    ['target', () => ['http://']],
    ['target', () => ['/a\r\nx: y']],
    ['header', () => ['/', { headers: { 'x-a': 'b\r\nc: d' } }]],
    ['header', () => ['/', { headers: { 'x a': 'b' } }]],
    ['header', () => ['/', { headers: { 'Content-Length': 5 } }]],
    ['header', () => ['/', { headers: { a: ['b'] as unknown as string } }]],
    ['body', () => ['/', { json: {}, body: '' }]],
    ['timeout-option', () => ['/', { timeout: 'soon' }]],
    ['timeout-option', () => ['/', { timeout: 0 }]],
  ])('that cannot be made (%s) rejects with a typed error and is not recorded', async (code, parameters) => {
    const { http, recorded } = openUser({ baseUrl: 'http://127.0.0.1:1' });
    const error = await http.get(...parameters()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HttpError);
    expect((error as HttpError).code).toBe(code);
    expect(recorded().names).toEqual([]);
  });
});

describe('an operation', () => {
  it('is named by the option, else by method and path, and told apart by its tags', async () => {
    const { http, caller, recorded } = openUser({ baseUrl: await echo() });
    await http.get('/books?page=1');
    await http.get('/books?page=2', { tags: { area: 'shop' } });
    await http.get('/books', { tags: { area: 'shop' } });
    await http.get('/books', { tags: { area: 'shop', deep: 'yes' } });
    await http.get('/books', { name: 'list' });
    expect(caller.lastOperation).toBe('list');
    const { names, of } = recorded();
    expect(names).toEqual(['GET /books', 'GET /books', 'GET /books', 'list']);
    expect(of('list').kind).toBe('http');
  });

  it('keeps few texts, however many targets a suite makes up', async () => {
    const { http } = openUser({ baseUrl: await echo() });
    for (let index = 0; index < 20; index += 1) {
      const [plain, made] = [await http.get(`/a/${index}`), await http.get(http.path`/b/${index}`)];
      expect([plain.json<Echo>().url, made.json<Echo>().url]).toEqual([`/a/${index}`, `/b/${index}`]);
    }
  });

  it.each([
    ['a user’s own', {}],
    ['shared', { connections: 'shared' } as const],
  ])('that is answered a second time, on a connection that is idle by then (%s), has failed', async (_, network) => {
    const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    let onClosed = (): void => {};
    const closed = new Promise<void>((resolve) => {
      onClosed = resolve;
    });
    const baseUrl = await rawServer((socket) => {
      socket.once('close', onClosed).write(ok);
      setTimeout(() => socket.write(ok), 5);
    });
    const { http, caller, recorded } = openUser({ baseUrl, network });
    expect((await http.get('/')).status).toBe(200);
    caller.endIteration();
    await closed;
    const home = recorded().of('GET /');
    expect(home.counts).toMatchObject({ count: 1, failed: 1 });
    expect(failuresOf(home)).toEqual([`malformed: The server sent more than its answer, such as a second one. ×1`]);
  });

  it('of twenty requests at once is twenty times counted', async () => {
    const { http, recorded } = openUser({ baseUrl: await echo() });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => http.get(http.path`/a/${n}`)));
    expect(answers.map((answer) => answer.json<Echo>().url)).toEqual(Array.from({ length: 20 }, (_, n) => `/a/${n}`));
    expect(recorded().of('GET /a/{}').counts.count).toBe(20);
  });
});
