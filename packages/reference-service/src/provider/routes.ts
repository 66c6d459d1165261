/** `/v1`: the provider as clients of OpenAI's API know it. */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { FaultInjector } from '../faults/injector.ts';
import { arrivalOf } from '../http/front.ts';
import { type Route, route, type ServiceContext } from '../http/route.ts';
import { embeddingSchema, embeddings, type Prepared, prepareChat, prepareCompletion, wholeAnswer } from './answers.ts';
import type { Gatekeeper } from './limits.ts';
import type { Provider } from './provider.ts';
import { streamAnswer } from './stream.ts';
import { countTokens } from './tokens.ts';
import { chatSchema, completionSchema } from './wire.ts';

export const subject = 'provider';
const MODELS: readonly string[] = ['reference-chat', 'reference-small', 'reference-embedding'];

export interface ProviderRouteParts {
  readonly provider: Provider;
  readonly gate: Gatekeeper;
  readonly faults?: FaultInjector | undefined;
}

const limited = { 401: 'The API key is wrong.', 429: 'A rate limit is reached; Retry-After says how long.' };

export function providerRoutes({ provider, gate, faults }: ProviderRouteParts): readonly Route[] {
  const answer = async (
    c: ServiceContext,
    request: { stream?: boolean | null | undefined; stream_options?: { include_usage: boolean } | null | undefined },
    prepared: Prepared,
  ): Promise<Response> => {
    gate.identify(c.req.header('authorization'));
    const script = provider.write(prepared.wish);
    gate.admit(script.inputTokens + script.tokens.length);
    if (!request.stream) return c.json((await wholeAnswer(provider, prepared, script, c.req.raw.signal)) as object);
    streamAnswer(c.env.outgoing, {
      provider,
      script,
      form: prepared.form,
      finish: prepared.finish(script),
      includeUsage: request.stream_options?.include_usage ?? false,
      arrivedMs: arrivalOf(c.env.incoming),
      fate: faults?.streamFate(`POST ${c.req.path}`) ?? 'whole',
    });
    return RESPONSE_ALREADY_SENT;
  };

  return [
    route({
      method: 'GET',
      path: '/v1/models',
      subject,
      summary: 'The models; every name is accepted',
      answers: { 200: 'The models.' },
      handle: ({ c }) => {
        gate.identify(c.req.header('authorization'));
        const data = MODELS.map((id) => ({ id, object: 'model', created: 0, owned_by: 'proofload' }));
        return c.json({ object: 'list', data });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/chat/completions',
      subject,
      summary: 'A chat answer, streamed or whole; reasoning and tool calls on request',
      body: chatSchema,
      answers: { 200: 'The answer, or a stream of server-sent events.', ...limited },
      handle: ({ c, body }) => answer(c, body, prepareChat(body)),
    }),
    route({
      method: 'POST',
      path: '/v1/completions',
      subject,
      summary: 'A completion, streamed or whole',
      body: completionSchema,
      answers: { 200: 'The answer, or a stream of server-sent events.', ...limited },
      handle: ({ c, body }) => answer(c, body, prepareCompletion(body)),
    }),
    route({
      method: 'POST',
      path: '/v1/embeddings',
      subject,
      summary: 'Vectors of texts',
      body: embeddingSchema,
      answers: { 200: 'The vectors.', ...limited },
      handle: async ({ c, body }) => {
        gate.identify(c.req.header('authorization'));
        gate.admit([body.input].flat().reduce((sum, input) => sum + countTokens(input), 0));
        return c.json((await embeddings(provider, body, c.req.raw.signal)) as object);
      },
    }),
  ];
}
