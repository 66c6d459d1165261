import type { IncomingMessage, ServerResponse } from 'node:http';
import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { httpServer } from '../http1/servers.fixture.ts';
import { openUser } from './session.fixture.ts';

async function answerOf(answer: (response: ServerResponse, request: IncomingMessage) => void, maxBodyBytes?: number) {
  const { http } = openUser({
    baseUrl: await httpServer((request, response) => answer(response, request)),
    maxBodyBytes,
  });
  return http.get('/it');
}

describe('a response', () => {
  it('has its status, headers, address and body in every form', async () => {
    const response = await answerOf((answer) => {
      answer.writeHead(201, 'Made', { 'content-type': 'application/json', 'X-Tag': ['a', 'b'] }).end('{"a":"ü"}');
    });
    expect([response.status, response.statusText, response.ok, response.redirected]).toEqual([
      201,
      'Made',
      true,
      false,
    ]);
    expect(response.headers.get('x-tag')).toBe('a, b');
    expect(response.headers.getAll('X-TAG')).toEqual(['a', 'b']);
    expect(response.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/it$/);
    expect(response.error).toBeUndefined();
    expect(response.text()).toBe('{"a":"ü"}');
    expect(response.json<{ a: string }>()).toEqual({ a: 'ü' });
    expect(Buffer.from(response.bytes).toString()).toBe('{"a":"ü"}');
    expect(response.trailers.get('x-sum')).toBeUndefined();
  });

  it('has the fields that come behind its body', async () => {
    const response = await answerOf((answer) => {
      answer.writeHead(200, { trailer: 'x-sum' }).write('one');
      answer.addTrailers({ 'x-sum': '7' });
      answer.end('two');
    });
    expect([response.text(), response.trailers.get('X-Sum')]).toEqual(['onetwo', '7']);
  });

  it.each([
    ['gzip', zlib.gzipSync],
    ['deflate', zlib.deflateSync],
    ['deflate', zlib.deflateRawSync],
    ['br', zlib.brotliCompressSync],
  ] as const)('has its %s undone when it is asked for', async (coding, compress) => {
    const response = await answerOf((answer) => {
      answer.setHeader('content-encoding', coding).end(compress('{"a":"ü"}'));
    });
    expect(response.text()).toBe('{"a":"ü"}');
    expect(response.json()).toEqual({ a: 'ü' });
    expect(Buffer.from(response.bytes).toString()).toBe('{"a":"ü"}');
  });

  it('that is not what its encoding says throws a typed error, and its request has failed', async () => {
    const baseUrl = await httpServer((_, answer) => {
      answer.setHeader('content-encoding', 'gzip').end('plain');
    });
    const { http, recorded } = openUser({ baseUrl });
    const response = await http.get('/it');
    expect(() => response.text()).toThrow("The body says it is encoded as 'gzip', but it is not valid gzip");
    expect(() => response.json()).toThrow(expect.objectContaining({ code: 'encoding', counted: true }));
    const { counts, errors } = recorded().of('GET /it');
    expect([counts.failed, errors.all.map(({ type }) => type)]).toEqual([1, ['encoding']]);
  });

  it('is text in the charset that it names, without a byte order mark', async () => {
    const latin = await answerOf((answer) => {
      answer.setHeader('content-type', 'text/plain; charset=iso-8859-1').end(Buffer.from('é', 'latin1'));
    });
    expect(latin.text()).toBe('é');
    const marked = await answerOf((answer) => {
      answer.setHeader('content-type', 'application/json').end('\ufeff{"a":1}');
    });
    expect(marked.json()).toEqual({ a: 1 });
    expect(marked.text()).toBe('{"a":1}');
  });

  it('that is not JSON says what it is instead', async () => {
    const page = await answerOf((answer) => {
      answer.writeHead(502, { 'content-type': 'text/html' }).end(`<html>${'x'.repeat(1000)}`);
    });
    expect(() => page.json()).toThrow(/^The answer 502 to GET \/it \(text\/html\) is not JSON: "<html>x{194}…"\.$/);
    const empty = await answerOf((answer) => {
      answer.end();
    });
    expect(() => empty.json()).toThrow('(no content type) is not JSON: it is empty.');
    // The status counts already, so that what a task throws because of it is not to count once more.
    expect(() => page.json()).toThrow(expect.objectContaining({ counted: true }));
    expect(() => empty.json()).toThrow(expect.objectContaining({ counted: false }));
  });

  it('of which not all was kept says so instead of handing over a part', async () => {
    const response = await answerOf((answer) => {
      answer.end('x'.repeat(1000));
    }, 100);
    expect(() => response.text()).toThrow('has 1000 bytes, of which only the first 100 were kept');
    expect(() => response.bytes).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
});
