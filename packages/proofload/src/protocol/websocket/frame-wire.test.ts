import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listen } from '../http1/servers.fixture.ts';
import { textFrame } from './frames.fixture.ts';
import { echoServer, openSocketUser, until, webSocketServer } from './session.fixture.ts';

const AFTER_ACCEPT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A server that sends something in one packet with its answer to the handshake, and keeps what it gets. */
async function bareServer(sent: Buffer) {
  const received: Buffer[] = [];
  const url = await listen(
    createServer((socket) => {
      socket.once('data', (head) => {
        const key = /sec-websocket-key: (\S+)/i.exec(head.toString())?.[1];
        const accept = createHash('sha1').update(`${key}${AFTER_ACCEPT}`).digest('base64');
        const answer = [
          'HTTP/1.1 101 x',
          'Upgrade: websocket',
          'Connection: Upgrade',
          `Sec-WebSocket-Accept: ${accept}`,
        ];
        socket.write(Buffer.concat([Buffer.from(`${answer.join('\r\n')}\r\n\r\n`), sent]));
        socket.on('data', (bytes) => received.push(bytes));
      });
    }),
  );
  return { url, received };
}

describe('a session', () => {
  it('carries messages of all lengths both ways, as text and as bytes', async () => {
    const { ws } = openSocketUser({ baseUrl: await echoServer() });
    const socket = await ws.connect('/');
    for (const length of [0, 1, 125, 126, 5_333, 5_334, 16_000, 65_535, 65_536, 1_000_000]) {
      const text = '0123456é'.repeat(Math.ceil(length / 8)).slice(0, length);
      const reply = await socket.request(text);
      expect([reply.isText, reply.text() === text]).toEqual([true, true]);
      const bytes = Buffer.alloc(length, 'abcdefg');
      const back = await socket.request(bytes);
      expect([back.isText, bytes.equals(back.bytes)]).toEqual([false, true]);
    }
    await socket.close();
  });

  it('keeps the order of what is sent while the server does not read', async () => {
    const numbers: number[] = [];
    let resume = (): void => {};
    const baseUrl = await webSocketServer((socket) => {
      socket.pause();
      resume = () => socket.resume();
      socket.on('message', (data) => numbers.push(Number.parseInt(data.toString(), 10)));
    });
    const { ws } = openSocketUser({ baseUrl });
    const socket = await ws.connect('/');
    const count = 3_000;
    for (let number = 0; number < count; number += 1) socket.send(`${number} ${'x'.repeat((number % 7) * 1_000)}`);
    await new Promise(setImmediate);
    socket.send(`${count}`);
    resume();
    await until(() => numbers.length === count + 1);
    expect(numbers).toEqual(Array.from({ length: count + 1 }, (_, number) => number));
    await socket.close();
  });

  it('puts the fragments of a server together, and answers its pings in between', async () => {
    const pongs: string[] = [];
    const baseUrl = await webSocketServer((socket) => {
      socket.on('pong', (data) => pongs.push(data.toString()));
      socket.send('one ', { fin: false });
      socket.ping('still there?');
      socket.send('message', { fin: true });
    });
    const { ws } = openSocketUser({ baseUrl });
    const socket = await ws.connect('/');
    expect((await socket.receive()).text()).toBe('one message');
    await until(() => pongs.length > 0);
    expect(pongs).toEqual(['still there?']);
    await socket.close();
  });

  it('reads what came in one packet with the answer to the handshake', async () => {
    const { url } = await bareServer(Buffer.concat([textFrame('early'), textFrame('bird')]));
    const { ws } = openSocketUser({ baseUrl: url });
    const socket = await ws.connect('/');
    expect([(await socket.receive()).text(), (await socket.receive()).text()]).toEqual(['early', 'bird']);
  });

  it('tells a server that breaks the protocol so, and ends the connection', async () => {
    const { url, received } = await bareServer(Buffer.from([0x83, 0]));
    const { ws } = openSocketUser({ baseUrl: url });
    const socket = await ws.connect('/');
    expect(socket).toMatchObject({ open: false, error: { code: 'malformed' } });
    await until(() => received.length > 0);
    const [frame] = received;
    const code = [6, 7].map((at, index) => frame![at]! ^ frame![2 + index]!);
    expect([frame![0], frame![1], ...code]).toEqual([0x88, 0x82, 1002 >> 8, 1002 & 0xff]);
  });

  it('agrees with the code and the reason when the server closes', async () => {
    const agreed: unknown[] = [];
    const baseUrl = await webSocketServer((socket) => {
      socket.on('close', (code, reason) => agreed.push(code, reason.toString()));
      socket.close(4001, 'enough');
    });
    const { ws } = openSocketUser({ baseUrl });
    const socket = await ws.connect('/');
    await until(() => agreed.length > 0);
    expect(agreed).toEqual([4001, 'enough']);
    await expect(socket.receive()).rejects.toMatchObject({ code: 'close-code' });
  });
});

describe('a session whose messages are packed', () => {
  it('carries them, and is closed in good order', async () => {
    let code = 0;
    const baseUrl = await webSocketServer(
      (socket) => {
        socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
        socket.on('close', (given) => (code = given));
      },
      { perMessageDeflate: { threshold: 0 } },
    );
    const { ws } = openSocketUser({ baseUrl });
    const socket = await ws.connect('/', { compression: true });
    expect((await socket.request('x'.repeat(100_000))).text()).toHaveLength(100_000);
    expect((await socket.request(Buffer.from('bytes'))).isText).toBe(false);
    await socket.close(3001);
    await until(() => code !== 0);
    expect([code, socket.open, socket.error]).toEqual([3001, false, undefined]);
  });

  it('goes without packing when the server does not', async () => {
    const { ws } = openSocketUser({ baseUrl: await echoServer({ perMessageDeflate: false }) });
    const socket = await ws.connect('/', { compression: true });
    expect((await socket.request('plain')).text()).toBe('plain');
    await socket.close();
  });
});
