/** Writes contents of several kinds with the provider, and remembers what it was asked before. */
import { z } from 'zod';
import type { Cache, CacheState } from '../cache/cache.ts';
import type { Provider } from '../provider/provider.ts';
import type { Document, Documents } from './documents.ts';

/** What each kind asks of the model, and how long it is unless told otherwise. */
const KINDS = {
  article: { words: 150, instruction: 'Write an article with an introduction, an argument and a conclusion.' },
  summary: { words: 60, instruction: 'Summarise what a newcomer must know.' },
  email: { words: 80, instruction: 'Write a friendly e-mail to a customer.' },
  post: { words: 30, instruction: 'Write a short post that people share.' },
} as const;

export type ContentKind = keyof typeof KINDS;
const CONTENT_KINDS = Object.keys(KINDS) as [ContentKind, ...ContentKind[]];

export const newContentSchema = z.strictObject({
  kind: z.enum(CONTENT_KINDS).default('article'),
  topic: z.string().trim().min(1).max(500),
  words: z.int().min(5).max(2000).optional(),
});

/** With words and signs of a sentence in the share in which the model writes them. */
const TOKENS_PER_WORD = 1.1;

export interface Generated {
  readonly document: Document;
  readonly usage: { readonly inputTokens: number; readonly cachedTokens: number; readonly outputTokens: number };
}

export interface ContentParts {
  readonly provider: Provider;
  readonly documents: Documents;
  readonly cache: Cache<Generated>;
}

export function createGenerator({ provider, documents, cache }: ContentParts) {
  return {
    kinds: () => Object.entries(KINDS).map(([kind, { words }]) => ({ kind, words })),

    /** The same request within the cache's time gives the same document. */
    generate(
      wish: z.infer<typeof newContentSchema>,
    ): Promise<{ readonly value: Generated; readonly state: CacheState }> {
      const { kind, topic } = wish;
      const { instruction, words: usual } = KINDS[kind];
      const words = wish.words ?? usual;
      return cache.get(JSON.stringify([kind, topic, words]), async () => {
        const { text, ...usage } = await provider.complete({
          prompt: `You write for a company. ${instruction} About ${words} words on: ${topic}`,
          maxTokens: Math.ceil(words * TOKENS_PER_WORD),
          ignoreEnd: true,
        });
        const title = `${topic.charAt(0).toUpperCase()}${topic.slice(1)}`;
        return { document: documents.add({ kind, topic, title, text, words: text.split(/\s+/).length }), usage };
      });
    },
  };
}
