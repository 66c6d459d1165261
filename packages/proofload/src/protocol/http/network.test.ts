import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Recorder } from '../../measure/recorder.ts';
import { BackgroundCaller } from '../background-caller.ts';
import { httpServer, listen, now } from '../http1/servers.fixture.ts';
import { plainServer } from '../http2/servers.fixture.ts';
import type { NetworkOptions } from './network.ts';
import { failuresOf, openUser } from './session.fixture.ts';
import { type HttpSession, httpSessions } from './session.ts';

/** Answers each request with the port that it came from. */
const port = (request: IncomingMessage, response: ServerResponse): void => {
  response.end(String(request.socket.remotePort));
};

/** Two virtual users of one worker. */
function twoUsers(baseUrl: URL, network: NetworkOptions): readonly [HttpSession, HttpSession] {
  const recorder = new Recorder({ clock: { now }, startMs: now() });
  const open = httpSessions({ baseUrl, timeoutMs: 10_000, recorder, now, network });
  const users = [open(new BackgroundCaller()), open(new BackgroundCaller())] as const;
  onTestFinished(() => {
    for (const user of users) user.close();
  });
  return users;
}

describe('connections', () => {
  it('are each virtual user’s own by default', async () => {
    const [one, other] = twoUsers(await httpServer(port), {});
    const first = (await one.get('/')).text();
    expect((await one.get('/')).text()).toBe(first);
    expect((await other.get('/')).text()).not.toBe(first);
  });

  it('can be shared by all users of a worker', async () => {
    const [one, other] = twoUsers(await httpServer(port), { connections: 'shared' });
    const first = (await one.get('/')).text();
    expect((await other.get('/')).text()).toBe(first);
  });

  it('that are shared stay open until the last user ends, whose requests alone end with it', async () => {
    const held: ServerResponse[] = [];
    const baseUrl = await httpServer((request, response) => {
      if (request.url === '/held') held.push(response);
      else response.end('answered');
    });
    const [one, other] = twoUsers(baseUrl, { connections: 'shared' });
    const [ofOne, ofOther] = [one.get('/held'), other.get('/held')];
    while (held.length < 2) await other.get('/');
    one.close();
    await expect(ofOne).rejects.toMatchObject({ code: 'stopped' });
    for (const response of held) response.end('at last');
    expect((await ofOther).text()).toBe('at last');
  });

  it('can be one for each request, which the server is told of', async () => {
    const said: unknown[] = [];
    const baseUrl = await httpServer((request, response) => {
      said.push(request.headers.connection);
      port(request, response);
    });
    const { http } = openUser({ baseUrl, network: { connections: 'new' } });
    expect((await http.get('/')).text()).not.toBe((await http.get('/')).text());
    expect(said).toEqual(['close', 'close']);
  });

  it('can be bounded', async () => {
    const { http } = openUser({ baseUrl: await httpServer(port), network: { maxConnections: 1 } });
    const answers = await Promise.all([http.get('/'), http.get('/'), http.get('/')]);
    expect(new Set(answers.map((answer) => answer.text())).size).toBe(1);
  });

  it('carry several requests at once when told to', async () => {
    const held: ServerResponse[] = [];
    const baseUrl = await httpServer((request, response) => {
      if (request.url === '/first') return void response.end();
      held.push(response);
      if (held.length === 3) for (const each of held) each.end('together');
    });
    const { http } = openUser({ baseUrl, network: { maxConnections: 1, pipelining: 3 } });
    await http.get('/first');
    const answers = await Promise.all([http.get('/'), http.get('/'), http.get('/')]);
    expect(answers.map((answer) => answer.text())).toEqual(['together', 'together', 'together']);
  });

  it('come from the addresses that are given, in turn', async () => {
    const baseUrl = await httpServer((request, response) => response.end(request.socket.remoteAddress));
    const network: NetworkOptions = { connections: 'new', sourceAddresses: ['127.0.0.2', '127.0.0.3'] };
    const { http } = openUser({ baseUrl, network });
    expect([(await http.get('/')).text(), (await http.get('/')).text()]).toEqual(['127.0.0.2', '127.0.0.3']);
  });

  it('may go to a Unix socket', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'network-'));
    const socketPath = join(folder, 'service');
    const server = createServer((request, response) => response.end(request.headers.host));
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    onTestFinished(async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    });
    const { http } = openUser({ baseUrl: 'http://service.test', network: { socketPath } });
    expect((await http.get('/')).text()).toBe('service.test');
  });

  it('may go through a proxy, over either version of HTTP', async () => {
    const asked: string[] = [];
    const proxy = (await listen(proxyServer(asked))).origin;
    const plain = await httpServer((_, response) => response.end('through'));
    expect((await openUser({ baseUrl: plain, network: { proxy } }).http.get('/')).text()).toBe('through');
    const { baseUrl } = await plainServer((stream) => stream.respond({ ':status': 204 }, { endStream: true }));
    const { http } = openUser({ baseUrl, network: { proxy, http2: 'h2c' } });
    expect((await http.get('/')).status).toBe(204);
    expect(asked).toEqual([plain.host, baseUrl.host]);
  });

  it('through a proxy that is not there fail with its name', async () => {
    const { http, recorded } = openUser({ baseUrl: 'http://a.test', network: { proxy: 'http://127.0.0.1:1' } });
    expect((await http.get('/')).error?.message).toMatch(/^The proxy 127.0.0.1:1 refused the connection/);
    expect(failuresOf(recorded().of('GET /'))).toHaveLength(1);
  });

  it('of HTTP/2 can be shared too', async () => {
    const { baseUrl, sessions } = await plainServer((stream) =>
      stream.respond({ ':status': 204 }, { endStream: true }),
    );
    const [one, other] = twoUsers(baseUrl, { http2: 'h2c', connections: 'shared' });
    const answers = await Promise.all([one.get('/'), other.get('/'), one.get('/')]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(sessions).toHaveLength(1);
  });
});

/** A proxy that notes where it was asked to go. */
function proxyServer(asked: string[]): Server {
  const server = createServer();
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push(request.url ?? '');
    const [host, at] = (request.url ?? '').split(':');
    const onwards = connect(Number(at), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onwards.pipe(socket).pipe(onwards);
    });
    onwards.on('error', () => socket.destroy());
  });
  return server;
}
