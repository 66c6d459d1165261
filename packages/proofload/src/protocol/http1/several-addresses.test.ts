import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clientOf, freePort, LIMITS, request } from './servers.fixture.ts';

const GET = request('GET', '/');
const addresses = ['127.0.0.2', '127.0.0.3', '127.0.0.4'].map((address) => ({ address, family: 4 }));
const lookup = async () => addresses;

/** Serves the address as its own text, on a port. */
async function serveAt(address: string, port: number): Promise<void> {
  const server = createServer((_, response) => response.end(address));
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
}

/** A port at an address at which nobody ever accepts, nor refuses: its queue is full. */
async function silentAt(address: string): Promise<number> {
  const source = `
    const { createServer } = require('node:net');
    const { parentPort } = require('node:worker_threads');
    const server = createServer().listen({ port: 0, host: '${address}', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 20);
    });`;
  const worker = new Worker(source, { eval: true });
  onTestFinished(() => void worker.terminate());
  const [port] = (await once(worker, 'message')) as [number];
  await new Promise((resolve) => setTimeout(resolve, 60));
  for (let count = 0; count < 4; count += 1) {
    const filler = connect(port, address).on('error', () => {});
    onTestFinished(() => void filler.destroy());
  }
  return port;
}

describe('a host of several addresses', () => {
  it('gets connections at all of them in turn, when they are to be spread', async () => {
    const port = await freePort();
    for (const { address } of addresses) await serveAt(address, port);
    const spread = { lookup, addressRules: { spread: true }, connections: 3 };
    const client = clientOf(new URL(`http://shop.test:${port}`), spread);
    const answers = await Promise.all([GET, GET, GET].map((get) => client.exchange(get, LIMITS)));
    expect(answers.map((answer) => answer.bodyText()).sort()).toEqual(addresses.map(({ address }) => address));
    const first = clientOf(new URL(`http://shop.test:${port}`), { lookup, connections: 3 });
    const others = await Promise.all([GET, GET, GET].map((get) => first.exchange(get, LIMITS)));
    expect(new Set(others.map((answer) => answer.bodyText()))).toEqual(new Set(['127.0.0.2']));
  });

  it('is reached by those that accept, one that refuses being passed over', async () => {
    const port = await freePort();
    await serveAt('127.0.0.3', port);
    const spread = { lookup, addressRules: { spread: true }, reuse: false };
    const client = clientOf(new URL(`http://shop.test:${port}`), spread);
    for (let count = 0; count < 6; count += 1) {
      expect((await client.exchange(GET, LIMITS)).bodyText()).toBe('127.0.0.3');
    }
  });

  it('is reached by another address when one neither accepts nor refuses, as one of IPv6 without a way to it', async () => {
    const port = await silentAt('127.0.0.2');
    await serveAt('127.0.0.3', port);
    const client = clientOf(new URL(`http://shop.test:${port}`), { lookup, reuse: false });
    const first = await client.exchange(GET, LIMITS);
    expect(first.bodyText()).toBe('127.0.0.3');
    expect(first.connectMs).toBeGreaterThan(900);
    // The next connection begins with the one that accepted.
    expect((await client.exchange(GET, LIMITS)).connectMs).toBeLessThan(900);
  });
});
