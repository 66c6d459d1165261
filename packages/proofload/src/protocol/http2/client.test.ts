import { constants } from 'node:http2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failuresOf, openUser } from '../http/session.fixture.ts';
import { authority, connectionNumber, empty, plainServer, secureServer } from './servers.fixture.ts';

const H2C = { http2: 'h2c' } as const;

describe('HTTP/2', () => {
  it('is agreed on in the TLS handshake, and is recorded like any other', async () => {
    const { baseUrl } = await secureServer((stream, headers) => {
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      stream.end(JSON.stringify({ method: headers[':method'], authority: headers[':authority'] }));
    });
    const { http, recorded } = openUser({ baseUrl, tls: { ca: authority.cert }, network: { http2: true } });
    const response = await http.get('/books?page=2', { expect: 200 });
    expect(response.json()).toEqual({ method: 'GET', authority: baseUrl.host });
    await http.get('/books');
    const { counts } = recorded().of('GET /books');
    expect(counts.latency.count).toBe(2);
    expect([counts.connect.count, counts.tls.count]).toEqual([1, 1]);
    expect(counts.bytesIn).toBeGreaterThan(0);
  });

  it('without TLS is spoken at once to a server that expects it', async () => {
    const { baseUrl } = await plainServer((stream) => {
      stream.respond({ ':status': 201, 'x-one': 'a' });
      stream.end('made');
    });
    const { http } = openUser({ baseUrl, network: H2C });
    const response = await http.post('/', { json: {} });
    expect([response.status, response.text(), response.headers.get('X-One')]).toEqual([201, 'made', 'a']);
  });

  it('sends bodies', async () => {
    const { baseUrl } = await plainServer((stream, headers) => {
      stream.respond({ ':status': 200, 'x-length': headers['content-length'] ?? '' });
      stream.pipe(stream);
    });
    const { http } = openUser({ baseUrl, network: H2C });
    const body = 'ü'.repeat(300_000);
    const response = await http.put('/', { body });
    expect(response.text()).toBe(body);
    expect(response.headers.get('x-length')).toBe('600000');
  });

  it('follows redirects and keeps cookies', async () => {
    const { baseUrl } = await plainServer((stream, headers) => {
      if (headers[':path'] === '/') {
        stream.respond({ ':status': 302, location: '/next', 'set-cookie': ['a=1', 'b=2'] }, { endStream: true });
      } else {
        stream.respond({ ':status': 200 });
        stream.end(headers.cookie);
      }
    });
    const { http } = openUser({ baseUrl, network: H2C });
    expect((await http.get('/')).text()).toBe('a=1; b=2');
  });

  it('leaves out what HTTP/1.1 says of its connection', async () => {
    const { baseUrl } = await plainServer((stream, headers) => {
      stream.respond({ ':status': 200 });
      stream.end(String(headers.connection));
    });
    const { http } = openUser({ baseUrl, headers: { connection: 'keep-alive' }, network: H2C });
    expect((await http.get('/')).text()).toBe('undefined');
  });

  it('has no body in the answer to HEAD', async () => {
    const { baseUrl } = await plainServer((stream) => {
      stream.respond({ ':status': 200, 'content-length': '5' }, { endStream: true });
    });
    const { http } = openUser({ baseUrl, network: H2C });
    const response = await http.head('/');
    expect([response.status, response.bytes.length]).toEqual([200, 0]);
  });

  it('keeps no more of a body than it may', async () => {
    const { baseUrl } = await plainServer((stream) => {
      stream.respond({ ':status': 200 });
      stream.end(Buffer.alloc(100_000));
    });
    const { http } = openUser({ baseUrl, maxBodyBytes: 10, network: H2C });
    const response = await http.get('/');
    expect(response.status).toBe(200);
    expect(() => response.bytes).toThrow(/has 100000 bytes, of which only the first 10 were kept/);
  });

  it('carries the requests of one virtual user beside one another on one connection', async () => {
    const held: (() => void)[] = [];
    const { baseUrl, sessions } = await plainServer((stream) => {
      held.push(() => stream.respond({ ':status': 204 }, { endStream: true }));
      if (held.length === 20) for (const release of held) release();
    });
    const { http } = openUser({ baseUrl, network: H2C });
    const answers = await Promise.all(Array.from({ length: 20 }, () => http.get('/')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 204));
    expect(sessions).toHaveLength(1);
  });

  it('waits for room when the server allows fewer streams', async () => {
    let open = 0;
    let most = 0;
    const { baseUrl } = await plainServer(
      (stream) => {
        open += 1;
        most = Math.max(most, open);
        stream.on('close', () => {
          open -= 1;
        });
        setImmediate(() => empty(stream, {}));
      },
      { maxConcurrentStreams: 2 },
    );
    const { http } = openUser({ baseUrl, network: H2C });
    await http.get('/');
    const answers = await Promise.all(Array.from({ length: 10 }, () => http.get('/')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(most).toBeLessThanOrEqual(2);
  });

  it('spreads over as many connections as it may', async () => {
    const served = await plainServer(connectionNumber(() => served.sessions));
    const { http } = openUser({ baseUrl: served.baseUrl, network: { ...H2C, maxConnections: 3 } });
    const answers = await Promise.all(Array.from({ length: 9 }, () => http.get('/')));
    expect(new Set(answers.map((answer) => answer.text()))).toEqual(new Set(['1', '2', '3']));
  });

  it('opens a connection for each request when told to', async () => {
    const served = await plainServer(connectionNumber(() => served.sessions));
    const { http } = openUser({ baseUrl: served.baseUrl, network: { ...H2C, connections: 'new' } });
    expect((await http.get('/')).text()).toBe('1');
    expect((await http.get('/')).text()).toBe('2');
  });

  it('ends what is in flight when the run does, without a failure', async () => {
    const { baseUrl } = await plainServer(() => {});
    const { http, recorded } = openUser({ baseUrl, network: H2C });
    const request = http.get('/');
    setTimeout(() => http.close(), 20);
    await expect(request).rejects.toMatchObject({ code: 'stopped' });
    const { counts } = recorded().of('GET /');
    expect([counts.censored, counts.failed]).toEqual([1, 0]);
  });

  it('streams an answer as it comes, which may be paused', async () => {
    const { baseUrl } = await plainServer((stream) => {
      stream.respond({ ':status': 200 });
      stream.end(Buffer.alloc(3_000_000));
    });
    const { http } = openUser({ baseUrl, network: H2C });
    const client = http.clientOf(http.shared.ownOrigin);
    const request = http.writeRequest('GET', http.shared.ownOrigin, '/', {});
    let received = 0;
    const response = await new Promise<{ bodyBytes: number }>((answered, failed) => {
      const exchange = client.stream(
        request,
        { timeoutMs: 10_000 },
        {
          answered,
          failed,
          onHead: ({ status }) => expect(status).toBe(200),
          onBody: (_, start, end) => {
            received += end - start;
            exchange.pause();
            setImmediate(() => exchange.resume());
          },
        },
      );
    });
    expect([received, response.bodyBytes]).toEqual([3_000_000, 3_000_000]);
  });

  it('hands over trailers', async () => {
    const { baseUrl } = await plainServer((stream) => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '7' }));
      stream.end('body');
    });
    const { http } = openUser({ baseUrl, network: H2C });
    const origin = http.shared.ownOrigin;
    const trailer = await new Promise((resolve, failed) => {
      http
        .clientOf(origin)
        .dispatch(
          http.writeRequest('GET', origin, '/', {}),
          { timeoutMs: 10_000 },
          { answered: ({ trailers }) => resolve(trailers.get('x-sum')), failed },
        );
    });
    expect(trailer).toBe('7');
  });

  it('says and understands whatever headers and bodies there are', async () => {
    const { baseUrl } = await plainServer(
      (stream, headers) => {
        stream.respond({ ':status': 200, 'x-said': headers['x-said'], 'content-type': headers['content-type'] });
        stream.pipe(stream);
      },
      { initialWindowSize: 20_000, headerTableSize: 200 },
      { paddingStrategy: constants.PADDING_STRATEGY_MAX },
    );
    const { http } = openUser({ baseUrl, network: H2C });
    const value = fc.array(fc.integer({ min: 0x21, max: 0x7e }), { maxLength: 300 });
    const text = value.map((codes) => String.fromCharCode(...codes));
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.nat(70_000).map((size) => new Uint8Array(size).fill(7)),
    );
    const turn = fc.record({ said: text, type: fc.constantFrom('a/b', 'c/d'), body });
    const property = fc.asyncProperty(fc.array(turn, { maxLength: 8 }), async (turns) => {
      const answers = await Promise.all(
        turns.map((each) =>
          http.post('/', { headers: { 'x-said': each.said, 'content-type': each.type }, body: each.body }),
        ),
      );
      const seen = answers.map(({ headers, bytes }) => [
        headers.get('x-said'),
        headers.get('content-type'),
        [...bytes],
      ]);
      expect(seen).toEqual(turns.map((each) => [each.said, each.type, [...each.body]]));
    });
    await fc.assert(property, { numRuns: 20 });
  });

  it('counts a request that cannot be said in HTTP/2 as failed', async () => {
    const { baseUrl } = await plainServer(empty);
    const { http, recorded } = openUser({ baseUrl, network: H2C });
    await http.get('/', { headers: { te: 'gzip' } });
    expect(failuresOf(recorded().of('GET /'))[0]).toMatch(/^socket: The request could not be sent over HTTP\/2/);
  });
});
