import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadPackageDefinition, Server, ServerCredentials } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { runRecordSchema } from '../../src/record/schema.ts';
import { workplace } from '../e2e/command.fixture.ts';
import { serve } from '../e2e/server.fixture.ts';

/** A service that streams events, answers GraphQL and does jobs. */
function answers(url: string, response: ServerResponse) {
  const json = { 'content-type': 'application/json' };
  if (url === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end('data: one\n\ndata: two\n\n');
  } else if (url === '/graphql') {
    response.writeHead(200, json);
    response.end('{"data":{"cart":{"total":7}}}');
  } else if (url === '/v1/chat/completions') {
    response.writeHead(200, json);
    response.end(
      '{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}',
    );
  } else if (url === '/jobs') {
    response.writeHead(202, json);
    response.end('{"id":"7"}');
  } else {
    response.writeHead(200, json);
    response.end('{"status":"done"}');
  }
}

const GREETER = `
syntax = "proto3";
service Greeter { rpc SayHello (Hello) returns (Hello); }
message Hello { string name = 1; }
`;

describe('protocols in a task', () => {
  it('are there when they are asked for, each with operations of its own', async () => {
    const server = createServer(({ url = '/' }, response) => answers(url, response));
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => socket.on('message', (message) => socket.send(String(message))));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const place = await workplace();
    const file = await place.write(
      'shop.perf.ts',
      `
import { defineSuite, graphql, job, user } from 'proofload';
const portrait = job('portrait', {
  submit: ({ http }) => http.post('/jobs', { json: {} }),
  id: (answer) => answer.json().id,
  poll: { request: ({ http, id }) => http.get(http.path\`/jobs/\${id}\`), every: '5ms' },
  state: (answer) => answer.json().status,
});
const all = user('All', { tasks: { all: async ({ http, sse, ws, llm, job, batch, check }) => {
  const texts = [];
  for await (const event of await sse.connect('/events')) texts.push(event.data);
  check('both events came', texts.join() === 'one,two');
  const socket = await ws.connect('/chat');
  await socket.send('hello');
  check('the echo came', (await socket.receive()).text() === 'hello');
  await socket.close();
  const { data } = await graphql(http, 'query cart { cart { total } }');
  check('the cart has a total', data.cart.total === 7);
  const reply = await llm.chat({ messages: [{ role: 'user', content: 'hello' }], stream: false });
  check('the model answered', reply.text === 'hi');
  const [one, two] = await batch('homes', { sizes: [1, 2], parallel: () => http.get('/') });
  check('the batch was done', one.ok && two.ok && two.size === 2);
  check('the job was done', (await job(portrait)).ok);
} } });
export default defineSuite({ name: 'shop', target: 'http://127.0.0.1:${port}', users: [all], llm: { model: 'small' }, load: { users: 2, iterations: 5 } });
`,
    );
    const { stderr } = await place.run(['run', file, '--workers', '2', '-v']);
    const { operations, checks } = runRecordSchema.parse(await place.record());
    expect(checks.map(({ name, passed, failed }) => ({ name, passed, failed }))).toEqual(
      [
        'both events came',
        'the echo came',
        'the cart has a total',
        'the model answered',
        'the batch was done',
        'the job was done',
      ].map((name) => ({
        ...{ name, passed: 10, failed: 0 },
      })),
    );
    const names = operations.map(({ name }) => name);
    expect(names, stderr).toEqual(
      expect.arrayContaining(['WS /chat', 'POST /graphql cart', 'chat small', 'homes (2)', 'portrait']),
    );
  });

  it('has gRPC, with the .proto file beside the suite', async () => {
    const place = await workplace();
    const proto = `${place.folder}/${await place.write('greeter.proto', GREETER)}`;
    const { Greeter } = loadPackageDefinition(loadSync(proto)) as unknown as {
      readonly Greeter: { readonly service: Parameters<Server['addService']>[0] };
    };
    const server = new Server();
    server.addService(Greeter.service, {
      sayHello: (call: { request: { name: string } }, answer: (error: null, value: object) => void) =>
        answer(null, { name: `hello ${call.request.name}` }),
    });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    onTestFinished(() => server.forceShutdown());
    const file = await place.write(
      'greeter.perf.ts',
      `
import { defineSuite, user } from 'proofload';
const caller = user('Caller', { tasks: { greet: async ({ grpc, check }) => {
  const greeter = grpc.service({ proto: 'greeter.proto', service: 'Greeter' });
  const { message } = await greeter.sayHello({ name: 'Ada' });
  check('greets', message.name === 'hello Ada');
} } });
export default defineSuite({ name: 'greeter', target: 'http://127.0.0.1:${port}', users: [caller], load: { users: 1, iterations: 5 } });
`,
    );
    const { stderr } = await place.run(['run', file, '-v']);
    const { operations, checks } = await place.record();
    expect(checks, `${stderr} ${JSON.stringify(operations.map(({ errors }) => errors))}`).toMatchObject([
      { name: 'greets', passed: 5, failed: 0 },
    ]);
  });

  it('cost a suite without them nothing but a getter: a task that takes http alone opens none', async () => {
    const target = await serve((_, response) => response.end());
    const place = await workplace();
    const file = await place.write(
      'shop.perf.ts',
      `
import { defineSuite, user } from 'proofload';
const reader = user('Reader', { tasks: { home: (context) => {
  context.check('has no session of its own', !Object.keys(context).some((name) => ['ws', 'sse', 'grpc', 'llm', 'batch', 'job'].includes(name)));
  return context.http.get('/');
} } });
export default defineSuite({ name: 'shop', target: '${target}', users: [reader], load: { users: 1, iterations: 3 } });
`,
    );
    await place.run(['run', file]);
    const { checks } = await place.record();
    expect(checks.reduce((sum, { passed }) => sum + passed, 0)).toBe(3);
  });
});
