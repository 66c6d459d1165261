import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpServer, listen } from '../http1/servers.fixture.ts';
import { file } from './body-source.ts';
import { failuresOf, openUser } from './session.fixture.ts';

const MB = 1 << 20;

function fileOf(bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'film.mp4');
  writeFileSync(path, bytes);
  return path;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function digestOf(incoming: IncomingMessage): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of incoming) hash.update(bytes);
  return hash.digest('hex');
}

/** Says of each upload how it was announced and what came. */
const receiver = () =>
  httpServer(async (incoming, response) => {
    const { 'content-length': length = 'none', 'transfer-encoding': coding = 'none' } = incoming.headers;
    const type = incoming.headers['content-type'];
    const digest = await digestOf(incoming).catch(() => 'broken off');
    response.end(JSON.stringify({ length, coding, type, digest }));
  });

async function* pieces(count: number, piece: Uint8Array | string): AsyncGenerator<Uint8Array | string> {
  for (let sent = 0; sent < count; sent += 1) yield piece;
}

describe('an upload', () => {
  it('of a file has its length, and all of its bytes', async () => {
    const bytes = randomBytes(3 * MB + 7);
    const { http } = openUser({ baseUrl: await receiver() });
    const response = await http.put('/film', { body: file(fileOf(bytes)) });
    const [length, type] = [String(bytes.length), 'application/octet-stream'];
    expect(response.json()).toEqual({ length, coding: 'none', type, digest: sha256(bytes) });
  });

  it.each([
    ['a generator', () => pieces(5, Buffer.from('héllo'))],
    ['texts', () => pieces(5, 'héllo')],
    ['a stream of Node.js', () => Readable.from(pieces(5, Buffer.from('héllo')))],
    ['a stream of the web', () => new Blob(['héllo'.repeat(5)]).stream()],
  ])('of %s goes out chunked, or with the length that is said', async (_, body) => {
    const { http } = openUser({ baseUrl: await receiver() });
    const digest = sha256(Buffer.from('héllo'.repeat(5)));
    const chunked = await http.post('/', { body: body() });
    expect(chunked.json()).toMatchObject({ length: 'none', coding: 'chunked', digest });
    const sized = await http.post('/', { body: body(), bodyLength: 30 });
    expect(sized.json()).toMatchObject({ length: '30', coding: 'none', digest });
  });

  it('of files among the parts of a form has its length, and all of their bytes', async () => {
    const bytes = randomBytes(MB + 3);
    const baseUrl = await httpServer(async (incoming, response) => {
      const headers = { 'content-type': incoming.headers['content-type'] ?? '' };
      const form = await new Response(Readable.toWeb(incoming) as ReadableStream, { headers }).formData();
      const [film, poster] = [form.get('film'), form.get('poster')] as [File, File];
      const digest = sha256(new Uint8Array(await film.arrayBuffer()));
      const { 'content-length': length } = incoming.headers;
      const [title, name] = [form.get('title'), film.name];
      response.end(
        JSON.stringify({ title, name, digest, poster: [poster.name, poster.type], isSized: length !== undefined }),
      );
    });
    const { http } = openUser({ baseUrl });
    const film = file(fileOf(bytes));
    const poster = { content: film, filename: 'poster.png', type: 'image/png' };
    const response = await http.post('/films', { multipart: { title: 'Dune', film, poster } });
    const seen = { title: 'Dune', name: 'film.mp4', digest: sha256(bytes), isSized: true };
    expect(response.json()).toEqual({ ...seen, poster: ['poster.png', 'image/png'] });
  });

  it('of a size beyond any buffer is read no faster than it is sent', async () => {
    const { http } = openUser({ baseUrl: await receiver() });
    const piece = Buffer.alloc(MB / 4, 1);
    let ahead = 0;
    async function* watched(): AsyncGenerator<Uint8Array> {
      for (let sent = 0; sent < 400; sent += 1) {
        ahead = Math.max(ahead, process.memoryUsage().arrayBuffers);
        yield piece;
      }
    }
    const before = process.memoryUsage().arrayBuffers;
    expect((await http.post('/', { body: watched() })).status).toBe(200);
    expect(ahead - before).toBeLessThan(60 * MB);
  });

  it('that the server is asked for first is not sent to one that refuses', async () => {
    const server = createServer();
    server.on('checkContinue', (_, response) => response.writeHead(413).end());
    const { http } = openUser({ baseUrl: await listen(server) });
    let isRead = false;
    async function* unread(): AsyncGenerator<Uint8Array> {
      isRead = true;
      yield Buffer.alloc(1);
    }
    const response = await http.post('/', { body: unread(), expectContinue: true, expect: 413 });
    expect([response.status, isRead]).toEqual([413, false]);
  });

  it('of a file is sent again where a redirect asks for it; what is gone cannot be', async () => {
    const bytes = randomBytes(1000);
    const baseUrl = await httpServer(async (incoming, response) => {
      const digest = await digestOf(incoming);
      if (incoming.url === '/new') response.end(digest);
      else response.writeHead(307, { location: '/new' }).end();
    });
    const { http, recorded } = openUser({ baseUrl });
    const kept = await http.put('/old', { body: file(fileOf(bytes)) });
    expect(kept.text()).toBe(sha256(bytes));
    const gone = await http.put('/gone', { body: pieces(1, 'once') });
    expect(gone.status).toBe(307);
    expect(failuresOf(recorded().of('PUT /gone'))).toEqual([
      'redirect: redirected to /new, but the body was streamed and is gone; send a file() or bytes ×1',
    ]);
  });

  it('whose source fails is an error of that request, and the next one goes on', async () => {
    const { http, recorded } = openUser({ baseUrl: await receiver() });
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(10);
      throw new Error('the disk is gone');
    }
    expect((await http.post('/', { body: broken() })).error?.code).toBe('upload');
    expect((await http.post('/', { body: pieces(1, 5 as never) })).error?.message).toMatch('a number, not bytes');
    expect((await http.post('/', { body: 'fine' })).status).toBe(200);
    expect(recorded().of('POST /').counts.failed).toBe(2);
  });

  it('of a file that is not there says so', async () => {
    const { http } = openUser({ baseUrl: await receiver() });
    await expect(http.post('/', { body: file('/nowhere/film.mp4') })).rejects.toThrow(
      '/nowhere/film.mp4 cannot be sent',
    );
  });
});

describe('a download', () => {
  const source = () =>
    httpServer((incoming, response) => {
      if (incoming.url === '/moved') response.writeHead(302, { location: '/film' }).end('moved');
      else response.end(film);
    });
  const film = randomBytes(2 * MB);

  it('is counted and not kept', async () => {
    const { http, recorded } = openUser({ baseUrl: await source() });
    const response = await http.get('/film', { discard: true, size: '>1MB' });
    expect([response.status, response.size, response.hash]).toEqual([200, film.length, undefined]);
    expect(() => response.bytes).toThrow('The body of GET /film was not kept, since the request says "discard".');
    expect(recorded().of('GET /film').counts).toMatchObject({ failed: 0 });
  });

  it('goes through a digest, also after a redirect', async () => {
    const { http } = openUser({ baseUrl: await source() });
    for (const path of ['/film', '/moved']) {
      const response = await http.get(path, { hash: 'sha256', identical: path });
      expect([response.size, response.hash]).toEqual([film.length, sha256(film)]);
      expect(() => response.text()).toThrow('was not kept');
    }
    expect((await http.get('/film', { hash: 'md5' })).hash).toBe(createHash('md5').update(film).digest('hex'));
    await expect(http.get('/film', { hash: 'sha77' })).rejects.toThrow('"sha77", which is not known');
  });

  it('tells the size of what is kept as well', async () => {
    const { http } = openUser({ baseUrl: await source() });
    const response = await http.get('/film');
    expect([response.size, response.bytes.length]).toEqual([film.length, film.length]);
  });
});
