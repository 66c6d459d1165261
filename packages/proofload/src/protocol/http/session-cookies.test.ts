import { describe, expect, it } from 'vitest';
import { httpServer } from '../http1/servers.fixture.ts';
import { openUser } from './session.fixture.ts';

/** `/set?<header>` sets a cookie; every answer is the cookie header that came. */
const jarServer = () =>
  httpServer((request, response) => {
    const [path, header] = (request.url ?? '').split('?');
    if (path === '/set' && header !== undefined)
      response.setHeader('set-cookie', decodeURIComponent(header).split('|'));
    response.end(request.headers.cookie ?? 'none');
  });

describe('the cookies of a virtual user', () => {
  it('are kept and sent back, overwritten and deleted as the server says', async () => {
    const { http } = openUser({ baseUrl: await jarServer() });
    const set = (header: string) => http.get(`/set?${encodeURIComponent(header)}`);
    expect((await http.get('/')).text()).toBe('none');
    await set('a=1; Path=/|b=2; Path=/admin');
    expect((await http.get('/')).text()).toBe('a=1');
    expect((await http.get('/admin/x?y')).text()).toBe('b=2; a=1');
    expect((await http.post('/', { json: {} })).text()).toBe('a=1');
    await set('a=3; Path=/');
    expect((await http.get('/')).text()).toBe('a=3');
    await set('a=; Path=/; Max-Age=0');
    expect((await http.get('/')).text()).toBe('none');
  });

  it('are its own', async () => {
    const baseUrl = await jarServer();
    const [one, other] = [openUser({ baseUrl }), openUser({ baseUrl })];
    await one.http.get('/set?a=1');
    expect((await one.http.get('/')).text()).toBe('a=1');
    expect((await other.http.get('/')).text()).toBe('none');
  });

  it('can be looked at and set, and give way to a header of the request', async () => {
    const { http } = openUser({ baseUrl: await jarServer() });
    http.cookies.set('session', 'abc');
    expect((await http.get('/')).text()).toBe('session=abc');
    expect((await http.get('/', { headers: { Cookie: 'own=1' } })).text()).toBe('own=1');
    await http.get('/set?token=t1;Secure');
    expect(http.cookies.get('token')).toBe('t1');
    http.cookies.clear();
    expect((await http.get('/')).text()).toBe('none');
  });

  it('go to the server that set them only', async () => {
    const [baseUrl, other] = [await jarServer(), await jarServer()];
    const { http } = openUser({ baseUrl });
    other.hostname = 'localhost';
    await http.get('/set?a=1');
    expect((await http.get(`${other.origin}/`)).text()).toBe('none');
  });
});
