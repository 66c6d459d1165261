import { describe, expect, it } from 'vitest';
import { failuresOf } from '../http/session.fixture.ts';
import { httpServer } from '../http1/servers.fixture.ts';
import { beginStream, DONE, delta, event, HELLO, modelServer, openLlmUser, streamServer } from './session.fixture.ts';

const usage = (completion: number, more: object = {}) =>
  event({ choices: [], usage: { prompt_tokens: 1_000, completion_tokens: completion, ...more } });
const countOf = (histogram: { readonly count: number } | undefined) => histogram?.count ?? 0;

describe('a streamed chat', () => {
  it('is asked for in the spelling of the API, with the usage at its end', async () => {
    const server = await streamServer(delta({ content: 'Hi' }), DONE);
    const { llm } = openLlmUser({ baseUrl: server.url });
    await llm.chat({ ...HELLO, maxTokens: 7, temperature: 0.5, ignore_eos: true }, { headers: { 'x-a': 'b' } });
    const [request] = server.seen;
    expect(request?.path).toBe('/v1/chat/completions');
    expect(request?.body).toEqual({
      model: 'm',
      messages: HELLO.messages,
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 7,
      temperature: 0.5,
      ignore_eos: true,
    });
    expect(request?.headers).toMatchObject({ accept: 'text/event-stream', 'accept-encoding': 'identity', 'x-a': 'b' });
  });

  it('gives the text, the usage and why it ended', async () => {
    const cached = { prompt_tokens_details: { cached_tokens: 600 } };
    const server = await streamServer(
      delta({ role: 'assistant', content: '' }),
      delta({ content: 'Grüße, ' }),
      delta({ content: '"you" \ud83c' }),
      delta({ content: '\udfb2\n' }),
      delta({}, 'stop'),
      usage(9, cached),
      DONE,
    );
    const { llm, recorded } = openLlmUser({ baseUrl: server.url });
    const reply = await llm.chat(HELLO);
    expect(reply).toMatchObject({
      ok: true,
      status: 200,
      error: undefined,
      text: 'Grüße, "you" 🎲\n',
      reasoning: '',
      toolCalls: [],
      finishReason: 'stop',
      chunks: 3,
      usage: { inputTokens: 1_000, outputTokens: 9, cachedTokens: 600, source: 'usage' },
    });
    const { kind, counts } = recorded().of('chat m');
    const { trends } = counts;
    expect([kind, counts.count, counts.failed, counts.latency.count]).toEqual(['llm', 1, 0, 1]);
    expect(Object.fromEntries([...trends].map(([name, histogram]) => [name, histogram.count]))).toMatchObject({
      ttft: 1,
      ttfot: 1,
      itl: 1,
      tpot: 1,
      chunkGap: 2,
      e2e: 1,
      tokensPerSecond: 1,
    });
    const totals = (name: string) => trends.get(name)?.sum;
    expect(['outputTokens', 'inputTokens', 'cachedTokens'].map(totals)).toEqual([9, 1_000, 600]);
    expect(trends.get('e2e')?.max).toBe(counts.latency.max);
    expect(countOf(trends.get('countedChunks'))).toBe(0);
    expect(countOf(trends.get('good'))).toBe(0);
  });

  it('does not take a chunk with only a role for the first token', async () => {
    let tokenMs = 0;
    const server = await modelServer((response) => {
      beginStream(response);
      response.write(delta({ role: 'assistant', content: '' }));
      setTimeout(() => {
        tokenMs = performance.now();
        response.end(delta({ content: 'late' }) + usage(1) + DONE);
      }, 40);
    });
    const { llm } = openLlmUser({ baseUrl: server.url });
    const startMs = performance.now();
    const { timings } = await llm.chat(HELLO);
    expect(timings.ttftMs).toBeGreaterThanOrEqual(tokenMs - startMs - 1);
    expect(timings.itlMs).toBeUndefined();
  });

  it('counts reasoning and tool calls as first tokens, and neither as the answer', async () => {
    const call = (piece: object) => delta({ tool_calls: [{ index: 0, ...piece }] });
    const server = await streamServer(
      delta({ reasoning_content: 'Let me ' }),
      delta({ reasoning: 'see' }),
      call({ id: 'c1', function: { name: 'find', arguments: '' } }),
      call({ function: { arguments: '{"a":' } }),
      call({ function: { arguments: '1}' } }),
      delta({}, 'tool_calls'),
      usage(12, { completion_tokens_details: { reasoning_tokens: 5 } }),
      DONE,
    );
    const { llm, recorded } = openLlmUser({ baseUrl: server.url });
    const reply = await llm.chat(HELLO);
    expect(reply).toMatchObject({
      ok: true,
      text: '',
      reasoning: 'Let me see',
      toolCalls: [{ id: 'c1', name: 'find', arguments: '{"a":1}' }],
      finishReason: 'tool_calls',
      chunks: 5,
      usage: { outputTokens: 12, reasoningTokens: 5 },
    });
    expect([reply.timings.ttftMs !== undefined, reply.timings.ttfotMs]).toEqual([true, undefined]);
    const { trends } = recorded().of('chat m').counts;
    expect([countOf(trends.get('ttft')), countOf(trends.get('ttfot'))]).toEqual([1, 0]);
  });

  it('counts its chunks in place of tokens where the server tells no usage, and marks that', async () => {
    const server = await streamServer(delta({ content: 'a' }), delta({ content: 'b' }), delta({}, 'stop'), DONE);
    const { llm, recorded } = openLlmUser({ baseUrl: server.url });
    const { usage: counted } = await llm.chat({ ...HELLO, includeUsage: false });
    expect(counted).toMatchObject({ outputTokens: 2, inputTokens: undefined, source: 'chunks' });
    expect(server.seen[0]?.body).not.toHaveProperty('stream_options');
    const { trends } = recorded().of('chat m').counts;
    expect([trends.get('outputTokens')?.sum, trends.get('countedChunks')?.sum]).toEqual([2, 2]);
    expect(countOf(trends.get('inputTokens'))).toBe(0);
  });

  it('reads chunks of forms that are seldom', async () => {
    const parts = [{ type: 'text', text: 'Hi' }];
    const thoughts = [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }];
    const server = await streamServer(delta({ content: thoughts }), delta({ content: parts }), delta({}, 'stop'), DONE);
    const { llm } = openLlmUser({ baseUrl: server.url });
    expect(await llm.chat(HELLO)).toMatchObject({ ok: true, text: 'Hi', reasoning: 'Hm', chunks: 2 });
  });

  it('hands over its text as it comes, and passes on what that throws', async () => {
    const server = await streamServer(delta({ content: 'a\n' }), delta({ content: 'b' }), delta({}, 'stop'), DONE);
    const { llm } = openLlmUser({ baseUrl: server.url });
    const pieces: string[] = [];
    await llm.chat(HELLO, { onText: (piece) => pieces.push(piece) });
    expect(pieces).toEqual(['a\n', 'b']);
    const throwing = llm.chat(HELLO, {
      onText: () => {
        throw new TypeError('mine');
      },
    });
    await expect(throwing).rejects.toThrow('mine');
  });

  it('ends well without its last mark when the reason of its end was told', async () => {
    const server = await streamServer(delta({ content: 'a' }), delta({}, 'length'));
    const { llm } = openLlmUser({ baseUrl: server.url });
    expect(await llm.chat(HELLO)).toMatchObject({ ok: true, finishReason: 'length' });
  });

  it('counts from the intended start, however late it was sent', async () => {
    const server = await streamServer(delta({ content: 'a' }), DONE);
    const { llm, caller } = openLlmUser({ baseUrl: server.url });
    caller.late = { intendedMs: 5_000, freeMs: 4_000 };
    const { timings } = await llm.chat(HELLO);
    expect(timings.ttftMs).toBeGreaterThan(5_000);
    expect(timings.queueWaitMs).toBeCloseTo(1_000, 0);
    expect(timings.serviceMs).toBeLessThan(timings.latencyMs - 4_900);
  });
});

describe('an answer that is not streamed', () => {
  const body = {
    choices: [{ message: { content: 'Hi', reasoning_content: 'Hm' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 20, completion_tokens: 4 },
  };

  it('has its text, usage and length, but no times of tokens', async () => {
    const server = await modelServer((response) => response.end(JSON.stringify(body)));
    const { llm, recorded } = openLlmUser({ baseUrl: server.url });
    const reply = await llm.chat({ ...HELLO, stream: false });
    expect(reply).toMatchObject({ ok: true, text: 'Hi', reasoning: 'Hm', finishReason: 'stop', chunks: 0, body });
    expect(reply.usage).toMatchObject({ inputTokens: 20, outputTokens: 4, source: 'usage' });
    expect(reply.timings.ttftMs).toBeUndefined();
    const { trends } = recorded().of('chat m').counts;
    expect(['ttft', 'itl', 'e2e', 'outputTokens'].map((name) => countOf(trends.get(name)))).toEqual([0, 0, 1, 1]);
    expect(server.seen[0]?.body).toMatchObject({ stream: false });
  });

  it('may be a completion or embeddings', async () => {
    const server = await modelServer((response, number) =>
      response.end(
        JSON.stringify(
          number === 0
            ? { choices: [{ text: 'Once', finish_reason: 'stop' }], usage: { completion_tokens: 1 } }
            : { data: [{ embedding: [0.5] }], usage: { prompt_tokens: 3, total_tokens: 3 } },
        ),
      ),
    );
    const { llm, recorded } = openLlmUser({ baseUrl: server.url });
    expect((await llm.completion({ prompt: 'x', stream: false })).text).toBe('Once');
    const vectors = await llm.embeddings({ input: ['a'], encoding_format: 'float' });
    expect(vectors.body).toMatchObject({ data: [{ embedding: [0.5] }] });
    expect(vectors.usage).toMatchObject({ inputTokens: 3, outputTokens: undefined });
    expect(server.seen.map(({ path }) => path)).toEqual(['/v1/completions', '/v1/embeddings']);
    expect(recorded().names).toEqual(['completion m', 'embeddings m']);
  });

  it('fails when it is no JSON', async () => {
    const server = await modelServer((response) => response.end('<html>'));
    const { llm, recorded } = openLlmUser({ baseUrl: server.url });
    const reply = await llm.chat({ ...HELLO, stream: false });
    expect([reply.ok, reply.error?.code]).toEqual([false, 'json']);
    expect(failuresOf(recorded().of('chat m'))).toEqual(['json: the answer is not JSON ×1']);
  });
});

describe('a stream that goes wrong', () => {
  it.each([
    ['has no tokens', [delta({ role: 'assistant' }), delta({}, 'stop'), DONE], 'no-tokens: the stream had no tokens'],
    ['has nothing at all', [], 'incomplete: the stream ended without a mark of its end'],
    ['ends in the middle', [delta({ content: 'a' })], 'incomplete: the stream ended without a mark of its end'],
    [
      'has an error in it',
      [delta({ content: 'a' }), event({ error: { message: 'sk-secret', type: 'server_error', code: 'overloaded' } })],
      'stream-error: an error came in the stream: overloaded',
    ],
    [
      'has an event that is called an error',
      [delta({ content: 'a' }), 'event: error\ndata: out of memory\n\n'],
      'stream-error: an error came in the stream',
    ],
    [
      'has a chunk that is no JSON',
      [delta({ content: 'a' }), 'data: {"choices":[{\n\n', delta({ content: 'b' }), DONE],
      'malformed-event: a chunk of the stream is not JSON',
    ],
  ])('%s', async (_, frames, failure) => {
    const server = await streamServer(...frames);
    const { llm, recorded } = openLlmUser({ baseUrl: server.url });
    const reply = await llm.chat(HELLO, { bounds: { e2e: '<1h' } });
    expect([reply.ok, reply.good, reply.status]).toEqual([false, false, 200]);
    const operation = recorded().of('chat m');
    expect(failuresOf(operation)).toEqual([`${failure} ×1`]);
    const { counts } = operation;
    expect([counts.count, counts.failed, counts.latency.count]).toEqual([1, 1, 1]);
    expect([countOf(counts.trends.get('e2e')), counts.trends.get('good')?.sum]).toEqual([0, 0]);
  });

  it('is cut short: what came stays, and the first token still counts', async () => {
    const server = await modelServer((response) => {
      beginStream(response);
      response.write(delta({ content: 'half' }), () => response.destroy());
    });
    const { llm, recorded } = openLlmUser({ baseUrl: server.url });
    const reply = await llm.chat(HELLO);
    expect(reply).toMatchObject({ ok: false, text: 'half', error: { code: 'early-close' } });
    const operation = recorded().of('chat m');
    expect(failuresOf(operation)).toEqual(['early-close: the answer was cut short ×1']);
    const { latency, trends } = operation.counts;
    expect([latency.count, countOf(trends.get('ttft')), countOf(trends.get('e2e'))]).toEqual([0, 1, 0]);
  });

  it.each([
    ['before its first token', ''],
    ['after some', delta({ content: 'a' })],
  ])('takes too long %s', async (_, frames) => {
    const server = await modelServer((response) => {
      beginStream(response);
      response.write(`: hello\n\n${frames}`);
    });
    const { llm, recorded } = openLlmUser({ baseUrl: server.url });
    const reply = await llm.chat(HELLO, { timeout: '40ms' });
    expect(reply.error?.code).toBe('timeout');
    const operation = recorded().of('chat m');
    expect(failuresOf(operation)).toEqual(['timeout: timed out after 40ms: only a part of the answer had come ×1']);
    expect(operation.counts.service.max).toBeLessThanOrEqual(40);
  });

  it('is no stream, or compressed', async () => {
    const server = await modelServer((response, number) => {
      const headers = number === 0 ? {} : { 'content-type': 'text/event-stream', 'content-encoding': 'br' };
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end('{}');
    });
    const { llm, recorded } = openLlmUser({ baseUrl: server.url });
    await llm.chat(HELLO);
    await llm.chat(HELLO);
    expect(failuresOf(recorded().of('chat m'))).toEqual([
      'type: expected text/event-stream, got application/json ×1',
      'encoding: the stream is compressed (br), although that was not asked for ×1',
    ]);
  });

  it('is refused, and the word of the server is told', async () => {
    const error = { message: 'Incorrect key: secret-key-1', type: 'auth_error', code: 'invalid_api_key' };
    const server = await modelServer((response) => response.writeHead(401).end(JSON.stringify({ error })));
    const { llm, recorded } = openLlmUser({ baseUrl: server.url, llm: { apiKey: 'secret-key-1' } });
    const reply = await llm.chat(HELLO);
    expect(reply.error?.message).toBe('chat m: 401 Unauthorized (invalid_api_key).');
    const operation = recorded().of('chat m');
    expect(operation.counts.statuses).toEqual(new Map([[401, 1]]));
    expect(operation.exemplars.failed[0]?.excerpt).toContain('Incorrect');
    expect(JSON.stringify(operation.exemplars)).not.toContain('secret-key-1');
  });

  it('keeps the key out of whatever is recorded, wherever the server or the suite repeats it', async () => {
    const key = 'sk-echoed-0123456789';
    const error = { message: `Bad key ${key}, Bearer ${key}`, code: key };
    const server = await modelServer((response, number) => {
      if (number % 2 === 0) {
        beginStream(response);
        response.end(delta({ content: key }) + event({ error }));
      } else {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
      }
    });
    const { llm, recorded, http } = openLlmUser({ baseUrl: server.url, llm: { apiKey: key } });
    await llm.chat(HELLO, { name: `of ${key}` });
    await llm.chat({ ...HELLO, stream: false }, { expect: ({ body }) => `got ${JSON.stringify(body)}` });
    const { names, of } = recorded();
    const kept = names.map((name) => [name, of(name).errors, failuresOf(of(name)), of(name).exemplars]);
    expect(JSON.stringify(kept)).toContain('[redacted]');
    expect(JSON.stringify(kept)).not.toContain('sk-echoed');
    http.close();
  });

  it('finds nobody who listens', async () => {
    const { llm, recorded } = openLlmUser({ baseUrl: 'http://127.0.0.1:1' });
    expect(await llm.chat(HELLO)).toMatchObject({ ok: false, status: 0, text: '', error: { code: 'refused' } });
    expect(failuresOf(recorded().of('chat m'))).toEqual(['refused: connection refused ×1']);
  });
});

describe('bounds, expectations and prices', () => {
  const answer = [delta({ content: 'a' }), delta({ content: 'b' }), delta({}, 'stop'), usage(200), DONE];

  it('make a request good when it meets every one of its own', async () => {
    const server = await streamServer(...answer);
    const { llm, recorded } = openLlmUser({ baseUrl: server.url });
    const met = await llm.chat(HELLO, { bounds: { ttft: '<1h', itl: '<1h', tokensPerSecond: '>0.001' } });
    const missed = await llm.chat(HELLO, { bounds: { ttft: '<1h', e2e: '<0.001ms' } });
    const wrong = await llm.chat(HELLO, { bounds: { ttft: '<1h' } });
    wrong.fail('not what was asked');
    const pardoned = await llm.chat(HELLO, { bounds: { ttft: '<1h' }, expect: () => 'too short' });
    pardoned.pass();
    expect([met, missed, wrong, pardoned].map(({ good }) => good)).toEqual([true, false, false, true]);
    const { counts } = recorded().of('chat m');
    expect([counts.trends.get('good')?.count, counts.trends.get('good')?.sum, counts.failed]).toEqual([4, 2, 1]);
  });

  it('refuse what is no bound', async () => {
    const { llm } = openLlmUser({ baseUrl: 'http://127.0.0.1:1' });
    const bounded = (bounds: object) => llm.chat(HELLO, { bounds });
    await expect(bounded({ speed: '<1s' })).rejects.toThrow('A request cannot be bounded by "speed", only by ttft,');
    await expect(bounded({ ttft: '500' })).rejects.toThrow('The bound of ttft is "500"; write it as "<500ms".');
    await expect(bounded({ ttft: '<5%' })).rejects.toMatchObject({ code: 'bound-option' });
  });

  it('find an answer wrong', async () => {
    const server = await streamServer(...answer);
    const { llm, recorded } = openLlmUser({ baseUrl: server.url });
    const reply = await llm.chat(HELLO, { expect: ({ text }) => text === 'c' || `said ${text}` });
    expect(reply.ok).toBe(true);
    expect(failuresOf(recorded().of('chat m'))).toEqual(['expect: said ab ×1']);
  });

  it('tell what answers cost, to the last part of a currency', async () => {
    const server = await streamServer(...answer);
    const prices = { m: { input: 0.0003, cached: 0, output: 0.0006 } };
    const { llm, recorded } = openLlmUser({ baseUrl: server.url, llm: { prices } });
    let { cost } = await llm.chat(HELLO);
    for (let turn = 1; turn < 10; turn += 1) ({ cost } = await llm.chat(HELLO));
    expect(cost).toBeCloseTo(4.2e-7, 12);
    expect(recorded().of('chat m').counts.trends.get('cost')?.sum).toBeCloseTo(4e-6, 9);
  });
});

describe('a rate limit', () => {
  const refuse = (headers: Record<string, string>) => ({ status: 429, headers });
  const server = (...refusals: readonly { status: number; headers: Record<string, string> }[]) =>
    modelServer((response, number) => {
      const refusal = refusals[number];
      if (refusal !== undefined) {
        const error = { code: 'rate_limit_exceeded' };
        response.writeHead(refusal.status, refusal.headers).end(JSON.stringify({ error }));
        return;
      }
      beginStream(response);
      response.end(delta({ content: 'a' }) + DONE);
    });

  it('is counted apart, with how long the server asked to wait', async () => {
    const { url } = await server(refuse({ 'retry-after': '7' }), refuse({}));
    const { llm, recorded } = openLlmUser({ baseUrl: url });
    expect((await llm.chat(HELLO)).error?.code).toBe('rate-limited');
    await llm.chat(HELLO);
    const operation = recorded().of('chat m');
    expect(failuresOf(operation)).toEqual(['rate-limited: 429 Too Many Requests (rate_limit_exceeded) ×2']);
    const limited = operation.counts.trends.get('rateLimited');
    expect([limited?.count, limited?.max]).toEqual([2, 7_000]);
  });

  it('is waited for when that is wanted, and the pause is in the times', async () => {
    const { url, seen } = await server(refuse({ 'retry-after-ms': '30' }), refuse({ 'retry-after-ms': '20' }));
    const { llm, recorded } = openLlmUser({ baseUrl: url, llm: { rateLimitRetries: 2 } });
    const reply = await llm.chat(HELLO);
    expect(reply).toMatchObject({ ok: true, text: 'a' });
    expect(reply.timings.ttftMs).toBeGreaterThan(48);
    expect(seen).toHaveLength(3);
    const { counts } = recorded().of('chat m');
    expect([counts.count, counts.failed, countOf(counts.trends.get('rateLimited'))]).toEqual([1, 0, 2]);
    expect(counts.statuses).toEqual(new Map([[200, 1]]));
  });

  it('is not waited for longer than the request may take', async () => {
    const { url, seen } = await server(refuse({ 'retry-after': '60' }));
    const { llm } = openLlmUser({ baseUrl: url });
    const reply = await llm.chat(HELLO, { rateLimitRetries: 5, timeout: '2s' });
    expect([reply.error?.code, seen.length]).toEqual(['rate-limited', 1]);
  });
});

describe('the end of the run', () => {
  it('censors what is on its way, and what waits to be sent again', async () => {
    const limited = await modelServer((response) => response.writeHead(429, { 'retry-after': '5' }).end());
    const first = openLlmUser({ baseUrl: limited.url });
    const waiting = first.llm.chat(HELLO, { rateLimitRetries: 1 });
    const slow = await modelServer(beginStream);
    const second = openLlmUser({ baseUrl: slow.url });
    const streaming = second.llm.chat(HELLO);
    await expect.poll(() => limited.seen.length + slow.seen.length).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const { caller, http, llm } of [first, second]) {
      caller.stopped = true;
      http.close();
      llm.close();
    }
    await expect(waiting).rejects.toMatchObject({ code: 'stopped' });
    await expect(streaming).rejects.toMatchObject({ code: 'stopped' });
    await expect(first.llm.chat(HELLO)).rejects.toMatchObject({ code: 'stopped' });
    for (const { recorded } of [first, second]) {
      const { count, failed, censored } = recorded().of('chat m').counts;
      expect([count, failed, censored]).toEqual([0, 0, 1]);
    }
  });
});

describe('where the model is', () => {
  it('is said by the environment, which wins over the suite', async () => {
    const server = await streamServer(delta({ content: 'a' }), DONE);
    const target = await httpServer((_, response) => response.writeHead(500).end());
    const { llm, recorded } = openLlmUser({
      baseUrl: target,
      llm: { baseUrl: 'http://127.0.0.1:1/v1', apiKey: 'of-the-suite', headers: { 'x-team': 'red' } },
      environment: {
        OPENAI_BASE_URL: `${server.url}api/v9/`,
        OPENAI_API_KEY: 'of-the-environment',
        OPENAI_MODEL: 'big',
      },
    });
    expect((await llm.chat(HELLO)).ok).toBe(true);
    const [request] = server.seen;
    expect([request?.path, request?.body.model]).toEqual(['/api/v9/chat/completions', 'big']);
    expect(request?.headers).toMatchObject({ authorization: 'Bearer of-the-environment', 'x-team': 'red' });
    expect(recorded().names).toEqual(['chat big']);
  });

  it('must be known', async () => {
    const { llm } = openLlmUser({ baseUrl: 'http://127.0.0.1:1', llm: { model: '' } });
    await expect(llm.chat(HELLO)).rejects.toMatchObject({
      code: 'model',
      message: expect.stringContaining('OPENAI_MODEL'),
    });
  });
});
