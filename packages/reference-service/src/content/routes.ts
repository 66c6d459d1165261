/** `/api/v1/content`: generate contents with the provider, list, find and search them; and a plain door to the model. */
import { z } from 'zod';
import { type Route, route } from '../http/route.ts';
import type { Provider } from '../provider/provider.ts';
import type { Documents } from './documents.ts';
import { type createGenerator, newContentSchema } from './generator.ts';

const subject = 'content';
const limit = z.coerce.number().int().min(1).max(100).default(20);

export interface ContentRouteParts {
  readonly generator: ReturnType<typeof createGenerator>;
  readonly documents: Documents;
  readonly provider: Provider;
}

export function contentRoutes({ generator, documents, provider }: ContentRouteParts): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/content/types',
      subject,
      summary: 'The kinds of content and their usual lengths',
      answers: { 200: 'The kinds.' },
      handle: ({ c }) => c.json({ types: generator.kinds() }),
    }),
    route({
      method: 'POST',
      path: '/api/v1/content/generate',
      subject,
      summary: 'Generate a content; asked again, the same comes from the cache',
      body: newContentSchema,
      answers: { 200: 'It was there already; x-cache says how.', 201: 'It was made.' },
      handle: async ({ c, body }) => {
        const { value, state } = await generator.generate(body);
        const status = state === 'MISS' ? 201 : 200;
        return c.json({ ...value.document, usage: value.usage }, status, { 'x-cache': state });
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/content',
      subject,
      summary: 'The newest contents',
      query: z.object({ limit }),
      answers: { 200: 'Contents, the newest first.' },
      handle: ({ c, query }) => c.json({ contents: documents.latest(query.limit) }),
    }),
    route({
      method: 'GET',
      path: '/api/v1/content/search',
      subject,
      summary: 'Full-text search in what was generated',
      query: z.object({ q: z.string().min(1).max(200), limit }),
      answers: { 200: 'The best matches.' },
      handle: ({ c, query }) => c.json({ contents: documents.search(query.q, query.limit) }),
    }),
    route({
      method: 'GET',
      path: '/api/v1/content/:id',
      subject,
      summary: 'One content',
      answers: { 200: 'The content.', 404: 'No such content.' },
      handle: ({ c }) => c.json(documents.find(c.req.param('id') ?? '')),
    }),
    route({
      method: 'POST',
      path: '/api/v1/llm/generate',
      subject,
      summary: 'Ask the model directly',
      body: z.strictObject({
        prompt: z.string().min(1).max(100_000),
        maxTokens: z.int().min(1).max(4096).default(128),
      }),
      answers: { 200: 'What it says, and how many tokens that took.' },
      handle: async ({ c, body }) => c.json(await provider.complete(body, c.req.raw.signal)),
    }),
  ];
}
