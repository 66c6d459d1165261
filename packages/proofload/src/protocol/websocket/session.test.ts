import { describe, expect, it } from 'vitest';
import { failuresOf } from '../http/session.fixture.ts';
import { WebSocketError } from './errors.ts';
import { echoServer, openSocketUser, until, webSocketServer } from './session.fixture.ts';

describe('opening a session', () => {
  it('is an operation with the handshake as its latency', async () => {
    const { ws, caller, recorded } = openSocketUser({ baseUrl: await echoServer() });
    caller.late = { intendedMs: 70, freeMs: 20 };
    const socket = await ws.connect('/chat?room=7');
    expect(socket).toMatchObject({ open: true, status: 101, protocol: '', error: undefined });
    expect(caller.lastOperation).toBe('WS /chat');
    const { of, sendLags } = recorded();
    const { kind, counts } = of('WS /chat');
    expect(kind).toBe('websocket');
    expect(counts).toMatchObject({ count: 1, failed: 0 });
    expect(counts.latency.min).toBeGreaterThanOrEqual(70);
    expect(counts.service.max).toBeLessThan(counts.latency.min);
    expect(counts.queueWait.max).toBeCloseTo(50, 4);
    expect([counts.connect.count, counts.tls.count, counts.firstByte.count]).toEqual([1, 0, 1]);
    expect([...counts.statuses]).toEqual([[101, 1]]);
    expect(counts.bytesIn).toBeGreaterThan(100);
    expect(counts.bytesOut).toBeGreaterThan(100);
    expect(sendLags).toBe(1);
  });

  it('is named by its name and tags, else by the path without its values', async () => {
    const { ws, http, recorded } = openSocketUser({ baseUrl: await echoServer() });
    await ws.connect(http.path`/rooms/${7}`);
    const named = await ws.connect('/x', { name: 'chat', tags: { area: 'social' } });
    await named.request('a');
    const { names, of } = recorded();
    expect(names).toEqual(['WS /rooms/{}', 'chat', 'chat request']);
    expect(of('chat request').tags).toEqual({ area: 'social' });
  });

  it('goes to a whole address, of ws: as of http:, with its origin in the name', async () => {
    const there = await echoServer();
    const { ws, recorded } = openSocketUser({ baseUrl: await echoServer() });
    await ws.connect(`ws://${there.host}/far`);
    await ws.connect(`http://${there.host}/far`);
    expect(recorded().of(`WS ws://${there.host}/far`).counts.count).toBe(2);
  });

  it('offers subprotocols and tells the chosen one', async () => {
    const { ws } = openSocketUser({ baseUrl: await echoServer({ handleProtocols: () => 'chat.v1' }) });
    expect((await ws.connect('/', { protocols: ['chat.v2', 'chat.v1'] })).protocol).toBe('chat.v1');
    expect((await ws.connect('/', { protocols: 'chat.v1' })).protocol).toBe('chat.v1');
    await expect(ws.connect('/', { protocols: ['a b'] })).rejects.toMatchObject({ code: 'protocol-option' });
  });

  it('sends the suite’s headers, its own and the user’s cookies', async () => {
    const seen: unknown[] = [];
    const baseUrl = await webSocketServer(
      (_, { headers }) => {
        seen.push([headers.cookie, headers.authorization, headers['x-own'], headers['user-agent']?.split('/')[0]]);
      },
      { verifyClient: () => true },
    );
    const { ws, cookies } = openSocketUser({ baseUrl, headers: { authorization: 'Bearer suite' } });
    cookies.store(['id=7'], { hostname: '127.0.0.1', secure: false }, '/');
    await ws.connect('/', { headers: { 'x-own': 1 } });
    await ws.connect('/', { headers: { Authorization: undefined, Cookie: 'mine=1' } });
    expect(seen).toEqual([
      ['id=7', 'Bearer suite', '1', 'proofload'],
      ['mine=1', undefined, undefined, 'proofload'],
    ]);
  });

  it('refuses what is no address, header or time-out', async () => {
    const { ws } = openSocketUser({ baseUrl: await echoServer() });
    await expect(ws.connect('ftp://x/')).rejects.toMatchObject({ code: 'target' });
    await expect(ws.connect('/', { headers: { 'a b': '1' } })).rejects.toMatchObject({ code: 'header' });
    await expect(ws.connect('/', { timeout: 'soon' })).rejects.toMatchObject({ code: 'timeout-option' });
  });
});

describe('a request', () => {
  it('is an operation of its own, from the send to the reply', async () => {
    const { ws, caller, recorded } = openSocketUser({ baseUrl: await echoServer() });
    const socket = await ws.connect('/chat');
    caller.late = { intendedMs: 70, freeMs: 20 };
    const reply = await socket.request('{"n":1}', { name: 'ping' });
    expect(reply.json()).toEqual({ n: 1 });
    expect([reply.text(), reply.isText, reply.error]).toEqual(['{"n":1}', true, undefined]);
    expect(reply.timings.queueWaitMs).toBeCloseTo(50, 6);
    expect(reply.timings.sendLagMs).toBeCloseTo(20, 6);
    expect(reply.timings.latencyMs).toBeGreaterThanOrEqual(reply.timings.serviceMs + 70 - 1e-6);
    const { kind, counts, exemplars } = recorded().of('ping');
    expect(kind).toBe('websocket');
    expect(counts).toMatchObject({ count: 1, failed: 0, bytesIn: 7, bytesOut: 7 });
    expect(exemplars.slowest[0]).toMatchObject({ user: 7, task: 'browse', excerpt: '{"n":1}' });
  });

  it('carries bytes as bytes', async () => {
    const { ws } = openSocketUser({ baseUrl: await echoServer() });
    const reply = await (await ws.connect('/')).request(Uint8Array.of(1, 2, 255));
    expect([...reply.bytes]).toEqual([1, 2, 255]);
    expect(reply.isText).toBe(false);
  });

  it('takes the message that matches, and leaves the others to be received', async () => {
    const baseUrl = await webSocketServer((socket) => {
      socket.on('message', (data) => {
        socket.send('{"news":1}');
        socket.send(data.toString());
      });
    });
    const { ws } = openSocketUser({ baseUrl });
    const socket = await ws.connect('/');
    const match = (id: number) => (message: { json<T>(): T }) => message.json<{ id?: number }>().id === id;
    const [b, a] = await Promise.all([
      socket.request('{"id":2}', { match: match(2) }),
      socket.request('{"id":1}', { match: match(1) }),
    ]);
    expect([a?.text(), b?.text()]).toEqual(['{"id":1}', '{"id":2}']);
    expect((await socket.receive()).text()).toBe('{"news":1}');
    expect((await socket.receive()).text()).toBe('{"news":1}');
  });

  it('fails by what it expects, unless the task says otherwise until the iteration ends', async () => {
    const { ws, recorded } = openSocketUser({ baseUrl: await echoServer() });
    const socket = await ws.connect('/');
    const wrong = { name: 'wrong', expect: () => 'not this' };
    await socket.request('a', wrong);
    (await socket.request('b', wrong)).pass();
    (await socket.request('c', { name: 'told' })).fail('too short');
    const { of } = recorded();
    expect(of('wrong').counts).toMatchObject({ count: 2, failed: 1 });
    expect(failuresOf(of('wrong'))).toEqual(['expect: not this ×1']);
    expect(failuresOf(of('told'))).toEqual(['fail: too short ×1']);
  });

  it('times out at its limit, after which the session goes on', async () => {
    const baseUrl = await webSocketServer((socket) => {
      socket.on('message', (data) => data.toString() === 'answer' && socket.send('here'));
    });
    const { ws, recorded } = openSocketUser({ baseUrl });
    const socket = await ws.connect('/');
    const late = await socket.request('silence', { name: 'ask', timeout: '20ms' });
    expect(late.error).toMatchObject({ code: 'timeout', counted: true });
    expect(() => late.text()).toThrow('There was no reply: the request timed out after 20ms.');
    expect((await socket.request('answer', { name: 'again' })).text()).toBe('here');
    const { counts, ...ask } = recorded().of('ask');
    expect(failuresOf({ counts, ...ask })).toEqual(['timeout: timed out after 20ms ×1']);
    expect(counts.count).toBe(1);
    expect(counts.latency.max).toBeCloseTo(20, 4);
  });

  it('that gets no JSON says what it got', async () => {
    const { ws } = openSocketUser({ baseUrl: await echoServer() });
    const reply = await (await ws.connect('/')).request('<html>');
    expect(() => reply.json()).toThrow('The message is not JSON: "<html>".');
  });

  it('whose function throws ends by that', async () => {
    const { ws, recorded } = openSocketUser({ baseUrl: await echoServer() });
    const socket = await ws.connect('/');
    const match = () => {
      throw new TypeError('x is undefined');
    };
    expect((await socket.request('a', { name: 'ask', match })).error).toMatchObject({ code: 'match' });
    expect(failuresOf(recorded().of('ask'))).toEqual(['match: the function `match` threw: x is undefined ×1']);
  });
});

describe('messages', () => {
  it('are received in order, also those that came before they were asked for', async () => {
    const baseUrl = await webSocketServer((socket) => {
      for (const text of ['a', 'b', 'c']) socket.send(text);
    });
    const { ws, recorded } = openSocketUser({ baseUrl });
    const socket = await ws.connect('/feed');
    await until(() => socket.messagesIn === 3);
    const texts = [await socket.receive(), await socket.receive(), await socket.receive()].map((m) => m.text());
    expect(texts).toEqual(['a', 'b', 'c']);
    const { trends, bytesIn } = recorded().of('WS /feed').counts;
    expect([trends.get('firstEvent')?.count, trends.get('eventGap')?.count]).toEqual([1, 2]);
    expect(bytesIn).toBeGreaterThan(3);
  });

  it('are looped over until the session is closed in good order', async () => {
    const { ws, recorded } = openSocketUser({ baseUrl: await echoServer() });
    const socket = await ws.connect('/chat');
    for (const text of ['a', 'b', 'bye']) socket.send(text);
    const seen: string[] = [];
    for await (const message of socket) seen.push(message.text());
    expect(seen).toEqual(['a', 'b']);
    expect(socket).toMatchObject({ open: false, error: undefined, messagesIn: 2, messagesOut: 3 });
    const { counts } = recorded().of('WS /chat');
    expect(counts).toMatchObject({ count: 1, failed: 0 });
    expect(counts.trends.get('messagesIn')?.max).toBe(2);
    expect(counts.trends.get('messagesOut')?.max).toBe(3);
    expect(counts.trends.get('session')?.count).toBe(1);
  });

  it('that nobody reads are bounded, and only counted when none are to be kept', async () => {
    const baseUrl = await webSocketServer((socket) => {
      for (let n = 0; n < 50; n += 1) socket.send(String(n));
    });
    const { ws } = openSocketUser({ baseUrl });
    const [some, none] = [await ws.connect('/', { maxUnread: 20 }), await ws.connect('/', { maxUnread: 0 })];
    await until(() => some.messagesIn === 50 && none.messagesIn === 50);
    for (let n = 0; n < 20; n += 1) expect((await some.receive()).text()).toBe(String(n));
    await expect(some.receive()).rejects.toMatchObject({ code: 'unread' });
    await expect(none.receive()).rejects.toMatchObject({ code: 'unread' });
  });

  it('are text or bytes', async () => {
    const { ws } = openSocketUser({ baseUrl: await echoServer() });
    const socket = await ws.connect('/');
    const other = { id: 1 } as unknown as string;
    expect(() => socket.send(other)).toThrow(/this is object; give objects to JSON.stringify first/);
    await expect(socket.request(other)).rejects.toMatchObject({ code: 'data', counted: false });
    expect(socket.messagesOut).toBe(0);
    expect((await socket.request('next')).text()).toBe('next');
  });

  it('may be packed, when both sides can', async () => {
    const { ws } = openSocketUser({ baseUrl: await echoServer({ perMessageDeflate: { threshold: 0 } }) });
    const socket = await ws.connect('/', { compression: true });
    expect((await socket.request('x'.repeat(10_000))).text()).toHaveLength(10_000);
  });
});

describe('closing', () => {
  it('by the task ends the session with its length', async () => {
    let code = 0;
    const baseUrl = await webSocketServer((socket) => socket.on('close', (given) => (code = given)));
    const { ws, recorded } = openSocketUser({ baseUrl });
    const socket = await ws.connect('/chat');
    await socket.close(3001, 'done');
    await socket.close();
    await until(() => code !== 0);
    expect(code).toBe(3001);
    expect(() => socket.send('x')).toThrow('The session WS /chat was closed by the task.');
    await expect(socket.request('x')).rejects.toMatchObject({ code: 'closed', counted: false });
    const { counts } = recorded().of('WS /chat');
    expect(counts.failed).toBe(0);
    expect(counts.trends.get('session')?.count).toBe(1);
  });

  it('takes only the codes that there are', async () => {
    const { ws } = openSocketUser({ baseUrl: await echoServer() });
    const socket = await ws.connect('/');
    await expect(socket.close(7)).rejects.toMatchObject({ code: 'close-option' });
    await expect(socket.close(1000, 'x'.repeat(200))).rejects.toBeInstanceOf(WebSocketError);
    await socket.close();
  });
});

describe('the end of the run', () => {
  it('censors what is under way, closes sessions in good order, and fails nothing', async () => {
    const codes: number[] = [];
    const baseUrl = await webSocketServer((socket) => socket.on('close', (code) => codes.push(code)));
    const { ws, caller, recorded } = openSocketUser({ baseUrl });
    const socket = await ws.connect('/chat');
    const ended = Promise.allSettled([
      socket.request('x', { name: 'ask' }),
      socket.receive(),
      (async () => {
        for await (const _ of socket);
      })(),
      ws.connect('/late'),
    ]);
    caller.stopped = true;
    ws.close();
    for (const outcome of await ended)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'stopped' } });
    await expect(ws.connect('/after')).rejects.toMatchObject({ code: 'stopped' });
    await until(() => codes.length > 0);
    expect(codes[0]).toBe(1001);
    const { names, of } = recorded();
    expect(names).toEqual(['WS /chat', 'ask', 'WS /late']);
    expect(of('ask').counts).toMatchObject({ count: 0, censored: 1, failed: 0 });
    expect(of('WS /late').counts).toMatchObject({ count: 0, censored: 1, failed: 0 });
    expect(of('WS /chat').counts).toMatchObject({ count: 1, failed: 0 });
    expect(of('WS /chat').counts.trends.get('session')).toBeUndefined();
  });

  it('of a virtual user alone is as if its task had closed the session', async () => {
    const { ws, recorded } = openSocketUser({ baseUrl: await echoServer() });
    await ws.connect('/chat');
    ws.close();
    const { counts } = recorded().of('WS /chat');
    expect(counts).toMatchObject({ failed: 0, censored: 0 });
    expect(counts.trends.get('session')?.count).toBe(1);
  });
});
