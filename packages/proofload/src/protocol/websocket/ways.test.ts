import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { failuresOf } from '../http/session.fixture.ts';
import { listen } from '../http1/servers.fixture.ts';
import { echoServer, openSocketUser, webSocketServer } from './session.fixture.ts';

/** Tunnels, and notes where to. */
async function proxyServer(refuses = false) {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (incoming, socket: Socket) => {
    asked.push(incoming.url ?? '');
    if (refuses) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const [host, port] = (incoming.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    for (const end of [target, socket]) end.on('error', () => target.destroy());
  });
  return { proxy: (await listen(proxy)).href, asked };
}

describe('a session', () => {
  it('goes through the proxy of the target, and counts what is its own', async () => {
    const echo = await echoServer();
    const { proxy, asked } = await proxyServer();
    const through = openSocketUser({ baseUrl: echo, network: { proxy } });
    const straight = openSocketUser({ baseUrl: echo });
    for (const { ws } of [through, straight]) {
      const socket = await ws.connect('/chat');
      expect((await socket.request('hello')).text()).toBe('hello');
      await socket.close();
    }
    expect(asked).toEqual([echo.host]);
    const [far, near] = [through, straight].map(({ recorded }) => recorded().of('WS /chat').counts);
    expect([far?.bytesIn, far?.bytesOut]).toEqual([near?.bytesIn, near?.bytesOut]);
  });

  it('tells of a proxy that refuses, and of a target that does', async () => {
    const { proxy } = await proxyServer(true);
    const refused = openSocketUser({ baseUrl: 'http://shop.test', network: { proxy } });
    expect((await refused.ws.connect('/chat')).open).toBe(false);
    expect(failuresOf(refused.recorded().of('WS /chat'))).toEqual([expect.stringMatching(/^proxy: .*status 403/)]);
    const nobody = openSocketUser({ baseUrl: 'http://127.0.0.1:1' });
    await nobody.ws.connect('/chat');
    expect(failuresOf(nobody.recorded().of('WS /chat'))).toEqual(['refused: connection refused ×1']);
  });

  it('comes from the source addresses in turn', async () => {
    const from: (string | undefined)[] = [];
    const baseUrl = await webSocketServer((_, { socket }) => from.push(socket.remoteAddress));
    const { ws } = openSocketUser({ baseUrl, network: { sourceAddresses: ['127.0.0.2', '127.0.0.3'] } });
    for (let count = 0; count < 4; count += 1) await (await ws.connect('/')).close();
    expect(from).toEqual(['127.0.0.2', '127.0.0.3', '127.0.0.2', '127.0.0.3']);
  });

  it('goes over a Unix socket', async () => {
    const path = join(tmpdir(), `proofload-${process.pid}.sock`);
    const server = createServer();
    new WebSocketServer({ server }).on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    const { ws } = openSocketUser({ baseUrl: 'http://shop.test', network: { socketPath: path } });
    const socket = await ws.connect('/chat');
    expect((await socket.request('near')).text()).toBe('near');
    await socket.close();
  });

  it('goes over the line of its user, which is shared with all that this does', async () => {
    const user = openSocketUser({ baseUrl: await echoServer(), network: { bandwidth: '200KB/s' } });
    const socket = await user.ws.connect('/chat');
    const text = 'x'.repeat(20_000);
    const reply = await socket.request(text);
    expect(reply.text()).toBe(text);
    // 20 KB there and back at 200 KB/s: less than 200 ms is not possible.
    expect(reply.timings.serviceMs).toBeGreaterThan(180);
    await socket.close();
    expect(user.recorded().of('WS /chat').counts.failed).toBe(0);
  });
});
