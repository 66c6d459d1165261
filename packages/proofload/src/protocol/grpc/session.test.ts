import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failuresOf } from '../http/session.fixture.ts';
import { listen } from '../http1/servers.fixture.ts';
import { GREETER, type Greeter, grpcServer, openGrpcUser } from './session.fixture.ts';
import { GrpcSession } from './session.ts';
import type { GrpcServiceOptions } from './types.ts';

const HELLO = `${GREETER}/SayHello`;

describe('a call with one message and one answer', () => {
  it('is an operation, and its response has message, status, metadata and trailers', async () => {
    const { greeter, caller, recorded } = openGrpcUser({ baseUrl: await grpcServer() });
    const response = await greeter().sayHello({ name: 'Ada', bigNumber: '9007199254740993' });
    expect(response).toMatchObject({
      status: 'OK',
      code: 0,
      ok: true,
      error: undefined,
      messagesIn: 1,
      messagesOut: 1,
    });
    expect(response.message).toEqual({ message: 'Hello Ada', bigNumber: '9007199254740993', mood: 'GLAD' });
    expect([response.trailers.get('took'), response.trailers.get('none')]).toEqual(['1', undefined]);
    expect(caller.lastOperation).toBe(HELLO);
    const { of, sendLags } = recorded();
    const { kind, counts, exemplars } = of(HELLO);
    expect(kind).toBe('grpc');
    expect(counts).toMatchObject({ count: 1, failed: 0 });
    expect([...counts.statuses]).toEqual([[0, 1]]);
    expect(counts.bytesOut).toBeGreaterThan(5);
    expect(counts.bytesIn).toBeGreaterThan(5);
    expect(counts.trends.size).toBe(0);
    expect(sendLags).toBe(1);
    expect(exemplars.slowest[0]).toMatchObject({ status: 'OK', user: 7, task: 'browse' });
    expect(exemplars.slowest[0]?.excerpt).toContain('"message":"Hello Ada"');
  });

  it('counts from its intended start, but not what it takes to load the service', async () => {
    const { greeter, caller } = openGrpcUser({ baseUrl: await grpcServer() });
    caller.late = { intendedMs: 70, freeMs: 20 };
    for (const call of [greeter().sayHello(), greeter().sayHello()]) {
      const { timings } = await call;
      expect(timings.queueWaitMs).toBeCloseTo(50, 6);
      expect(timings.latencyMs).toBeCloseTo(timings.serviceMs + timings.queueWaitMs + timings.sendLagMs, 6);
    }
  });

  it('is named by its name and tags, and found in either case', async () => {
    const { grpc, recorded } = openGrpcUser({ baseUrl: await grpcServer() });
    const service = grpc.service({ proto: 'greeter.proto', service: GREETER });
    await service.SayHello?.({ name: 'a' }, { name: 'greet', tags: { area: 'social' } });
    await service.sayHello?.();
    const { of, names } = recorded();
    expect(names).toEqual(['greet', HELLO]);
    expect(of('greet').tags).toEqual({ area: 'social' });
  });

  it('sends the suite’s headers as metadata to the suite’s target alone, and its own', async () => {
    const baseUrl = await grpcServer();
    const { greeter } = openGrpcUser({ baseUrl, headers: { Authorization: 'Bearer suite', 'user-agent': 'x' } });
    const seen = async (call: ReturnType<ReturnType<typeof greeter>['sayHello']>) => (await call).metadata.get('seen');
    const other = greeter({ target: (await grpcServer()).host });
    expect(await seen(greeter().sayHello())).toBe('Bearer suite');
    expect(await seen(greeter().sayHello({}, { metadata: { authorization: 'mine' } }))).toBe('mine');
    expect(await seen(greeter({ metadata: { authorization: 'ours' } }).sayHello())).toBe('ours');
    const list = await greeter().sayHello({}, { metadata: { 'x-list': ['a', 'b'] } });
    expect(list.metadata.get('list')).toBe('a, b');
    expect(await seen(other.sayHello())).toBe('');
  });

  it('goes over a connection of each virtual user, or one for all when they are to share it', async () => {
    let connections = 0;
    const { port } = await grpcServer();
    const baseUrl = await listen(
      createServer((socket) => {
        connections += 1;
        socket.pipe(connect(Number(port), '127.0.0.1')).pipe(socket);
      }),
    );
    const user = openGrpcUser({ baseUrl });
    const others = [1, 2].map(() => new GrpcSession(user.target, user.caller));
    const call = (how: Partial<GrpcServiceOptions>) => (session: GrpcSession) =>
      session.service<Greeter>({ proto: 'greeter.proto', service: GREETER, ...how }).sayHello();
    await Promise.all(others.map(call({})));
    expect(connections).toBe(2);
    await Promise.all(others.map(call({ channel: 'worker' })));
    expect(connections).toBe(3);
    for (const session of others) session.close();
  });
});

describe('a status', () => {
  it('other than OK fails the call without throwing, and is told with the server’s words', async () => {
    const { greeter, recorded } = openGrpcUser({ baseUrl: await grpcServer() });
    const response = await greeter().sayHello({ name: 'nobody' });
    expect(response).toMatchObject({ status: 'NOT_FOUND', code: 5, ok: false, details: 'no nobody' });
    expect(response.error).toMatchObject({ code: 'status', counted: true });
    expect(response.trailers.get('why')).toBe('nobody is there');
    expect(() => response.message).toThrow('The call ended with NOT_FOUND: no nobody.');
    const { counts, ...hello } = recorded().of(HELLO);
    expect([...counts.statuses]).toEqual([[5, 1]]);
    expect(counts.latency.count).toBe(1);
    expect(failuresOf({ counts, ...hello })).toEqual(['status: NOT_FOUND: no nobody ×1']);
    expect(hello.exemplars.failed[0]).toMatchObject({ status: 'NOT_FOUND', error: 'NOT_FOUND: no nobody' });
  });

  it('may be expected, alone, as one of several, or by a function', async () => {
    const { greeter, recorded } = openGrpcUser({ baseUrl: await grpcServer() });
    const { sayHello } = greeter();
    expect((await sayHello({ name: 'nobody' }, { expect: 'NOT_FOUND' })).error?.counted).toBe(false);
    await sayHello({ name: 'nobody' }, { expect: ['OK', 'NOT_FOUND'] });
    await sayHello({ name: 'nobody' }, { expect: ({ code }) => code === 5 });
    await sayHello({ name: 'Ada' }, { name: 'wrong', expect: 'NOT_FOUND' });
    await sayHello({ name: 'nobody' }, { name: 'wrong', expect: ['OK', 'ABORTED'] });
    await sayHello({ name: 'Ada' }, { name: 'wrong', expect: ({ message }) => message.message === 'Bye' || 'no bye' });
    const { of } = recorded();
    expect(of(HELLO).counts).toMatchObject({ count: 3, failed: 0 });
    expect(failuresOf(of('wrong'))).toEqual([
      'expect: expected NOT_FOUND, got OK ×1',
      'expect: expected OK or ABORTED, got NOT_FOUND: no nobody ×1',
      'expect: no bye ×1',
    ]);
  });

  it('is what the task says until the iteration ends', async () => {
    const { greeter, recorded } = openGrpcUser({ baseUrl: await grpcServer() });
    (await greeter().sayHello({ name: 'nobody' })).pass();
    (await greeter().sayHello({ name: 'Ada' }, { name: 'told' })).fail('too friendly');
    const { of } = recorded();
    expect(of(HELLO).counts.failed).toBe(0);
    expect(failuresOf(of('told'))).toEqual(['fail: too friendly ×1']);
  });
});

describe('a stream from the server', () => {
  it('is looped over, with the time to its first message and the gaps between them', async () => {
    const { greeter, recorded } = openGrpcUser({ baseUrl: await grpcServer() });
    const call = greeter().listGreetings({ name: '100' });
    const seen: unknown[] = [];
    for await (const { message } of call) seen.push(message);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => `Hello ${index + 1}`));
    expect(await call).toMatchObject({ status: 'OK', messagesIn: 100, messagesOut: 1 });
    const { counts } = recorded().of(`${GREETER}/ListGreetings`);
    expect(counts).toMatchObject({ count: 1, failed: 0 });
    expect(counts.trends.get('firstEvent')?.count).toBe(1);
    expect(counts.trends.get('eventGap')?.count).toBe(99);
    expect(counts.trends.get('messagesIn')?.max).toBe(100);
    expect(counts.trends.get('messagesOut')?.max).toBe(1);
  });

  it('is counted and let go when nobody loops over it', async () => {
    const { greeter } = openGrpcUser({ baseUrl: await grpcServer() });
    const response = await greeter().listGreetings({ name: '100' });
    expect(response.messagesIn).toBe(100);
    expect(() => response.message).toThrow(/has a stream as its answer; loop over the call/);
  });

  it('makes the server wait while nobody reads, and goes on from there', async () => {
    const { greeter } = openGrpcUser({ baseUrl: await grpcServer() });
    const call = greeter().listGreetings({ name: '500' });
    expect((await call.read())?.message).toBe('Hello 1');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const rest: unknown[] = [];
    for await (const { message } of call) rest.push(message);
    expect([rest.length, rest[0], rest.at(-1)]).toEqual([499, 'Hello 2', 'Hello 500']);
  });

  it('throws at the end of the loop when the call fails, which is counted once', async () => {
    const { greeter, recorded } = openGrpcUser({ baseUrl: await grpcServer() });
    const call = greeter().listGreetings({ name: 'broken' });
    const looped = (async () => {
      for await (const _ of call);
    })();
    await expect(looped).rejects.toMatchObject({ code: 'status', counted: true });
    expect((await call).status).toBe('DATA_LOSS');
    expect(failuresOf(recorded().of(`${GREETER}/ListGreetings`))).toEqual(['status: DATA_LOSS: the list is torn ×1']);
  });

  it('that is left early ends the call, which is no failure', async () => {
    const { greeter, recorded } = openGrpcUser({ baseUrl: await grpcServer() });
    const call = greeter().listGreetings({ name: 'endless' });
    for await (const _ of call) break;
    expect(await call).toMatchObject({ status: 'CANCELLED', error: undefined });
    expect(recorded().of(`${GREETER}/ListGreetings`).counts).toMatchObject({ count: 1, failed: 0 });
  });
});

describe('a stream to the server', () => {
  it('takes an array, a generator, or what is written', async () => {
    const { greeter, recorded } = openGrpcUser({ baseUrl: await grpcServer() });
    const { collectNames } = greeter();
    expect((await collectNames([{ name: 'a' }, { name: 'b' }])).message.message).toBe('a, b');
    async function* names() {
      yield { name: 'c' };
      yield { name: 'd' };
    }
    expect((await collectNames(names())).message.message).toBe('c, d');
    const call = collectNames();
    void call.write({ name: 'e' });
    await call.write({ name: 'f' });
    call.end();
    expect(await call).toMatchObject({ messagesOut: 2, message: { message: 'e, f' } });
    await expect(call.write({ name: 'g' })).rejects.toMatchObject({ code: 'stream' });
    expect(recorded().of(`${GREETER}/CollectNames`).counts.trends.get('messagesOut')?.count).toBe(3);
  });

  it('whose generator throws ends the call, with that error for the task', async () => {
    const { greeter, recorded } = openGrpcUser({ baseUrl: await grpcServer() });
    const broken = new RangeError('no more names');
    function* names() {
      yield { name: 'a' };
      throw broken;
    }
    await expect(greeter().collectNames(names())).rejects.toBe(broken);
    expect(failuresOf(recorded().of(`${GREETER}/CollectNames`))).toEqual([
      'request: The messages of helloworld.Greeter/CollectNames could not be made: no more names ×1',
    ]);
  });

  it('goes both ways at once, message by message', async () => {
    const { greeter } = openGrpcUser({ baseUrl: await grpcServer() });
    const chat = greeter().chat();
    for (const name of ['a', 'b']) {
      await chat.write({ name });
      expect((await chat.read())?.message).toBe(`Hello ${name}`);
    }
    chat.end();
    expect(await chat.read()).toBeUndefined();
    expect(await chat).toMatchObject({ status: 'OK', messagesIn: 2, messagesOut: 2 });
  });
});

describe('the end of the run', () => {
  it('censors what is under way, and lets nothing begin', async () => {
    const { greeter, grpc, caller, recorded } = openGrpcUser({ baseUrl: await grpcServer() });
    const { sayHello, listGreetings, chat } = greeter();
    await sayHello();
    const [slow, list, talk] = [sayHello({ name: 'slow' }), listGreetings({ name: 'endless' }), chat()];
    const looped = (async () => {
      for await (const _ of list);
    })();
    const outcomes = Promise.allSettled([slow, looped, talk.read()]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    caller.stopped = true;
    grpc.close();
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'stopped' } });
    await expect(sayHello()).rejects.toMatchObject({ code: 'stopped' });
    const { of } = recorded();
    expect(of(HELLO).counts).toMatchObject({ count: 1, failed: 0, censored: 1 });
    expect(of(`${GREETER}/ListGreetings`).counts).toMatchObject({ count: 0, failed: 0, censored: 1 });
    expect(of(`${GREETER}/Chat`).counts).toMatchObject({ count: 0, censored: 1 });
  });
});

describe('the way to a service', () => {
  it('is a Unix socket where the target says so', async () => {
    const target = await grpcServer();
    const path = join(tmpdir(), `proofload-grpc-${process.pid}.sock`);
    const server = createServer((socket) => {
      const way = connect(Number(target.port), '127.0.0.1');
      way.on('error', () => socket.destroy());
      socket.on('error', () => way.destroy());
      socket.pipe(way).pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    const { greeter } = openGrpcUser({ baseUrl: 'http://shop.test', network: { socketPath: path } });
    expect((await greeter().sayHello({ name: 'Ada' })).status).toBe('OK');
  });

  it('cannot lead through a proxy, which is said, but goes straight where the service has an address', async () => {
    const target = await grpcServer();
    const { greeter } = openGrpcUser({ baseUrl: target, network: { proxy: 'http://127.0.0.1:1' } });
    expect(() => greeter()).toThrow("gRPC cannot go through a proxy, as the target's proxy asks.");
    expect((await greeter({ target: target.host }).sayHello({ name: 'Ada' })).status).toBe('OK');
  });
});
