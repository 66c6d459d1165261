import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { handleOf, MAX_FAST_BYTES, writeFast } from './fast-write.ts';
import { listen } from './servers.fixture.ts';

/** A client's socket and the server's, which does not read yet. */
async function pair(): Promise<[client: Socket, server: Socket]> {
  let accept: (socket: Socket) => void = () => {};
  const accepted = new Promise<Socket>((resolve) => {
    accept = resolve;
  });
  const origin = await listen(createServer({ pauseOnConnect: true }, accept));
  const client = connect(Number(origin.port), '127.0.0.1');
  onTestFinished(() => void client.destroy());
  await new Promise((resolve) => client.once('connect', resolve));
  return [client, await accepted];
}

describe('a write straight to the handle', () => {
  it('arrives whole and in order, also when the other side does not read for a while', async () => {
    const [client, server] = await pair();
    const handle = handleOf(client)!;
    let sent = '';
    for (let index = 0; index < 1_000; index += 1) {
      const text = String(index).padEnd(index % 2 === 0 ? MAX_FAST_BYTES : 10, '.');
      expect(writeFast(client, handle, text)).toBe('sent');
      sent += text;
    }
    expect(handle.writeQueueSize).toBeGreaterThan(0);
    let received = '';
    await new Promise<void>((resolve) => {
      server.on('data', (data) => {
        received += data.toString('latin1');
        if (received.length === sent.length) resolve();
      });
      server.resume();
    });
    expect(received === sent).toBe(true);
  });

  it('is refused by a handle that is closed, without a crash', async () => {
    const [client] = await pair();
    const handle = handleOf(client)!;
    expect(writeFast(client, handle, 'x')).toBe('sent');
    client.destroy();
    expect(writeFast(client, handle, 'x')).toBe('unsent');
  });

  it('is not for a socket whose handle is gone or of another kind', async () => {
    const [client] = await pair();
    client.destroy();
    expect(handleOf(client)).toBeUndefined();
    expect(handleOf({ _handle: { writeLatin1String() {}, writeQueueSize: 0 } } as unknown as Socket)).toBeUndefined();
  });
});
