import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ServiceStartError, startService } from './index.ts';

describe('a service in this process', () => {
  it('takes a free port, and another one beside it', async () => {
    const services = await Promise.all([startService(), startService({ seed: 2 })]);
    const answers = await Promise.all(services.map(({ url }) => fetch(`${url}/books/1`)));
    const [first, second] = await Promise.all(answers.map((answer) => answer.text()));
    expect(first).not.toBe(second);
    await Promise.all(services.map((service) => service.close()));
  });

  it('says why it cannot start', async () => {
    const service = await startService();
    const again = startService({ port: service.port });
    await expect(again).rejects.toThrow(ServiceStartError);
    await expect(again).rejects.toMatchObject({ code: 'port_in_use' });
    await expect(startService({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'cannot_listen' });
    await expect(startService({ models: { provider: { servers: 0 } } })).rejects.toThrow('provider.servers');
    await service.close();
  });

  it('ends at once, with streams, waiting requests and silent connections open', async () => {
    const errors: Error[] = [];
    const service = await startService({ onError: (error) => errors.push(error) });
    const post = (path: string, body: object) =>
      fetch(`${service.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const chat = { model: 'm', max_tokens: 2000, ignore_eos: true, messages: [{ role: 'user', content: 'hi' }] };
    const stream = await post('/v1/chat/completions', { ...chat, stream: true });
    const open = [
      post('/v1/chat/completions', chat),
      post('/api/v1/images/portrait', {}),
      post('/api/v1/content/generate', { topic: 'x' }),
      stream.text(),
    ];
    const silent = connect(service.port, '127.0.0.1');
    const silentEnd = new Promise((resolve) => silent.on('close', resolve));
    await post('/biographies', { name: 'Ada', chapters: 20 });
    await service.close();
    const results = await Promise.allSettled([...open, silentEnd]);
    expect(results.slice(0, -1).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    expect(errors).toEqual([]);
  });
});
