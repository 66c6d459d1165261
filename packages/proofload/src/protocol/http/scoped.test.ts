import { describe, expect, it } from 'vitest';
import { httpServer } from '../http1/servers.fixture.ts';
import { ScopedHttp } from './scoped.ts';
import { openUser } from './session.fixture.ts';
import type { HttpResponse } from './types.ts';

const ok = () => httpServer((request, response) => response.end(request.method));

describe('the requests of a scope', () => {
  it('are one operation, whatever their method and path, unless they name another', async () => {
    const { http, recorded } = openUser({ baseUrl: await ok() });
    const scoped = new ScopedHttp(http, 'biography poll', 'poll');
    for (const method of ['get', 'post', 'put', 'patch', 'delete', 'options'] as const) {
      expect((await scoped[method](`/${method}`)).text()).toBe(method.toUpperCase());
    }
    await scoped.head(scoped.path`/x/${1}`);
    await scoped.get('/x', { name: 'own', tags: { area: 'a' } });
    await http.get('/x');
    const { names, of } = recorded();
    expect(names).toEqual(['biography poll', 'own', 'GET /x']);
    expect(of('biography poll').counts.count).toBe(7);
    expect(['biography poll', 'own', 'GET /x'].map((name) => of(name).kind)).toEqual(['poll', 'poll', 'http']);
    expect(of('own').tags).toEqual({ area: 'a' });
  });

  it('share the cookies of the virtual user', async () => {
    const { http } = openUser({ baseUrl: await ok() });
    http.cookies.set('id', '7');
    expect(new ScopedHttp(http, 'x', 'poll').cookies.get('id')).toBe('7');
  });
});

describe('an observer', () => {
  it('is told of every answer with the name of its operation, and of nothing that has no answer', async () => {
    const seen: string[] = [];
    const answered = (name: string, response: HttpResponse) => seen.push(`${name} ${response.status}`);
    const { http } = openUser({ baseUrl: await ok(), observer: { answered } });
    await http.get('/a');
    await http.get('/b', { name: 'b' });
    await http.get('/c', { signal: AbortSignal.abort() });
    expect(seen).toEqual(['GET /a 200', 'b 200']);
  });
});
