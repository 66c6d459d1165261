import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { useService } from '../service.fixture.ts';
import { createApp } from './app.ts';
import { route } from './route.ts';

describe('the application', () => {
  const seen: string[] = [];
  const app = createApp(
    [
      route({
        method: 'POST',
        path: '/echo',
        subject: 't',
        summary: 't',
        body: z.object({ n: z.number() }),
        answers: {},
        handle: ({ c, body }) => c.json(body),
      }),
      route({
        method: 'GET',
        path: '/broken',
        subject: 't',
        summary: 't',
        answers: {},
        handle: () => Promise.reject(new Error('secret detail')),
      }),
    ],
    (error) => seen.push(error.message),
  );
  const post = (body: string, headers = {}) => app.request('/echo', { method: 'POST', body, headers });

  it('tells of a body that is not JSON, not as it should be, or too large', async () => {
    expect(await (await post('{"n":')).text()).toContain('invalid_json');
    expect(await (await post('{"n":"1"}')).json()).toMatchObject({ error: { problems: [{ path: 'n' }] } });
    expect((await post('{"n":1}', { 'content-length': '99999999' })).status).toBe(413);
    expect(await (await post('{"n":1}')).json()).toEqual({ n: 1 });
  });

  it('keeps an unforeseen error to itself and its log', async () => {
    const response = await app.request('/broken');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret detail');
    expect(seen).toEqual(['secret detail']);
  });

  it('says where help is for what is nowhere', async () => {
    const response = await app.request('/nowhere');
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('See /docs')]);
  });
});

describe('a connection', () => {
  const service = useService({ speed: 100 });

  it('can carry several requests that were sent at once, a stream among them, each answered in full', async () => {
    const body = JSON.stringify({
      model: 'm',
      stream: true,
      max_tokens: 5,
      ignore_eos: true,
      messages: [{ role: 'user', content: 'hi' }],
    });
    const stream = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const ping = 'GET /api/v1/health/ping HTTP/1.1\r\nhost: x\r\n\r\n';
    const last = 'GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';
    const text = await new Promise<string>((resolve) => {
      let received = '';
      const socket = connect(Number(new URL(service.url).port), '127.0.0.1', () =>
        socket.write(ping + stream + stream + ping + last),
      );
      socket.on('data', (data) => {
        received += data;
      });
      socket.on('close', () => resolve(received));
    });
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(5);
    expect(text.match(/data: \[DONE\]/g)).toHaveLength(2);
    const order = [...text.matchAll(/pong|\[DONE\]|"status":"ok"/g)].map(([mark]) => mark);
    expect(order).toEqual(['pong', '[DONE]', '[DONE]', 'pong', '"status":"ok"']);
  });
});
