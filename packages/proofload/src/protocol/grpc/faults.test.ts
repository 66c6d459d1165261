import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { connect, createServer as createTcpServer } from 'node:net';
import * as library from '@grpc/grpc-js';
import { describe, expect, it, vi } from 'vitest';
import { failuresOf } from '../http/session.fixture.ts';
import { makeCertificate } from '../http1/certificates.fixture.ts';
import { listen } from '../http1/servers.fixture.ts';
import { libraryError } from './library.ts';
import { addGreeter, GREETER, grpcServer, openGrpcUser, protoFolder } from './session.fixture.ts';

const HELLO = `${GREETER}/SayHello`;

/** A server that speaks HTTP/2, but of gRPC only what it likes. */
const http2Server = (answer: (request: Http2ServerRequest, response: Http2ServerResponse) => void): Promise<URL> =>
  listen(createHttp2Server({}, answer) as never);

const GRPC = { 'content-type': 'application/grpc' };

describe('a call that finds no service', () => {
  it.each([
    ['nobody listens', async () => new URL('http://127.0.0.1:1'), 'refused', 'connection refused'],
    [
      'the connection is closed at once',
      () => listen(createTcpServer((socket) => socket.end())),
      'early-close',
      /closed the connection at once$/,
    ],
    [
      'the connection is reset',
      () => listen(createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()))),
      'reset',
      'connection reset',
    ],
    ['the host does not exist', async () => new URL('http://no-such-host.invalid'), 'dns', /does not exist; check/],
    [
      'the server speaks HTTP/1.1',
      () => listen(createHttpServer((_, response) => response.end())),
      'malformed',
      /does not speak HTTP\/2, without which there is no gRPC$/,
    ],
    [
      'the server ends the call without a status',
      () => http2Server((_, response) => response.writeHead(200, GRPC).end()),
      'malformed',
      /ended the call without a status$/,
    ],
    [
      'the server sends what is no gRPC',
      () => http2Server((_, response) => response.writeHead(200).end('<html>')),
      'too-large',
      /or what is no gRPC$/,
    ],
    [
      'the connection breaks under way',
      () =>
        http2Server(({ stream }, response) =>
          response.writeHead(200, GRPC).write('\0', () => stream.session?.destroy()),
        ),
      'reset',
      'connection reset',
    ],
  ])('since %s fails as unanswered, without throwing', async (_, server, code, words) => {
    const { greeter, recorded } = openGrpcUser({ baseUrl: await server() });
    const response = await greeter().sayHello();
    expect(response.error).toMatchObject({ code, counted: true });
    expect(() => response.message).toThrow(response.error?.message);
    const { counts, errors } = recorded().of(HELLO);
    expect(counts).toMatchObject({ count: 1, failed: 1 });
    expect([counts.latency.count, counts.statuses.size]).toEqual([0, 0]);
    expect(errors.all).toEqual([expect.objectContaining({ type: code, message: expect.stringMatching(words) })]);
  });

  it('again and again keeps the loop turning', async () => {
    const { greeter } = openGrpcUser({ baseUrl: 'http://127.0.0.1:1' });
    await greeter().sayHello();
    let turns = 0;
    const turn = setInterval(() => {
      turns += 1;
    }, 1);
    for (let call = 0; call < 200 || turns === 0; call += 1) await greeter().sayHello();
    clearInterval(turn);
    expect(turns).toBeGreaterThan(0);
  });

  it('is found again soon when it is back', async () => {
    let isUp = false;
    const { port } = await grpcServer();
    const proxy = createTcpServer((socket) => {
      if (isUp) socket.pipe(connect(Number(port), '127.0.0.1')).pipe(socket);
      else socket.destroy();
    });
    const { greeter } = openGrpcUser({ baseUrl: await listen(proxy) });
    expect((await greeter().sayHello()).ok).toBe(false);
    isUp = true;
    await vi.waitFor(async () => expect((await greeter().sayHello()).ok).toBe(true), { timeout: 5_000 });
  });
});

describe('a call that is answered wrongly', () => {
  it('by an HTTP status says which', async () => {
    const { greeter, recorded } = openGrpcUser({
      baseUrl: await http2Server((_, response) => response.writeHead(503).end('<html>')),
    });
    await greeter().sayHello();
    expect(failuresOf(recorded().of(HELLO))).toEqual(['status: UNAVAILABLE: Received HTTP status code 503 ×1']);
  });

  it('by a method that the server does not have is told so by the server', async () => {
    const { greeter, recorded } = openGrpcUser({ baseUrl: await grpcServer(() => {}) });
    expect((await greeter().sayHello()).status).toBe('UNIMPLEMENTED');
    expect(failuresOf(recorded().of(HELLO))[0]).toMatch(/^status: UNIMPLEMENTED: /);
  });

  it('by bytes that do not fit the .proto fails when they are looked into', async () => {
    const wrong = protoFolder({
      'greeter.proto': `
        syntax = "proto3";
        package helloworld;
        message Inner { Inner inner = 1; }
        service Greeter {
          rpc SayHello (Inner) returns (Inner);
          rpc ListGreetings (Inner) returns (stream Inner);
        }`,
    });
    const { greeter, recorded } = openGrpcUser({ baseUrl: await grpcServer() }, wrong);
    const response = await greeter().sayHello();
    expect(() => response.message).toThrow(/A message of helloworld\.Greeter\/SayHello does not fit its type: /);
    const list = greeter().listGreetings();
    await expect(list.read()).rejects.toMatchObject({ code: 'decode', counted: true });
    expect((await list).error?.code).toBe('decode');
    const { of } = recorded();
    expect(failuresOf(of(HELLO))[0]).toMatch(/^decode: /);
    expect(failuresOf(of(`${GREETER}/ListGreetings`))[0]).toMatch(/^decode: /);
  });

  it('by nothing at all times out at its limit', async () => {
    const { greeter, recorded } = openGrpcUser({ baseUrl: await grpcServer() });
    const response = await greeter().sayHello({ name: 'slow' }, { timeout: '50ms' });
    expect(response).toMatchObject({ status: 'DEADLINE_EXCEEDED', error: { code: 'timeout' } });
    const { counts, ...hello } = recorded().of(HELLO);
    expect(failuresOf({ counts, ...hello })).toEqual(['timeout: timed out after 50ms ×1']);
    expect(counts.service.max).toBeLessThanOrEqual(50);
    expect(counts.latency.count).toBe(1);
  });
});

describe('TLS', () => {
  const authority = makeCertificate({ name: 'Test authority' });
  const own = makeCertificate({ name: 'localhost', hosts: ['localhost'], issuer: authority });
  const pair = { cert_chain: Buffer.from(own.cert), private_key: Buffer.from(own.key) };

  async function secureServer(): Promise<string> {
    const credentials = library.ServerCredentials.createSsl(Buffer.from(authority.cert), [pair], false);
    const { port } = await grpcServer(addGreeter, credentials);
    return `https://localhost:${port}`;
  }

  it('goes by the target’s options, or those of the service', async () => {
    const tls = { ca: authority.cert };
    const baseUrl = await secureServer();
    expect((await openGrpcUser({ baseUrl, tls }).greeter().sayHello()).ok).toBe(true);
    const { greeter } = openGrpcUser({ baseUrl: 'http://127.0.0.1:1' });
    expect((await greeter({ target: baseUrl, tls }).sayHello()).ok).toBe(true);
    expect((await greeter({ target: baseUrl.replace('https', 'grpcs'), tls: { verify: false } }).sayHello()).ok).toBe(
      true,
    );
  });

  it('with a certificate that is not trusted fails and says what to do', async () => {
    const { greeter } = openGrpcUser({ baseUrl: await secureServer() });
    const { error } = await greeter().sayHello();
    expect(error?.code).toBe('tls');
    expect(error?.message).toMatch(/tls\.ca/);
  });

  it('with a server that has none says so', async () => {
    const { host } = await grpcServer();
    const { greeter } = openGrpcUser({ baseUrl: `https://${host.replace('127.0.0.1', 'localhost')}` });
    const { error } = await greeter().sayHello();
    expect(error?.message).toMatch(/does not speak TLS; use http:\/\//);
  });
});

describe('a suite’s mistake', () => {
  const mistakes = async (how: object, folder?: string) =>
    openGrpcUser({ baseUrl: await grpcServer() }, folder).greeter(how);

  it('in the file is told with its path', async () => {
    const folder = protoFolder({
      'torn.proto': 'syntax = "proto3"; message {',
      'lost.proto': 'import "nowhere.proto";',
    });
    const missing = await mistakes({ proto: 'gretter.proto' }, folder);
    await expect(missing.sayHello()).rejects.toThrow(
      `The file '${folder}/gretter.proto' does not exist or cannot be read; a .proto is looked for beside the suite's file`,
    );
    const torn = await mistakes({ proto: 'torn.proto' }, folder);
    await expect(torn.sayHello()).rejects.toThrow(/torn\.proto' cannot be read as \.proto: illegal type name '\{'/);
    const lost = await mistakes({ proto: ['lost.proto'] }, folder);
    await expect(lost.sayHello()).rejects.toMatchObject({ code: 'proto' });
  });

  it('in the name of service or method is told with what there is', async () => {
    const service = await mistakes({ service: 'helloworld.Greter' });
    await expect(service.sayHello()).rejects.toThrow(
      /There is no service 'helloworld\.Greter' in '.*greeter\.proto'\. Did you mean "helloworld\.Greeter"\?/,
    );
    const other = await mistakes({ service: 'Shop' });
    await expect(other.sayHello()).rejects.toThrow(/There is helloworld\.Greeter\.$/);
    const { grpc } = openGrpcUser({ baseUrl: await grpcServer() });
    const greeter = grpc.service({ proto: 'greeter.proto', service: GREETER });
    await expect(greeter.sayHelo?.()).rejects.toThrow(
      `The service ${GREETER} has no method 'sayHelo'. Did you mean "sayHello"?`,
    );
  });

  it('in what is sent is told before it is sent', async () => {
    const { greeter, recorded } = openGrpcUser({ baseUrl: await grpcServer() });
    const { sayHello, collectNames, listGreetings } = greeter();
    await expect(collectNames({ name: 'a' })).rejects.toThrow(/give an array or a generator of messages/);
    await expect(collectNames([1 as never])).rejects.toMatchObject({ code: 'request' });
    await expect(sayHello({}, { metadata: { 'a b': 'x' } })).rejects.toMatchObject({ code: 'metadata' });
    await expect(sayHello({}, { timeout: 'soon' })).rejects.toMatchObject({ code: 'timeout-option' });
    await expect(sayHello().write({})).rejects.toMatchObject({ code: 'stream' });
    await expect(sayHello().read()).rejects.toMatchObject({ code: 'stream' });
    await expect(listGreetings().write({})).rejects.toMatchObject({ code: 'stream' });
    expect(recorded().names).toContain(`${GREETER}/CollectNames`);
  });

  it('in the options is told', async () => {
    const { grpc } = openGrpcUser({ baseUrl: await grpcServer() });
    await expect(grpc.service({ service: GREETER }).sayHello?.()).rejects.toThrow(/needs either its \.proto file/);
    expect(() => grpc.service({ service: GREETER, proto: 'a.proto', target: 'ftp://x' })).toThrow(
      "'ftp://x' is no address of a gRPC service, such as 127.0.0.1:50051 or https://host:443.",
    );
  });
});

describe('a package that is not installed', () => {
  it('is named with what to run', () => {
    const missing = Object.assign(new Error("Cannot find package '@grpc/grpc-js' imported from /x"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    expect(libraryError(missing)).toMatchObject({
      code: 'library',
      message:
        'gRPC needs the package @grpc/grpc-js, which is not installed. Run: npm install @grpc/grpc-js @grpc/proto-loader',
    });
    expect(libraryError(new Error('torn')).message).toMatch(/cannot be loaded: torn\. Install them anew: npm install/);
  });
});
