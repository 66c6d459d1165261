import { createHash } from 'node:crypto';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type Socket as TcpSocket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { failuresOf } from '../http/session.fixture.ts';
import { makeCertificate } from '../http1/certificates.fixture.ts';
import { httpServer, listen, rawServer } from '../http1/servers.fixture.ts';
import { echoServer, openSocketUser, until, webSocketServer } from './session.fixture.ts';

const AFTER_ACCEPT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A server that agrees to the handshake as it should, and from then on does with the connection what it likes. */
function frameServer(misbehave: (socket: TcpSocket) => void): Promise<URL> {
  return listen(
    createTcpServer((socket) => {
      socket.once('data', (head) => {
        const key = /sec-websocket-key: (\S+)/i.exec(head.toString())?.[1];
        const accept = createHash('sha1').update(`${key}${AFTER_ACCEPT}`).digest('base64');
        const answer = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
        socket.write(`${answer.join('\r\n')}\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`, () => misbehave(socket));
      });
    }),
  );
}

describe('a handshake', () => {
  it('that the server refuses fails with its status and what it says', async () => {
    const baseUrl = await httpServer((_, response) => {
      response.writeHead(401, { 'set-cookie': 'seen=1' }).end('{"error":"no\n token"}');
    });
    const { ws, cookies, recorded } = openSocketUser({ baseUrl });
    const socket = await ws.connect('/chat');
    expect(socket).toMatchObject({ open: false, status: 401, error: { code: 'status', counted: true } });
    expect(() => socket.send('x')).toThrow('The handshake was refused with 401 Unauthorized: {"error":"no token"}.');
    await expect(socket.receive()).rejects.toBe(socket.error);
    await expect(socket.request('x')).rejects.toBe(socket.error);
    await expect(socket[Symbol.asyncIterator]().next()).rejects.toBe(socket.error);
    await socket.close();
    expect(cookies.header({ hostname: '127.0.0.1', secure: false }, '/')).toBe('seen=1');
    const { counts, ...chat } = recorded().of('WS /chat');
    expect(counts).toMatchObject({ count: 1, failed: 1 });
    expect([...counts.statuses]).toEqual([[401, 1]]);
    expect(counts.latency.count).toBe(1);
    expect(failuresOf({ counts, ...chat })).toEqual([
      'status: the handshake was refused with 401 Unauthorized: {"error":"no token"} ×1',
    ]);
    expect(chat.exemplars.failed[0]).toMatchObject({ status: '401', excerpt: '{"error":"no\n token"}' });
  });

  it('that is refused as expected is right, and one that succeeds then is wrong', async () => {
    const refusing = await httpServer((_, response) => response.writeHead(403).end());
    const { ws, recorded } = openSocketUser({ baseUrl: refusing });
    expect((await ws.connect('/a', { expect: [401, 403] })).status).toBe(403);
    const other = openSocketUser({ baseUrl: await echoServer() });
    expect((await other.ws.connect('/b', { expect: 403 })).open).toBe(true);
    expect(recorded().of('WS /a').counts).toMatchObject({ count: 1, failed: 0 });
    expect(failuresOf(other.recorded().of('WS /b'))).toEqual(['status: expected 403, got 101 Switching Protocols ×1']);
  });

  it('that the server refuses without an end is over when enough of it is there, or its time', async () => {
    const baseUrl = await httpServer((request, response) => {
      response.writeHead(503).write(request.url === '/much' ? 'x'.repeat(100_000) : 'busy');
    });
    const { ws } = openSocketUser({ baseUrl });
    const [much, little] = await Promise.all([ws.connect('/much'), ws.connect('/little', { timeout: '300ms' })]);
    expect([much?.status, little?.status]).toEqual([503, 503]);
    expect(little?.error?.message).toMatch(/503 Service Unavailable: busy/);
  });

  it('that finds nobody, is cut off, or is not answered fails without throwing', async () => {
    const nobody = await listen(createTcpServer());
    const { ws, recorded } = openSocketUser({ baseUrl: await rawServer((socket) => socket.end()) });
    const unanswered = await ws.connect('/closed');
    const reset = openSocketUser({ baseUrl: await rawServer((socket) => socket.resetAndDestroy()) });
    const stalled = openSocketUser({ baseUrl: nobody });
    const refused = openSocketUser({ baseUrl: 'http://127.0.0.1:1' });
    expect(unanswered.error?.code).toBe('early-close');
    expect((await reset.ws.connect('/')).error?.code).toBe('reset');
    expect((await stalled.ws.connect('/', { timeout: '30ms' })).error?.code).toBe('timeout');
    expect((await refused.ws.connect('/')).error?.code).toBe('refused');
    const [closed, silent, gone] = [recorded(), stalled.recorded(), refused.recorded()];
    expect(failuresOf(closed.of('WS /closed'))[0]).toMatch(/^early-close: .* closed the connection without answering/);
    expect(failuresOf(silent.of('WS /'))).toEqual(['timeout: timed out after 30ms ×1']);
    expect(failuresOf(gone.of('WS /'))).toEqual(['refused: connection refused ×1']);
    expect(silent.of('WS /').counts.service.max).toBeCloseTo(30, 4);
    expect(gone.of('WS /').counts.latency.count).toBe(0);
  });

  it('that is answered by what is no handshake says so', async () => {
    const garbage = openSocketUser({ baseUrl: await rawServer((socket) => socket.end('SSH-2.0-x\r\n\r\n')) });
    const wrongKey = openSocketUser({
      baseUrl: await rawServer((socket) => {
        socket.write('HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n');
      }),
    });
    expect((await garbage.ws.connect('/')).error?.code).toBe('malformed');
    const { error } = await wrongKey.ws.connect('/');
    expect(error?.code).toBe('handshake');
    expect(error?.message).toMatch(/answered the handshake wrongly: Invalid Sec-WebSocket-Accept header\.$/);
  });

  it('with a name that does not exist says so', async () => {
    const { ws } = openSocketUser({ baseUrl: 'http://no-such-host.invalid' });
    expect((await ws.connect('/')).error?.code).toBe('dns');
  });
});

describe('TLS', () => {
  const authority = makeCertificate({ name: 'Test authority' });
  const own = makeCertificate({ name: '127.0.0.1', hosts: ['127.0.0.1'], issuer: authority });

  async function secureServer(certificate: { readonly cert: string; readonly key: string }): Promise<URL> {
    const server = createSecureServer({ cert: certificate.cert, key: certificate.key });
    new WebSocketServer({ server }).on('connection', (socket) =>
      socket.on('message', (data) => socket.send(`${data}`)),
    );
    const url = await listen(server);
    url.protocol = 'https:';
    return url;
  }

  it('goes by the target’s options, and is a phase', async () => {
    const { ws, recorded } = openSocketUser({ baseUrl: await secureServer(own), tls: { ca: authority.cert } });
    expect((await (await ws.connect('/chat')).request('x')).text()).toBe('x');
    expect(recorded().of('WS /chat').counts.tls.count).toBe(1);
  });

  it('with a certificate that is not trusted, or has expired, fails and says what to do', async () => {
    const expired = makeCertificate({
      name: '127.0.0.1',
      hosts: ['127.0.0.1'],
      issuer: authority,
      notAfter: new Date(Date.now() - 1000),
    });
    const [untrusting, late] = [
      openSocketUser({ baseUrl: await secureServer(own) }),
      openSocketUser({ baseUrl: await secureServer(expired), tls: { ca: authority.cert } }),
    ];
    expect((await untrusting.ws.connect('/')).error?.message).toMatch(/give that authority as tls\.ca|tls\.ca/);
    expect((await late.ws.connect('/')).error?.message).toMatch(/has expired/);
  });
});

describe('a session that breaks', () => {
  it.each([
    ['garbage', Buffer.from([0xff, 0xff, 0x00]), /^malformed: .* sent what is no frame of WebSocket: /],
    ['a masked frame', Buffer.from([0x81, 0x80, 1, 2, 3, 4]), /^malformed: .* MASK must be clear/],
    ['text that is not UTF-8', Buffer.from([0x81, 0x01, 0xff]), /^malformed: .* invalid UTF-8 sequence/],
    ['more than is taken', Buffer.from([0x82, 126, 0x10, 0x00]), /^too-large: .* a message of more than 1KB/],
    [
      'an error code',
      Buffer.from([0x88, 0x05, 0x03, 0xf3, 0x6f, 0x6f, 0x6d]),
      /^close-code: .* 1011 \(internal error\): oom/,
    ],
  ])('by %s fails once, and each request under way', async (_, frame, failure) => {
    const { ws, recorded } = openSocketUser({
      baseUrl: await frameServer((socket) => socket.once('data', () => socket.end(frame))),
    });
    const socket = await ws.connect('/chat', { maxMessageBytes: 1000 });
    const reply = await socket.request('x', { name: 'ask' });
    expect(reply.error?.code).toBe(socket.error?.code);
    expect(socket.open).toBe(false);
    await expect(socket.receive()).rejects.toMatchObject({ counted: true });
    const { of } = recorded();
    expect(failuresOf(of('WS /chat'))).toEqual([expect.stringMatching(failure)]);
    expect(of('ask').counts).toMatchObject({ count: 1, failed: 1 });
    expect(of('ask').counts.latency.count).toBe(0);
    expect(of('WS /chat').exemplars.failed).toHaveLength(1);
  });

  it('by a reset, or an end without a close frame, is told apart', async () => {
    const reset = openSocketUser({
      baseUrl: await frameServer((socket) => setTimeout(() => socket.resetAndDestroy(), 20)),
    });
    const ended = openSocketUser({ baseUrl: await frameServer((socket) => setTimeout(() => socket.end(), 20)) });
    for (const { ws } of [reset, ended]) {
      const socket = await ws.connect('/');
      const looped = (async () => {
        for await (const _ of socket);
      })();
      await expect(looped).rejects.toMatchObject({ counted: true });
    }
    expect(failuresOf(reset.recorded().of('WS /'))).toEqual(['reset: connection reset ×1']);
    expect(failuresOf(ended.recorded().of('WS /'))[0]).toMatch(/^early-close: .* without closing the session/);
  });

  it('in good order while a reply is waited for fails the request alone', async () => {
    const { ws, recorded } = openSocketUser({ baseUrl: await echoServer() });
    const socket = await ws.connect('/chat');
    expect((await socket.request('bye', { name: 'ask' })).error?.code).toBe('closed');
    const { of } = recorded();
    expect(of('WS /chat').counts.failed).toBe(0);
    expect(failuresOf(of('ask'))).toEqual([
      'closed: the session WS /chat was closed by the server with 1000 (normal closure): see you ×1',
    ]);
  });
});

describe('a server that stalls', () => {
  it('fails the session once when a message is waited for in vain', async () => {
    const { ws, recorded } = openSocketUser({ baseUrl: await webSocketServer(() => {}) });
    const socket = await ws.connect('/feed');
    await expect(socket.receive({ timeout: '20ms' })).rejects.toMatchObject({ code: 'timeout', counted: true });
    await expect(socket.receive({ timeout: '20ms' })).rejects.toThrow('No message came within 20ms.');
    expect(socket.open).toBe(true);
    expect(failuresOf(recorded().of('WS /feed'))).toEqual(['timeout: no message came within 20ms ×1']);
  });

  it('and does not take what is sent to it ends the session rather than fill the memory', async () => {
    const baseUrl = await webSocketServer((socket) => socket.pause());
    const { ws, recorded } = openSocketUser({ baseUrl });
    const socket = await ws.connect('/sink');
    const megabytes = Buffer.alloc(8_000_000);
    const flood = () => {
      for (let count = 0; count < 20; count += 1) socket.send(megabytes);
    };
    expect(flood).toThrow('The server has not taken 64MB of what was sent to it.');
    await until(() => !socket.open);
    expect(failuresOf(recorded().of('WS /sink'))).toEqual([
      'backlog: the server has not taken 64MB of what was sent to it ×1',
    ]);
  });
});
