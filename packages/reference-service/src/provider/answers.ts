/** What the provider's endpoints answer with, apart from how it is sent: batches ask for the same. */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ApiError } from '../http/errors.ts';
import { checked } from '../http/route.ts';
import { embed, toBase64 } from './embedding.ts';
import { embeddingMs } from './model.ts';
import type { Provider, Script, Wish } from './provider.ts';
import { countTokens } from './tokens.ts';
import {
  type ChatRequest,
  type CompletionRequest,
  chatForm,
  chatSchema,
  chatWish,
  completionForm,
  completionSchema,
  completionWish,
  type Finish,
  type Form,
  toolCallOf,
  usageOf,
} from './wire.ts';

export const embeddingSchema = z.looseObject({
  model: z.string().min(1).max(200),
  input: z.union([z.string(), z.array(z.string()).min(1).max(2048)]),
  dimensions: z.int().min(1).max(4096).default(256),
  encoding_format: z.enum(['float', 'base64']).default('float'),
});
export type EmbeddingRequest = z.infer<typeof embeddingSchema>;

/** A request that was understood: what the model is asked, and the form of what it says. */
export interface Prepared {
  readonly wish: Wish;
  readonly form: Form;
  finish(script: Script): Finish;
}

const seconds = (): number => Math.floor(Date.now() / 1000);

export function prepareChat(request: ChatRequest): Prepared {
  const id = randomUUID().replaceAll('-', '');
  const toolCall = toolCallOf(request, id.slice(0, 24));
  return {
    wish: chatWish(request, toolCall),
    form: chatForm({ id: `chatcmpl-${id}`, model: request.model, created: seconds() }, toolCall),
    finish: (script) => (script.isCut ? 'length' : toolCall ? 'tool_calls' : 'stop'),
  };
}

export function prepareCompletion(request: CompletionRequest): Prepared {
  const id = randomUUID().replaceAll('-', '');
  return {
    wish: completionWish(request),
    form: completionForm({ id: `cmpl-${id}`, model: request.model, created: seconds() }),
    finish: (script) => (script.isCut ? 'length' : 'stop'),
  };
}

/** The whole answer after the modelled time; rejects with the signal's reason. */
export async function wholeAnswer(
  provider: Provider,
  prepared: Prepared,
  script: Script,
  signal: AbortSignal,
): Promise<unknown> {
  await provider.finish(script, signal);
  const { tokens, reasoningTokens } = script;
  const thoughts = tokens.slice(0, reasoningTokens).join('');
  const answer = tokens.slice(reasoningTokens).join('');
  return prepared.form.whole(thoughts, answer, prepared.finish(script), usageOf(script));
}

export async function embeddings(provider: Provider, request: EmbeddingRequest, signal: AbortSignal): Promise<unknown> {
  const inputs = Array.isArray(request.input) ? request.input : [request.input];
  const tokens = inputs.reduce((sum, input) => sum + countTokens(input), 0);
  const random = provider.timesOf(provider.nextNumber());
  await provider.scheduler.sleep(embeddingMs(provider.settings, tokens, random) / provider.speed, signal);
  return {
    object: 'list',
    model: request.model,
    data: inputs.map((input, index) => {
      const vector = embed(input, request.dimensions);
      return {
        object: 'embedding',
        index,
        embedding: request.encoding_format === 'base64' ? toBase64(vector) : vector,
      };
    }),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

/** The endpoints that a batch may name, each from an unchecked body to its answer. */
const BATCH_ENDPOINTS: Readonly<
  Record<string, (provider: Provider, body: unknown, signal: AbortSignal) => Promise<unknown>>
> = {
  '/v1/chat/completions': (provider, body, signal) => {
    const prepared = prepareChat(checked(chatSchema, body));
    return wholeAnswer(provider, prepared, provider.write(prepared.wish), signal);
  },
  '/v1/completions': (provider, body, signal) => {
    const prepared = prepareCompletion(checked(completionSchema, body));
    return wholeAnswer(provider, prepared, provider.write(prepared.wish), signal);
  },
  '/v1/embeddings': (provider, body, signal) => embeddings(provider, checked(embeddingSchema, body), signal),
};

/** @throws ApiError 400 for an endpoint that no batch can name. */
export function batchEndpoint(name: string) {
  const endpoint = Object.hasOwn(BATCH_ENDPOINTS, name) ? BATCH_ENDPOINTS[name] : undefined;
  if (endpoint === undefined) {
    throw new ApiError(
      400,
      'invalid_endpoint',
      `A batch cannot ask '${name}', only ${Object.keys(BATCH_ENDPOINTS).join(', ')}.`,
    );
  }
  return endpoint;
}
