import { createServer, type ServerOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from './certificates.fixture.ts';
import { Endpoint, type ExchangeError, type TlsOptions } from './client.ts';
import { clientOf, httpServer, LIMITS, listen, now, request } from './servers.fixture.ts';

const authority = makeCertificate({ name: 'Test Authority' });
const server = makeCertificate({ name: 'server', hosts: ['localhost', '127.0.0.1'], issuer: authority });
const GET = request('GET', '/');

/** Answers with what the server knows of the connection. */
async function httpsServer(options: ServerOptions = {}): Promise<URL> {
  const https = createServer({ cert: server.cert, key: server.key, ...options }, (incoming, response) => {
    const socket = incoming.socket as TLSSocket & { servername?: string | false };
    const peer = socket.getPeerCertificate();
    response.end(
      JSON.stringify({
        resumed: socket.isSessionReused(),
        alpn: socket.alpnProtocol,
        servername: socket.servername,
        client: peer.subject?.CN,
      }),
    );
  });
  const url = await listen(https);
  return new URL(`https://127.0.0.1:${url.port}`);
}

async function exchangeWith(origin: URL, tls: TlsOptions): Promise<Record<string, unknown>> {
  const response = await clientOf(origin, { tls }).exchange(GET, LIMITS);
  return JSON.parse(response.bodyText());
}

function failureWith(origin: URL, tls: TlsOptions): Promise<ExchangeError> {
  return clientOf(origin, { tls })
    .exchange(GET, LIMITS)
    .then(
      () => expect.unreachable(),
      (error: ExchangeError) => error,
    );
}

describe('an HTTPS server', () => {
  it('is spoken to on a connection that is kept, with the times of its handshake', async () => {
    const client = clientOf(await httpsServer(), { tls: { ca: authority.cert } });
    const first = await client.exchange(GET, LIMITS);
    expect(first.tlsMs).toBeGreaterThan(0);
    expect(first.connectMs).toBeGreaterThan(0);
    expect(JSON.parse(first.bodyText())).toMatchObject({ alpn: 'http/1.1' });
    const second = await client.exchange(GET, LIMITS);
    expect(second).toMatchObject({ reused: true, tlsMs: 0, connectMs: 0 });
  });

  it('sends long answers, whole', async () => {
    const long = 'x'.repeat(500_000);
    const https = createServer({ cert: server.cert, key: server.key }, (_, response) => response.end(long));
    const url = await listen(https);
    const client = clientOf(new URL(`https://127.0.0.1:${url.port}`), { tls: { verify: false } });
    expect((await client.exchange(GET, LIMITS)).bodyText() === long).toBe(true);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'resumes the session of another client of the endpoint with %s',
    async (version) => {
      const origin = await httpsServer({ minVersion: version, maxVersion: version });
      const tls = { ca: authority.cert };
      const endpoint = new Endpoint({ origin, tls, now });
      const resumed: unknown[] = [];
      for (let count = 0; count < 3; count += 1) {
        const response = await clientOf(origin, { endpoint }).exchange(GET, LIMITS);
        resumed.push(JSON.parse(response.bodyText()).resumed);
      }
      expect(resumed).toEqual([false, true, true]);
      const never = new Endpoint({ origin, tls: { ...tls, resume: false }, now });
      await clientOf(origin, { endpoint: never }).exchange(GET, LIMITS);
      const response = await clientOf(origin, { endpoint: never }).exchange(GET, LIMITS);
      expect(JSON.parse(response.bodyText()).resumed).toBe(false);
    },
  );

  it('is told the host name, or the one that the options give', async () => {
    const origin = await httpsServer();
    const ca = authority.cert;
    expect(await exchangeWith(new URL(`https://localhost:${origin.port}`), { ca })).toMatchObject({
      servername: 'localhost',
    });
    expect(await exchangeWith(origin, { ca, servername: 'localhost' })).toMatchObject({ servername: 'localhost' });
    expect((await failureWith(origin, { ca, servername: 'other.test' })).message).toContain('another host name');
  });

  it('may ask for a client certificate', async () => {
    const origin = await httpsServer({ requestCert: true, rejectUnauthorized: true, ca: authority.cert });
    const client = makeCertificate({ name: 'load generator', issuer: authority });
    const ca = authority.cert;
    expect(await exchangeWith(origin, { ca, cert: client.cert, key: client.key })).toMatchObject({
      client: 'load generator',
    });
    const error = await failureWith(origin, { ca });
    expect(error.code).toBe('tls');
    expect(error.message).toContain('asks for a client certificate');
  });
});

describe('a certificate that does not convince is told in a sentence', () => {
  const day = 86_400_000;
  const wishes = {
    expired: { notBefore: new Date(Date.now() - 3 * day), notAfter: new Date(Date.now() - day) },
    early: { notBefore: new Date(Date.now() + day), notAfter: new Date(Date.now() + 3 * day) },
    elsewhere: { hosts: ['elsewhere.test'] },
  };
  it.each([
    ['expired', 'has expired'],
    ['early', 'is not valid yet'],
    ['elsewhere', 'is for another host name'],
  ] as const)('%s', async (kind, words) => {
    const made = makeCertificate({ name: 'server', hosts: ['127.0.0.1'], issuer: authority, ...wishes[kind] });
    const origin = await httpsServer({ cert: made.cert, key: made.key });
    const error = await failureWith(origin, { ca: authority.cert });
    expect(error).toMatchObject({ code: 'tls', message: expect.stringContaining(words) });
    expect(await exchangeWith(origin, { verify: false })).toMatchObject({ alpn: 'http/1.1' });
  });

  it('of an unknown authority', async () => {
    const error = await failureWith(await httpsServer(), {});
    expect(error).toMatchObject({ code: 'tls', message: expect.stringContaining('not known') });
  });

  it('self-signed', async () => {
    const alone = makeCertificate({ name: 'alone', hosts: ['127.0.0.1'] });
    const origin = await httpsServer({ cert: alone.cert, key: alone.key });
    const error = await failureWith(origin, {});
    expect(error).toMatchObject({ code: 'tls', message: expect.stringContaining('self-signed') });
  });
});

describe('a server without TLS', () => {
  it('is told as such', async () => {
    const plain = await httpServer((_, response) => response.end());
    const error = await failureWith(new URL(`https://127.0.0.1:${plain.port}`), {});
    expect(error).toMatchObject({ code: 'tls', message: expect.stringContaining('use http://') });
  });

  it('and one that never answers the handshake runs into the time limit', async () => {
    const { createServer: createTcpServer } = await import('node:net');
    const silent = await listen(createTcpServer());
    const client = clientOf(new URL(`https://127.0.0.1:${silent.port}`));
    await expect(client.exchange(GET, { timeoutMs: 30 })).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('still being opened'),
    });
  });
});
