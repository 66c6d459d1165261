import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { useService } from '../service.fixture.ts';
import type { TruthReport } from '../truth/truth.ts';
import { type Chunk, readStream } from './stream.fixture.ts';
import { countTokens } from './tokens.ts';

const CHAT = '/v1/chat/completions';
const messages = [{ role: 'user', content: 'Tell me of the silent river.' }];

interface Whole {
  readonly choices: readonly [
    {
      readonly message: { readonly content: string | null; readonly reasoning_content?: string };
      readonly text?: string;
      readonly finish_reason: string;
    },
  ];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number };
}

const deltas = (chunks: readonly Chunk[]) =>
  chunks.flatMap((chunk) => chunk.choices?.map((choice) => choice.delta ?? {}) ?? []);

describe('the provider', () => {
  const service = useService({ groundTruth: true, speed: 50 });
  const stream = async (body: object) =>
    readStream(await service.send('POST', CHAT, { model: 'm', messages, stream: true, ...body }));

  it('answers a chat as a whole, with the tokens that its usage says', async () => {
    const { choices, usage } = await service.json<Whole>('POST', CHAT, { model: 'm', messages, max_tokens: 40 });
    expect(countTokens(choices[0].message.content ?? '')).toBe(usage.completion_tokens);
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
    expect(usage.completion_tokens).toBeLessThanOrEqual(40);
  });

  it('streams: the role alone, then content, the reason of the end, the usage, and [DONE]', async () => {
    const { chunks, isDone } = await stream({
      max_tokens: 30,
      ignore_eos: true,
      stream_options: { include_usage: true },
    });
    expect(chunks[0]?.choices?.[0]?.delta).toEqual({ role: 'assistant', content: '' });
    const text = deltas(chunks)
      .map((delta) => delta.content ?? '')
      .join('');
    expect(countTokens(text)).toBe(30);
    expect(chunks.at(-2)?.choices?.[0]).toMatchObject({ delta: {}, finish_reason: 'length' });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 30 } });
    expect(isDone).toBe(true);
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
  });

  it('tells no usage in a stream that did not ask for it, and knows a stream without tokens', async () => {
    const { chunks, isDone } = await stream({ max_tokens: 0 });
    expect(chunks.map((chunk) => chunk.choices?.[0]?.finish_reason)).toEqual([null, 'length']);
    expect(isDone).toBe(true);
  });

  it('thinks before it answers when it is asked to', async () => {
    const { chunks } = await stream({ max_tokens: 60, ignore_eos: true, reasoning_effort: 'medium' });
    const kinds = deltas(chunks).map((delta) => (delta.reasoning_content ? 'thought' : delta.content ? 'answer' : ''));
    const told = kinds.filter((kind) => kind !== '');
    expect(told.slice().sort().reverse()).toEqual(told);
    expect(
      countTokens(
        deltas(chunks)
          .map((delta) => delta.reasoning_content ?? '')
          .join(''),
      ),
    ).toBe(30);
  });

  it('calls a tool when one is demanded, with arguments that are JSON', async () => {
    const tools = [
      { type: 'function', function: { name: 'find', parameters: { properties: { title: {}, größe: {} } } } },
    ];
    const { chunks } = await stream({ tools, tool_choice: { type: 'function', function: { name: 'find' } } });
    const calls = deltas(chunks).flatMap((delta) => delta.tool_calls ?? []);
    expect(calls.filter((call) => call.id !== undefined)).toHaveLength(1);
    expect(calls[0]?.function.name).toBe('find');
    const text = calls.map((call) => call.function.arguments).join('');
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['title', 'größe']);
    expect(chunks.at(-1)?.choices?.[0]?.finish_reason).toBe('tool_calls');
  });

  it('says the same to the same prompt and seed', async () => {
    const say = async (seed: number) => {
      const { choices } = await service.json<Whole>('POST', CHAT, { model: 'm', messages, seed, max_tokens: 50 });
      return choices[0].message.content;
    };
    expect(await say(4)).toBe(await say(4));
    expect(await say(5)).not.toBe(await say(4));
  });

  it('remembers the beginning of a prompt', async () => {
    const long = [{ role: 'system', content: 'You are a careful librarian. '.repeat(40) }, ...messages];
    const cached = async () => {
      const { usage } = await service.json<{ usage: { prompt_tokens_details: { cached_tokens: number } } }>(
        'POST',
        CHAT,
        { model: 'm', messages: long, max_tokens: 1 },
      );
      return usage.prompt_tokens_details.cached_tokens;
    };
    expect(await cached()).toBe(0);
    expect(await cached()).toBeGreaterThan(100);
  });

  it('completes a text, streamed or whole', async () => {
    const body = { model: 'm', prompt: 'Once upon a time', max_tokens: 12, ignore_eos: true };
    const whole = await service.json<Whole>('POST', '/v1/completions', body);
    expect(countTokens(whole.choices[0].text ?? '')).toBe(12);
    const { chunks, isDone } = await readStream(
      await service.send('POST', '/v1/completions', { ...body, stream: true }),
    );
    expect(countTokens(chunks.map((chunk) => chunk.choices?.[0]?.text ?? '').join(''))).toBe(12);
    expect([isDone, chunks[0]?.object]).toEqual([true, 'text_completion']);
  });

  it('embeds texts as numbers or in base64', async () => {
    const embed = (more: object) =>
      service.json<{ data: { embedding: number[] | string }[]; usage: { total_tokens: number } }>(
        'POST',
        '/v1/embeddings',
        { model: 'm', ...more },
      );
    const numbers = await embed({ input: ['a river', 'a road'], dimensions: 8 });
    expect(numbers.data.map(({ embedding }) => embedding.length)).toEqual([8, 8]);
    expect(numbers.usage.total_tokens).toBe(4);
    const text = await embed({ input: 'a river', dimensions: 8, encoding_format: 'base64' });
    expect(Buffer.from(text.data[0]?.embedding as string, 'base64')).toHaveLength(32);
  });

  it('refuses what it cannot do, in the form that clients of the API read', async () => {
    const response = await service.send('POST', CHAT, { model: 'm', messages: [], n: 2 });
    const { error } = (await response.json()) as { error: { message: string; type: string; problems: unknown[] } };
    expect([response.status, error.type, error.problems.length]).toEqual([400, 'invalid_request_error', 2]);
  });

  it('keeps the truth of first tokens, gaps and whole streams', async () => {
    await service.send('DELETE', '/__truth');
    const { chunks } = await stream({ max_tokens: 20, ignore_eos: true, reasoning_effort: 'low' });
    const { series, counters } = await service.json<TruthReport>('GET', '/__truth');
    const contents = deltas(chunks).filter((delta) => delta.content || delta.reasoning_content);
    expect(series['provider.ttft']?.count).toBe(1);
    expect(series['provider.ttfot']?.minMs).toBeGreaterThanOrEqual(series['provider.ttft']?.minMs ?? Number.NaN);
    // The chunk in which thinking ends and answering begins is two frames of one time.
    expect(contents.length - (series['provider.gap']?.count ?? 0)).toBeLessThanOrEqual(2);
    expect(series['provider.itl']?.count).toBe(1);
    expect(series['provider.e2e']?.minMs).toBeGreaterThan(series['provider.ttft']?.minMs ?? Number.NaN);
    expect(counters['provider.completed']).toBe(1);
  });
});

describe('a stream whose reader goes away', () => {
  const service = useService();

  it('frees its server', async () => {
    const running = async (): Promise<string> => {
      const text = await (await service.get('/metrics')).text();
      return /^provider_running (\d+)$/m.exec(text)?.[1] ?? '';
    };
    const call = request(`${service.url}${CHAT}`, { method: 'POST', headers: { 'content-type': 'application/json' } });
    call.on('error', () => {});
    const opened = new Promise<void>((resolve) =>
      call.on('response', (response) => response.once('data', () => resolve())),
    );
    call.end(JSON.stringify({ model: 'm', messages, stream: true, max_tokens: 2000, ignore_eos: true }));
    await opened;
    expect(await running()).toBe('1');
    call.destroy();
    await expect.poll(running).toBe('0');

    const waiting = new AbortController();
    const whole = fetch(`${service.url}${CHAT}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', messages, max_tokens: 2000, ignore_eos: true }),
      signal: waiting.signal,
    });
    await expect.poll(running).toBe('1');
    waiting.abort();
    await expect(whole).rejects.toThrow();
    await expect.poll(running).toBe('0');
    expect(service.errors).toEqual([]);
  });
});

describe('a provider with a key, limits and faults', () => {
  const service = useService({
    speed: 100,
    faults: true,
    models: { provider: { apiKey: 'secret-key', requestsPerMinute: 4 } },
  });
  const chat = (more: object = {}, authorization = 'Bearer secret-key') =>
    service.send('POST', CHAT, { model: 'm', messages, max_tokens: 20, ignore_eos: true, ...more }, { authorization });

  it('breaks streams half-way, by a cut or by an error event inside a good answer', async () => {
    await service.send('PUT', '/__faults', { streamErrorRate: 1 });
    const failed = await readStream(await chat({ stream: true }));
    expect([failed.isDone, failed.isBroken, failed.chunks.at(-1)?.error?.code]).toEqual([false, false, 'overloaded']);
    await service.send('PUT', '/__faults', { cutRate: 1 });
    const cut = await readStream(await chat({ stream: true }));
    expect([cut.isDone, cut.isBroken]).toEqual([false, true]);
    expect(cut.chunks.length).toBeGreaterThan(1);
    await service.send('DELETE', '/__faults');
  });

  it('asks for the key, and refuses past the limit with Retry-After', async () => {
    expect((await chat({}, 'Bearer wrong')).status).toBe(401);
    expect((await service.get('/v1/models', { authorization: 'Bearer secret-key' })).status).toBe(200);
    expect([(await chat()).status, (await chat()).status]).toEqual([200, 200]);
    const refused = await chat();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(((await refused.json()) as { error: { code: string } }).error.code).toBe('rate_limit_exceeded');
  });
});
