import { constants } from 'node:http2';
import { createServer as createSecureServer } from 'node:https';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { failuresOf, openUser } from '../http/session.fixture.ts';
import { httpServer, listen } from '../http1/servers.fixture.ts';
import { authority, empty, leaf, plainServer } from './servers.fixture.ts';

const H2C = { http2: 'h2c' } as const;
const { NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;

/** How a GET of / fails. */
async function failure(baseUrl: URL, network: { readonly http2: boolean | 'h2c' } = H2C): Promise<string> {
  const { http, recorded } = openUser({ baseUrl, network, tls: { ca: authority.cert }, timeoutMs: 5_000 });
  const { status, error } = await http.get('/');
  expect(status).toBe(0);
  expect(failuresOf(recorded().of('GET /'))).toHaveLength(1);
  return `${error?.code}: ${error?.message}`;
}

describe('a server that does not speak HTTP/2', () => {
  it('is told of when it agrees to HTTP/1.1 in the handshake', async () => {
    const baseUrl = await listen(createSecureServer(leaf, (_, response) => response.end()));
    baseUrl.protocol = 'https:';
    const message = await failure(baseUrl, { http2: true });
    expect(message).toMatch(/^protocol: https:.* did not agree to HTTP\/2 in the TLS handshake; leave http2 out/);
  });

  it('is told of without TLS, whatever it answers', async () => {
    const baseUrl = await httpServer((_, response) => response.end());
    expect(await failure(baseUrl)).toMatch(/^protocol: http:.* does not speak HTTP\/2 without TLS/);
  });

  it('is told of when it closes at once', async () => {
    const baseUrl = await listen(createServer((socket) => socket.end()));
    expect(await failure(baseUrl)).toMatch(/^protocol: /);
  });

  it('is refused when nobody listens', async () => {
    expect(await failure(new URL('http://127.0.0.1:1'))).toMatch(/^refused: 127.0.0.1:1 refused the connection/);
  });
});

describe('a stream that the server resets', () => {
  it('fails, and leaves the others alone', async () => {
    const { baseUrl, sessions } = await plainServer((stream, headers) => {
      if (headers[':path'] === '/bad') stream.close(NGHTTP2_INTERNAL_ERROR);
      else setTimeout(() => empty(stream, headers), 20);
    });
    const { http } = openUser({ baseUrl, network: H2C });
    const [good, bad] = await Promise.all([http.get('/good'), http.get('/bad')]);
    expect(good.status).toBe(204);
    expect(sessions).toHaveLength(1);
    expect(bad.error?.code).toBe('reset');
    expect(bad.error?.message).toMatch(/ reset the stream before its answer was whole \(INTERNAL_ERROR\)\.$/);
  });

  it('in the middle of its body is no answer', async () => {
    const { baseUrl } = await plainServer((stream) => {
      stream.respond({ ':status': 200 });
      stream.write('half');
      setTimeout(() => stream.destroy(new Error('broken')), 20);
    });
    expect(await failure(baseUrl)).toMatch(/^reset: /);
  });

  it('as refused is sent again, once', async () => {
    let count = 0;
    const { baseUrl } = await plainServer((stream, headers) => {
      count += 1;
      if (count === 1) stream.close(NGHTTP2_REFUSED_STREAM);
      else empty(stream, headers);
    });
    const { http } = openUser({ baseUrl, network: H2C });
    expect((await http.post('/')).status).toBe(204);
    expect(count).toBe(2);
  });

  it('as refused whenever it is sent fails in the end', async () => {
    let count = 0;
    const { baseUrl } = await plainServer((stream) => {
      count += 1;
      stream.close(NGHTTP2_REFUSED_STREAM);
    });
    expect(await failure(baseUrl)).toMatch(/^reset: .*\(REFUSED_STREAM\)\.$/);
    expect(count).toBe(6);
  });
});

describe('a connection that the server ends', () => {
  it('in order lets its streams finish, and the next request opens another', async () => {
    const { baseUrl, sessions } = await plainServer((stream, headers) => {
      if (headers[':path'] === '/last') stream.session?.goaway(NGHTTP2_NO_ERROR, stream.id);
      setTimeout(() => empty(stream, headers), 20);
    });
    const { http } = openUser({ baseUrl, network: H2C });
    expect((await http.get('/last')).status).toBe(204);
    expect((await http.get('/next')).status).toBe(204);
    expect(sessions).toHaveLength(2);
  });

  it('with a reason fails with it', async () => {
    const { baseUrl } = await plainServer((stream) => stream.session?.goaway(NGHTTP2_ENHANCE_YOUR_CALM));
    expect(await failure(baseUrl)).toMatch(/^reset: .* ended the connection \(GOAWAY, ENHANCE_YOUR_CALM\)\./);
  });

  it('without a word fails, and the load goes on', async () => {
    const { baseUrl, sockets } = await plainServer((stream, headers) => {
      if (headers[':path'] === '/') sockets.at(-1)?.destroy();
      else empty(stream, headers);
    });
    const { http } = openUser({ baseUrl, network: H2C });
    await http.get('/fine');
    const { error } = await http.post('/');
    expect((await http.get('/fine')).status).toBe(204);
    expect(error?.code).toBe('early-close');
    expect(error?.message).toMatch(/ closed the connection before its answer was whole\.$/);
  });

  it('by never saying anything again is left at the first time-out', async () => {
    let count = 0;
    const { baseUrl, sessions } = await plainServer((stream, headers) => {
      count += 1;
      if (count > 1) empty(stream, headers);
    });
    const { http } = openUser({ baseUrl, network: H2C });
    expect((await http.get('/', { timeout: '50ms' })).error?.code).toBe('timeout');
    expect((await http.get('/')).status).toBe(204);
    expect(sessions).toHaveLength(2);
  });
});

describe('a request of HTTP/2', () => {
  it('that takes too long is a time-out at its limit, and its connection is kept', async () => {
    const { baseUrl, sessions } = await plainServer((stream, headers) => {
      if (headers[':path'] === '/') stream.respond({ ':status': 200 });
      else empty(stream, headers);
    });
    const { http, recorded } = openUser({ baseUrl, network: H2C, timeoutMs: 50 });
    await http.get('/');
    await http.get('/next', { timeout: '5s' });
    expect(sessions).toHaveLength(1);
    const { counts, errors } = recorded().of('GET /');
    expect(errors.all.map(({ type }) => type)).toEqual(['timeout']);
    expect(counts.latency.max).toBeLessThan(60);
  });

  it('that waits for room can time out', async () => {
    const { baseUrl } = await plainServer(() => {}, { maxConcurrentStreams: 1 });
    const { http } = openUser({ baseUrl, network: H2C, timeoutMs: 50 });
    await http.get('/');
    const answers = await Promise.all([http.get('/'), http.get('/')]);
    expect(answers.map(({ error }) => error?.code)).toEqual(['timeout', 'timeout']);
  });

  it('is broken off by its signal', async () => {
    const { baseUrl } = await plainServer(() => {});
    const { http } = openUser({ baseUrl, network: H2C });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    expect((await http.get('/', { signal: controller.signal })).error?.code).toBe('aborted');
  });
});
