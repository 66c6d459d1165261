/** Language models against the reference service's provider, which knows what it said and when. */
import { type RunningService, startService } from '@proofload/reference-service';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failuresOf } from '../../src/protocol/http/session.fixture.ts';
import { HELLO, openLlmUser } from '../../src/protocol/llm/session.fixture.ts';
import type { LlmDefinition } from '../../src/protocol/llm/settings.ts';

/** A distribution as the service saw it. */
type TruthSeries = Readonly<Record<'count' | 'minMs' | 'meanMs' | 'maxMs' | 'p50' | 'p95' | 'p99', number>>;

interface Truth {
  readonly series: Readonly<Record<string, TruthSeries | undefined>>;
  readonly counters: Readonly<Record<string, number>>;
}

let service: RunningService;
const ask = async (method: string, path: string, body?: unknown) =>
  (await fetch(`${service.url}${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })) as Response;
const truth = async () => (await (await ask('GET', '/__truth')).json()) as Truth;
const userOf = (llm: LlmDefinition = {}) =>
  openLlmUser({ baseUrl: service.url, llm: { model: 'reference-chat', ...llm } });

describe('language models', () => {
  beforeAll(async () => {
    const provider = { servers: 400, loadFactor: 1, minChunkTokens: 1, maxChunkTokens: 1 };
    service = await startService({ groundTruth: true, faults: true, models: { provider } });
  });
  afterAll(() => service?.close());
  beforeEach(async () => {
    await ask('DELETE', '/__truth');
    await ask('DELETE', '/__faults');
  });

  it('are measured as the provider knows it, many streams at once', async () => {
    const user = userOf();
    const users = Array.from({ length: 100 }, () => userOf());
    const request = { ...HELLO, maxTokens: 30, ignore_eos: true };
    // What waits to be accepted, only the client knows of, so everyone has a connection before it counts.
    await Promise.all(users.map(({ llm }) => llm.chat({ ...request, maxTokens: 1 }, { name: 'first' })));
    await ask('DELETE', '/__truth');
    const replies = await Promise.all(
      users.map(async ({ llm }, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * 8));
        return llm.chat(request, { bounds: { ttft: '<5s' } });
      }),
    );
    await user.llm.chat(request);
    for (const { ok, good, chunks, usage } of replies) {
      expect([ok, good, chunks, usage.outputTokens]).toEqual([true, true, 30, 30]);
    }
    const { series, counters } = await truth();
    expect(counters['provider.completed']).toBe(101);
    const sorted = (values: readonly (number | undefined)[]) =>
      values.map((value) => value ?? Number.NaN).sort((a, b) => a - b);
    const quantile = (values: readonly number[], q: number) => values[Math.ceil(q * values.length) - 1] ?? Number.NaN;
    // How near the tails are is for a quiet machine to tell: `npm run benchmark -- generative`.
    for (const [name, values, toleranceMs] of [
      ['provider.ttft', sorted(replies.map(({ timings }) => timings.ttftMs)), 20],
      ['provider.itl', sorted(replies.map(({ timings }) => timings.itlMs)), 1],
    ] as const) {
      const told = series[name]?.p50 ?? Number.NaN;
      const difference = Math.abs(quantile(values, 0.5) - told);
      expect(difference, `${name}: ${quantile(values, 0.5)} for ${told}`).toBeLessThan(
        Math.max(toleranceMs, 0.03 * told),
      );
    }
    const { trends } = user.recorded().of('chat reference-chat').counts;
    expect(trends.get('chunkGap')?.count).toBe(29);
    // The role alone comes at once, with the last mark of the end at least two more.
    expect(trends.get('clientDelay')?.count).toBeGreaterThanOrEqual(31);
  });

  it('tell reasoning from the answer', async () => {
    const { llm } = userOf();
    const reply = await llm.chat({ ...HELLO, maxTokens: 20, ignore_eos: true, reasoningEffort: 'medium' });
    const { series } = await truth();
    const { ttftMs = 0, ttfotMs = 0 } = reply.timings;
    expect(reply.reasoning).not.toBe('');
    const told = (series['provider.ttfot']?.maxMs ?? 0) - (series['provider.ttft']?.maxMs ?? 0);
    expect(Math.abs(ttfotMs - ttftMs - told)).toBeLessThan(10);
  });

  it('call tools', async () => {
    const { llm } = userOf();
    const tools = [{ type: 'function', function: { name: 'find', parameters: { properties: { title: {} } } } }];
    const reply = await llm.chat({ ...HELLO, tools, toolChoice: 'required' });
    expect(reply).toMatchObject({ ok: true, text: '', finishReason: 'tool_calls' });
    expect(reply.toolCalls.map(({ name, arguments: given }) => [name, Object.keys(JSON.parse(given))])).toEqual([
      ['find', ['title']],
    ]);
  });

  it('answer as a whole, complete texts, and embed', async () => {
    const { llm, recorded } = userOf({ prices: { 'reference-*': { input: 1, output: 2 } } });
    const whole = await llm.chat({ ...HELLO, maxTokens: 10, ignore_eos: true, stream: false });
    expect(whole.usage).toMatchObject({ outputTokens: 10, source: 'usage' });
    expect(whole.cost).toBeCloseTo(((whole.usage.inputTokens ?? 0) + 20) / 1e6, 12);
    const completed = await llm.completion({ prompt: 'Once', maxTokens: 10, ignore_eos: true });
    expect([completed.ok, completed.chunks]).toEqual([true, 10]);
    expect((await llm.embeddings({ input: 'a river', dimensions: 4 })).usage.inputTokens).toBe(2);
    expect(recorded().names).toEqual(['chat', 'completion', 'embeddings'].map((kind) => `${kind} reference-chat`));
  });

  it('converse, with a history that grows and a beginning that is shared', async () => {
    const { llm } = userOf();
    const prefix = llm.sharedPrompt(600, 1);
    const conversation = llm.conversation({ prefix, system: 'Be brief.', maxTokens: 20, ignore_eos: true });
    const first = await conversation.say('What is a river?');
    const second = await conversation.say('And a lake?');
    expect(conversation.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'assistant']);
    expect(conversation.turns).toBe(2);
    expect(second.usage.inputTokens).toBeGreaterThan((first.usage.inputTokens ?? 0) + 20);
    expect(second.usage.cachedTokens).toBeGreaterThan(500);
    const other = await userOf().llm.conversation({ prefix, maxTokens: 1 }).say('And a sea?');
    expect(other.usage.cachedTokens).toBeGreaterThan(500);
  });

  it('are given prompts of the tokens that are wanted, exactly once their counting is known', async () => {
    const { llm, recorded } = userOf();
    const tokensOf = async (content: string) => {
      const { usage } = await llm.chat({ messages: [{ role: 'user', content }], maxTokens: 1, stream: false });
      return usage.inputTokens ?? Number.NaN;
    };
    expect(Math.abs((await tokensOf(llm.prompt(1_000))) - 1_000)).toBeLessThan(10);
    const rule = await llm.calibrate();
    expect(rule.perWord).toBeCloseTo(1, 5);
    expect(await tokensOf(llm.prompt(1_000))).toBe(1_000);
    expect(await tokensOf(llm.prompt(500, llm.sharedPrompt(200)))).toBe(500);
    expect(recorded().of('calibrate reference-chat').kind).toBe('health');
  });

  it('break off and fail in the middle of streams', async () => {
    const { llm, recorded } = userOf();
    await ask('PUT', '/__faults', { cutRate: 1 });
    expect((await llm.chat({ ...HELLO, maxTokens: 8, ignore_eos: true })).error?.code).toBe('early-close');
    await ask('PUT', '/__faults', { streamErrorRate: 1 });
    expect((await llm.chat({ ...HELLO, maxTokens: 8, ignore_eos: true })).error?.code).toBe('stream-error');
    expect(failuresOf(recorded().of('chat reference-chat'))).toEqual([
      'early-close: the answer was cut short ×1',
      'stream-error: an error came in the stream: overloaded ×1',
    ]);
  });

  it('work on batches, whose requests are products', async () => {
    const { llm, recorded } = userOf({ prices: { 'reference-chat': { input: 0, output: 1 } } });
    const requests = [3, 4, -1].map((maxTokens) => ({ ...HELLO, maxTokens, ignore_eos: true }));
    const result = await llm.batch(requests, { name: 'nightly', every: '50ms' });
    expect(result).toMatchObject({ ok: true, state: 'done' });
    expect(result.answers.map(({ index, status }) => [index, status]).sort()).toEqual([
      [0, 200],
      [1, 200],
      [2, 400],
    ]);
    const { names, of } = recorded();
    expect(names).toEqual(['nightly', 'nightly submit', 'nightly poll', 'nightly fetch']);
    expect([of('nightly').kind, of('nightly poll').kind]).toEqual(['job', 'poll']);
    const { trends } = of('nightly').counts;
    expect([trends.get('products')?.sum, trends.get('outputTokens')?.sum]).toEqual([2, 7]);
    expect(trends.get('cost')?.sum).toBeCloseTo(7e-6, 9);
  });

  it('fail as a batch that the server refuses', async () => {
    const { llm, recorded } = userOf();
    const result = await llm.batch([], { every: '50ms', name: 'empty' });
    expect([result.ok, result.answers]).toEqual([false, []]);
    expect(recorded().of('empty').counts.failed).toBe(1);
  });
});

describe('a provider with a key and a limit', () => {
  beforeAll(async () => {
    service = await startService({
      speed: 100,
      models: { provider: { apiKey: 'secret-key-0', requestsPerMinute: 3 } },
    });
  });
  afterAll(() => service?.close());

  it('is asked with the key, and not beyond the limit', async () => {
    const request = { ...HELLO, maxTokens: 2, ignore_eos: true };
    expect((await userOf({ apiKey: 'wrong' }).llm.chat(request)).error?.message).toContain('401');
    const { llm, recorded } = userOf({ apiKey: 'secret-key-0' });
    const replies = [];
    for (let turn = 0; turn < 4; turn += 1) replies.push(await llm.chat(request));
    expect(replies.map(({ ok }) => ok)).toEqual([true, true, true, false]);
    const operation = recorded().of('chat reference-chat');
    expect(failuresOf(operation)).toEqual(['rate-limited: 429 Too Many Requests (rate_limit_exceeded) ×1']);
    expect(operation.counts.trends.get('rateLimited')?.max).toBeGreaterThan(1_000);
  });
});
