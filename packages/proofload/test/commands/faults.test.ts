/** Servers that misbehave, as a user meets them: each a typed failure under its operation, and the load goes on. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeCertificate } from '../../src/protocol/http1/certificates.fixture.ts';
import { workplace } from '../e2e/command.fixture.ts';
import { nobody, serve, serveRaw } from '../e2e/server.fixture.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const EVENTS = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';

/** Does this with every request. */
const on = (act: (socket: Socket) => void): Promise<string> =>
  serveRaw((socket) => socket.on('data', () => act(socket)));

const expired = makeCertificate({
  name: '127.0.0.1',
  hosts: ['127.0.0.1'],
  notBefore: new Date('2020-01-01'),
  notAfter: new Date('2021-01-01'),
});

async function serveExpired(): Promise<string> {
  const server = createServer({ key: expired.key, cert: expired.cert }, (_, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** By the operation's name: who serves it, and what its failures are called. */
const FAULTS: Readonly<Record<string, readonly [() => Promise<string>, type: string, message: RegExp]>> = {
  closes: [() => on((socket) => socket.end()), 'early-close', /closed the connection without an answer/],
  resets: [() => on((socket) => socket.resetAndDestroy()), 'reset', /^connection reset$/],
  'stalls in the head': [() => on((socket) => socket.write(OK.slice(0, 20))), 'timeout', /^timed out after 250ms: /],
  'stalls in the body': [() => on((socket) => socket.write(OK.slice(0, -1))), 'timeout', /^timed out after 250ms: /],
  'sends garbage': [() => on((socket) => socket.write('\x00\x01 garbage\r\n')), 'malformed', /not valid HTTP/],
  'answers twice': [() => on((socket) => socket.write(OK + OK)), 'malformed', /sent more than its answer/],
  'answers again later': [
    () => on((socket) => void setTimeout(() => socket.write(OK), 20, socket.write(OK))),
    'malformed',
    /sent more than its answer/,
  ],
  'redirects for ever': [
    () => serve((_, response) => response.writeHead(302, { location: '/' }).end()),
    'redirect',
    /in a loop/,
  ],
  'presents an expired certificate': [serveExpired, 'tls', /has expired; renew it, or set tls\.verify to false/],
  'is not there': [nobody, 'refused', /^connection refused$/],
  'has no such name': [async () => 'http://no-such-host.invalid', 'dns', /does not exist; check the target's address/],
};

describe('servers that misbehave', () => {
  it('are typed failures of their operations, told in sentences, and the load goes on', async () => {
    const urls = await Promise.all(Object.entries(FAULTS).map(async ([name, [url]]) => [name, await url()] as const));
    const fine = await serve((_, response) => response.end());
    const [broken, none] = [
      await on((socket) => void setTimeout(() => socket.end(), 20, socket.write(`${EVENTS}b\r\ndata: one\n\n\r\n`))),
      await on((socket) => socket.end(`${EVENTS}8\r\ngarbage\n\r\n0\r\n\r\n`)),
    ];
    const place = await workplace();
    await place.write('ca.pem', expired.cert);
    const file = await place.write(
      'shop.perf.ts',
      `
import { constant, defineSuite, sequence, user } from 'proofload';
const reader = user('Reader', { wait: constant('1ms'), tasks: sequence({
  all: async ({ http, sse, sleep }) => {
    await Promise.all(${JSON.stringify(urls)}.map(([name, url]) => http.get(url + '/', { name, timeout: name.startsWith('stalls') ? '250ms' : '10s' })));
    await Promise.all([['breaks off', '${broken}'], ['is no stream', '${none}']].map(async ([name, url]) => {
      try { for await (const event of await sse.connect(url + '/', { name })) event.data; } catch {}
    }));
    await http.get('/', { name: 'is fine' });
    await sleep('50ms');
  },
  ends: async ({ sse }) => { for await (const event of await sse.connect('${none}/', { name: 'is no stream' })) event.data; },
}) });
export default defineSuite({
  name: 'shop', target: { url: '${fine}', tls: { ca: 'ca.pem' } }, users: [reader], load: { users: 1, iterations: 4 },
  requirements: { '*': { errors: '<1%' } },
});
`,
    );
    const { code, stdout, stderr } = await place.run(['run', file, '--junit', 'junit.xml', '-v']);
    const { operations, verdict, end } = await place.record();
    expect([end, code]).toEqual(['completed', verdict.status === 'invalid' ? 3 : 1]);
    const failures = operations.map(({ name, count, errors }) => [
      name,
      count,
      [...new Set(errors.map(({ type }) => type))],
    ]);
    expect(Object.fromEntries(failures.map(([name, ...rest]) => [name, rest]))).toEqual({
      ...Object.fromEntries(Object.entries(FAULTS).map(([name, [, type]]) => [name, [2, [type]]])),
      'breaks off': [2, ['early-close']],
      'is no stream': [4, ['malformed']],
      'is fine': [2, []],
      // What the task lets through breaks its iteration off, and counts where it happened.
      'Reader.ends': [2, ['broke-off']],
    });
    const told = stdout.replace(/\s+/g, ' ');
    for (const [name, [, , message]] of Object.entries(FAULTS)) {
      const [error] = operations.find((operation) => operation.name === name)?.errors ?? [];
      expect(error?.message).toMatch(message);
      expect(told).toContain(error?.message);
    }
    expect(told).toMatch(/Tasks broke off 2 times because something that they asked for had failed/);
    const junit = await readFile(join(place.folder, 'junit.xml'), 'utf8');
    expect(`${stdout}${stderr}${junit}`).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });
});

describe('code of a suite that nothing can catch', () => {
  it('is told with its line, wherever it throws, and costs the run nothing', async () => {
    const fine = await serve((_, response) => response.end());
    const place = await workplace();
    const file = await place.write(
      'shop.perf.ts',
      `import { defineSuite, user } from 'proofload';
Promise.reject(new Error('not loaded'));
const reader = user('Reader', { tasks: { home: async ({ http }) => {
  Promise.reject('not awaited');
  await http.get('/');
} } });
export default defineSuite({
  name: 'shop', target: '${fine}', users: [reader], load: { users: 1, iterations: 3 },
  setup: () => void setTimeout(() => { throw new RangeError('in a timer'); }),
});
`,
    );
    const { stderr, stdout } = await place.run(['run', file]);
    expect(stderr).toMatch(/nothing could catch it: Error: not loaded \(shop\.perf\.ts:2:\d+\)\. The command goes on/);
    expect(stderr).toMatch(/nothing could catch it: RangeError: in a timer \(shop\.perf\.ts:9:/);
    const { operations, totals } = await place.record();
    expect(totals.count).toBe(3);
    const unhandled = operations.find(({ name }) => name === '(unhandled)');
    expect(unhandled?.errors.map(({ message, count }) => [message, count])).toEqual([
      [expect.stringMatching(/^Error: not loaded \(shop\.perf\.ts:2:/), 1],
      ["'not awaited' was thrown, which is no Error and so tells no line", 3],
    ]);
    expect(stdout.replace(/\s+/g, ' ')).toContain('threw 4 times where no task could catch it');
  });

  it('and that ends the process is told, with exit code 2', async () => {
    const place = await workplace();
    const { code, stderr } = await place.run(['run', await place.write('shop.perf.ts', 'process.exit(9);\n')]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^The suite ended the command \(process\.exit\)/)]);
  });
});
