import { describe, expect, it } from 'vitest';
import { httpServer } from '../http1/servers.fixture.ts';
import { failuresOf, openUser } from './session.fixture.ts';
import type { RequestOptions } from './types.ts';

interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `/to/<status>?<location>` redirects; anything else answers with what it was sent. */
const redirector = () =>
  httpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url = '', headers } = request;
    const [, status, location] = /^\/to\/(\d+)\?(.*)$/.exec(url) ?? [];
    if (status !== undefined && location !== undefined) {
      response.writeHead(Number(status), { location, 'set-cookie': `hop=${status}; Path=/` }).end('moved');
    } else {
      response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
    }
  });

describe('a redirect', () => {
  it.each<[string, number, string, string]>([
    ['GET', 301, 'GET', ''],
    ['HEAD', 303, 'HEAD', ''],
    ['POST', 301, 'GET', ''],
    ['POST', 302, 'GET', ''],
    ['POST', 303, 'GET', ''],
    ['PUT', 302, 'PUT', '{"a":1}'],
    ['PUT', 303, 'GET', ''],
    ['DELETE', 303, 'GET', ''],
    ['POST', 307, 'POST', '{"a":1}'],
    ['POST', 308, 'POST', '{"a":1}'],
  ])('of %s by %i becomes %s with the body %j', async (method, status, expectedMethod, expectedBody) => {
    const { http, recorded } = openUser({ baseUrl: await redirector() });
    const options: RequestOptions = method === 'GET' || method === 'HEAD' ? {} : { json: { a: 1 } };
    const response = await http.request(method, `/to/${status}?/there`, { ...options, headers: { 'x-own': '1' } });
    expect([response.status, response.redirected]).toEqual([200, true]);
    expect(response.url).toMatch(/:\d+\/there$/);
    const { names, of } = recorded();
    expect(names).toEqual([`${method} /to/${status}`]);
    expect(of(`${method} /to/${status}`).counts.count).toBe(1);
    if (expectedMethod === 'HEAD') return;
    const arrived = response.json<Arrived>();
    expect([arrived.method, arrived.body]).toEqual([expectedMethod, expectedBody]);
    expect(arrived.headers['x-own']).toBe('1');
    expect(arrived.headers['content-type']).toBe(expectedBody === '' ? undefined : 'application/json');
    expect(arrived.headers.cookie).toBe(`hop=${status}`);
  });

  it('resolves relative addresses and drops the fragment', async () => {
    const { http } = openUser({ baseUrl: await redirector() });
    expect((await http.get('/to/302?../a%20b?c=d#e')).json<Arrived>().url).toBe('/a%20b?c=d');
  });

  it('to another server takes no credentials along', async () => {
    const [baseUrl, other] = [await redirector(), await redirector()];
    const { http } = openUser({ baseUrl, headers: { Authorization: 'suite' } });
    const headers = { authorization: 'own', Cookie: 'a=1', 'x-own': '1' };
    const away = (await http.get(`/to/302?${other.origin}/x`, { headers })).json<Arrived>();
    expect(away.headers.host).toBe(other.host);
    expect(away.headers['x-own']).toBe('1');
    expect(away.headers).not.toHaveProperty('authorization');
    expect(away.headers.cookie).not.toContain('a=1');
    const near = (await http.get(`/to/302?${baseUrl.origin}/x`, { headers })).json<Arrived>();
    expect(near.headers.authorization).toBe('own');
  });

  it('is handed over when the options say so', async () => {
    const { http, recorded } = openUser({ baseUrl: await redirector() });
    const response = await http.get('/to/302?/there', { redirect: 'manual', name: 'it' });
    expect([response.status, response.redirected, response.headers.get('location')]).toEqual([302, false, '/there']);
    expect(failuresOf(recorded().of('it'))).toEqual([]);
  });

  it.each<[RequestOptions['redirect'], string, string]>([
    ['error', '/to/302?/there', 'redirected to /there, which is not allowed here'],
    [1, '/to/302?/to/302?/there', 'more than 1 redirect'],
    [0, '/to/302?/there', 'more than 0 redirects'],
    ['follow', '/to/302?ftp://a.test/', 'redirected to ftp://a.test/, which is no address of HTTP'],
    ['follow', '/to/302?http://[', 'redirected to http://[, which is no address of HTTP'],
  ])('with redirect %s is a failure in words', async (redirect, target, message) => {
    const { http, recorded } = openUser({ baseUrl: await redirector() });
    const response = await http.get(target, { redirect, name: 'it', expect: 302 });
    expect(response.status).toBe(302);
    expect(failuresOf(recorded().of('it'))).toEqual([`redirect: ${message} ×1`]);
  });

  it('without end is a failure in words', async () => {
    let asked = 0;
    const baseUrl = await httpServer((_, response) => {
      asked += 1;
      response.writeHead(302, { location: `/x?${asked}` }).end();
    });
    const { http, recorded } = openUser({ baseUrl });
    await http.get('/x');
    expect(asked).toBe(11);
    expect(failuresOf(recorded().of('GET /x'))).toEqual(['redirect: more than 10 redirects ×1']);
  });

  it('in a loop says so, once the limit is reached', async () => {
    const baseUrl = await httpServer(({ url }, response) => {
      response.writeHead(302, { location: url === '/a' ? '/b?x=1' : '/a' }).end();
    });
    const { http, recorded } = openUser({ baseUrl });
    await http.get('/a');
    expect(failuresOf(recorded().of('GET /a'))).toEqual(['redirect: redirected in a loop, again and again to /b ×1']);
  });

  it('is none without a location', async () => {
    const { http } = openUser({ baseUrl: await httpServer((_, response) => response.writeHead(302).end()) });
    expect((await http.get('/')).status).toBe(302);
  });

  it('counts as one operation over all hops', async () => {
    const { http, recorded } = openUser({ baseUrl: await redirector() });
    const direct = await http.get('/there', { name: 'direct' });
    const response = await http.get('/to/302?/to/302?/there', { name: 'it' });
    const { of } = recorded();
    const { counts } = of('it');
    expect(counts.count).toBe(1);
    expect([...counts.statuses]).toEqual([[200, 1]]);
    expect(counts.bytesOut).toBeGreaterThan(2 * of('direct').counts.bytesOut);
    expect(counts.latency.max).toBeCloseTo(response.timings.latencyMs, 4);
    expect(direct.redirected).toBe(false);
  });

  it('spends the time limit of the whole', async () => {
    const baseUrl = await httpServer((request, response) => {
      if (request.url === '/a') response.writeHead(302, { location: '/silent' }).end();
    });
    const { http, recorded } = openUser({ baseUrl });
    const response = await http.get('/a', { timeout: '80ms' });
    expect([response.status, response.error?.code]).toEqual([0, 'timeout']);
    expect(response.url).toMatch(/\/silent$/);
    expect(response.timings.serviceMs).toBeCloseTo(80, 6);
    expect(recorded().of('GET /a').counts.latency.count).toBe(1);
  });

  it('in flight when the session closes is censored', async () => {
    const { http, recorded } = openUser({
      baseUrl: await httpServer((request, response) => {
        if (request.url === '/a') response.writeHead(302, { location: '/silent' }).end();
        else http.close();
      }),
    });
    await expect(http.get('/a')).rejects.toMatchObject({ code: 'stopped' });
    expect(recorded().of('GET /a').counts.censored).toBe(1);
  });
});
