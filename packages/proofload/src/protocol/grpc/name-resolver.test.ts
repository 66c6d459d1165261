import * as library from '@grpc/grpc-js';
import { describe, expect, it, vi } from 'vitest';
import { makeCertificate } from '../http1/certificates.fixture.ts';
import type { Address, Lookup } from '../http1/dns.ts';
import { freePort } from '../http1/servers.fixture.ts';
import { GREETER, type Greeter, greeterPackage, grpcServer, openGrpcUser } from './session.fixture.ts';
import { GrpcSession } from './session.ts';

const addressOf = (address: string): Address => ({ address, family: address.includes(':') ? 6 : 4 });
const THREE = ['127.0.0.2', '127.0.0.3', '127.0.0.4'];

/** Looks names up in a list that tests may change, and counts how often. */
function names(...addresses: readonly string[]) {
  const book = { addresses, lookups: 0 };
  const lookup: Lookup = async () => {
    book.lookups += 1;
    return book.addresses.map(addressOf);
  };
  return { book, lookup };
}

/** A server that greets with its own address. */
async function serveAt(
  address: string,
  port: number,
  credentials?: library.ServerCredentials,
): Promise<library.Server> {
  let made: library.Server | undefined;
  const add = (server: library.Server): void => {
    made = server;
    server.addService(greeterPackage()[GREETER] as library.ServiceDefinition, {
      sayHello: (_: unknown, done: library.sendUnaryData<object>) => done(null, { message: address }),
      listGreetings: () => {},
      collectNames: () => {},
      chat: () => {},
    });
  };
  await grpcServer(add, credentials, `${address}:${port}`);
  return made as unknown as library.Server;
}

type User = ReturnType<typeof openGrpcUser>;

/** Where the calls of a new virtual user end up, who has a connection of its own. */
async function placeOf({ target, caller }: User): Promise<string> {
  const session = new GrpcSession(target, caller);
  const { sayHello } = session.service<Greeter>({ proto: 'greeter.proto', service: GREETER });
  const response = await sayHello({ name: 'Ada' });
  session.close();
  return response.error?.code ?? String(response.message.message);
}

describe('the connections of gRPC to a host of several addresses', () => {
  it('go to the first that accepts, by one look-up for all users', async () => {
    const port = await freePort();
    for (const address of THREE.slice(1)) await serveAt(address, port);
    const { book, lookup } = names(...THREE);
    const user = openGrpcUser({ baseUrl: `http://shop.test:${port}`, lookup });
    expect([await placeOf(user), await placeOf(user)]).toEqual(['127.0.0.3', '127.0.0.3']);
    expect(book.lookups).toBe(1);
  });

  it('go to all in turn when they are to be spread', async () => {
    const port = await freePort();
    for (const address of THREE) await serveAt(address, port);
    const { book, lookup } = names(...THREE);
    const network = { dns: { addresses: 'spread' } } as const;
    const user = openGrpcUser({ baseUrl: `http://shop.test:${port}`, network, lookup });
    const places = [await placeOf(user), await placeOf(user), await placeOf(user), await placeOf(user)];
    expect(places).toEqual([...THREE, THREE[0]]);
    expect(book.lookups).toBe(1);
  });

  it('go to the next in turn when one was lost', async () => {
    const port = await freePort();
    const servers = await Promise.all(THREE.map((address) => serveAt(address, port)));
    const { lookup } = names(...THREE);
    const network = { dns: { addresses: 'spread' } } as const;
    const { sayHello } = openGrpcUser({ baseUrl: `http://shop.test:${port}`, network, lookup }).greeter();
    const places: unknown[] = [];
    places.push((await sayHello()).message.message, (await sayHello()).message.message);
    servers[0]?.drain(`${THREE[0]}:${port}`, 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    places.push((await sayHello()).message.message, (await sayHello()).message.message);
    expect(places).toEqual([THREE[0], THREE[0], THREE[1], THREE[1]]);
  });

  it('go to those of the family that is wanted', async () => {
    const port = await freePort();
    await serveAt('127.0.0.2', port);
    const { lookup } = names('::1', '127.0.0.2');
    const baseUrl = `http://shop.test:${port}`;
    const family = (wanted: 4 | 6) => openGrpcUser({ baseUrl, network: { dns: { family: wanted } }, lookup });
    expect(await placeOf(family(4))).toBe('127.0.0.2');
    expect(await placeOf(family(6))).not.toBe('127.0.0.2');
    const { lookup: onlyIpv4 } = names('127.0.0.2');
    const none = openGrpcUser({ baseUrl, network: { dns: { family: 6 } }, lookup: onlyIpv4 });
    expect(await placeOf(none)).toBe('dns');
  });

  it('look the name up again when that is too old', async () => {
    const port = await freePort();
    for (const address of THREE) await serveAt(address, port);
    const { book, lookup } = names('127.0.0.2');
    const network = { dns: { ttl: '50ms' } };
    const user = openGrpcUser({ baseUrl: `http://shop.test:${port}`, network, lookup });
    expect(await placeOf(user)).toBe('127.0.0.2');
    book.addresses = ['127.0.0.3'];
    expect(await placeOf(user)).toBe('127.0.0.2');
    await vi.waitFor(async () => expect(await placeOf(user)).toBe('127.0.0.3'));
  });

  it('look the name up again when none of the addresses accepts', async () => {
    const port = await freePort();
    await serveAt('127.0.0.3', port);
    const { book, lookup } = names('127.0.0.2');
    const user = openGrpcUser({ baseUrl: `http://shop.test:${port}`, lookup });
    const { sayHello } = user.greeter();
    expect((await sayHello()).error?.code).toBe('refused');
    book.addresses = ['127.0.0.3'];
    await vi.waitFor(async () => expect((await sayHello()).ok).toBe(true), { timeout: 4_000, interval: 100 });
    expect(book.lookups).toBeLessThan(5);
  });

  it('say why a name was not found, and go on when it is', async () => {
    const port = await freePort();
    await serveAt('127.0.0.2', port);
    let isKnown = false;
    const lookup: Lookup = async () => {
      if (isKnown) return [addressOf('127.0.0.2')];
      throw Object.assign(new Error('busy'), { code: 'EAI_AGAIN' });
    };
    const { sayHello } = openGrpcUser({ baseUrl: `http://shop.test:${port}`, lookup }).greeter();
    const { error } = await sayHello();
    expect(error).toMatchObject({
      code: 'dns',
      message: expect.stringMatching(/could not be looked up \(EAI_AGAIN\)/),
    });
    isKnown = true;
    await vi.waitFor(async () => expect((await sayHello()).ok).toBe(true), { timeout: 4_000, interval: 50 });
  });

  it('are checked against the name, not the address', async () => {
    const authority = makeCertificate({ name: 'Test authority' });
    const own = makeCertificate({ name: 'shop.test', hosts: ['shop.test'], issuer: authority });
    const pair = { cert_chain: Buffer.from(own.cert), private_key: Buffer.from(own.key) };
    const port = await freePort();
    await serveAt('127.0.0.2', port, library.ServerCredentials.createSsl(null, [pair], false));
    const { lookup } = names('127.0.0.2');
    const tls = { ca: authority.cert };
    expect(await placeOf(openGrpcUser({ baseUrl: `https://shop.test:${port}`, tls, lookup }))).toBe('127.0.0.2');
    expect(await placeOf(openGrpcUser({ baseUrl: `https://other.test:${port}`, tls, lookup }))).toBe('tls');
  });
});
