import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { httpServer } from '../http1/servers.fixture.ts';
import { authority, plainServer, secureServer } from '../http2/servers.fixture.ts';
import { openUser } from './session.fixture.ts';

const film = randomBytes(60_000);
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const cinema = () =>
  httpServer((incoming, response) => {
    const hash = createHash('sha256');
    incoming.on('data', (bytes) => hash.update(bytes));
    incoming.on('end', () => (incoming.method === 'GET' ? response.end(film) : response.end(hash.digest('hex'))));
  });

describe('a line of limited bandwidth', () => {
  it('takes its time for what comes and what goes, and changes nothing of it', async () => {
    const { http } = openUser({ baseUrl: await cinema(), network: { bandwidth: '400KB/s' } });
    const download = await http.get('/film');
    expect(digestOf(download.bytes)).toBe(digestOf(film));
    // Less is not possible, however fast the machine: 60 KB at 400 KB/s are 150 ms.
    expect(download.timings.downloadMs).toBeGreaterThan(120);
    const upload = await http.put('/film', { body: film });
    expect(upload.text()).toBe(digestOf(film));
    expect(upload.timings.firstByteMs).toBeGreaterThan(120);
  });

  it('is one for all connections of its user, which are kept', async () => {
    const { http, recorded } = openUser({ baseUrl: await cinema(), network: { bandwidth: '800KB/s' } });
    const both = await Promise.all([http.get('/a'), http.get('/b')]);
    const later = Math.max(...both.map(({ timings }) => timings.serviceMs));
    expect(later).toBeGreaterThan(130);
    expect((await http.get('/c')).timings.connectMs).toBe(0);
    expect(recorded().of('GET /a').counts.failed).toBe(0);
  });

  it.each([
    ['without TLS', plainServer, 'h2c' as const],
    ['over TLS', secureServer, true],
  ])('is as slow over HTTP/2 %s, for all streams together', async (_, server, http2) => {
    const { baseUrl } = await server((stream, { ':method': method }) => {
      const hash = createHash('sha256');
      stream.on('data', (bytes) => hash.update(bytes));
      stream.on('end', () => stream.end(method === 'GET' ? film : hash.digest('hex')));
      stream.respond({ ':status': 200 });
    });
    const { http } = openUser({ baseUrl, network: { bandwidth: '800KB/s', http2 }, tls: { ca: authority.cert } });
    const both = await Promise.all([http.get('/a'), http.get('/b')]);
    expect(both.map(({ bytes }) => digestOf(bytes))).toEqual([digestOf(film), digestOf(film)]);
    expect(Math.max(...both.map(({ timings }) => timings.serviceMs))).toBeGreaterThan(130);
    const upload = await http.put('/film', { body: film });
    expect(upload.text()).toBe(digestOf(film));
    expect(upload.timings.serviceMs).toBeGreaterThan(60);
  });

  it('sees a connection that is closed in the middle, and a body that ends with it', async () => {
    const baseUrl = await httpServer((incoming, response) => {
      response.writeHead(200, incoming.url === '/whole' ? { connection: 'close' } : { 'content-length': 50_000 });
      response.write(Buffer.alloc(20_000));
      if (incoming.url === '/whole') response.end();
      else setTimeout(() => response.destroy(), 5);
    });
    const { http } = openUser({ baseUrl, network: { bandwidth: '1MB/s' } });
    expect((await http.get('/whole')).size).toBe(20_000);
    expect((await http.get('/half')).error?.code).toMatch(/early-close|reset/);
  });
});
