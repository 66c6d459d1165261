/**
 * Every constant of the simulated provider. The defaults are those of a chat model on shared hardware: tails come from
 * queueing and load, not from wide distributions.
 */
import { z } from 'zod';

const positive = z.number().positive();
const share = z.number().min(0);

export const providerSchema = z.strictObject({
  /** How many generations run at once (c); the rest wait, first come first served. */
  servers: z.int().min(1).max(100_000).default(64),
  /** How many running generations slow each other down fully; left out, as many as there are servers. */
  max: z.int().min(1).max(100_000).optional(),
  /** How much slower everything is with `max` running than with one (f). */
  loadFactor: z.number().min(1).default(3),
  /** Time to the first token: (base + perToken x uncached input tokens) x load x LogNormal(0, sigma). */
  ttftBaseMs: share.default(80),
  ttftPerTokenMs: share.default(0.5),
  ttftSigma: share.default(0.2),
  /** Time between chunks: gap x load x LogNormal(0, sigma). */
  gapMs: positive.default(25),
  gapSigma: share.default(0.12),
  /** Tokens in a chunk, each number as likely as the others. */
  minChunkTokens: z.int().min(1).max(100).default(1),
  maxChunkTokens: z.int().min(1).max(100).default(4),
  /** Length of an answer: LogNormal(mu, sigma) tokens, capped. A conversation trace has median 129, p95 451. */
  outputMu: z.number().default(5.02),
  outputSigma: share.default(0.86),
  outputCap: z.int().min(1).max(1_000_000).default(2048),
  /** A chunk with the role alone is sent as soon as the request is accepted, long before the first token. */
  earlyRole: z.boolean().default(true),
  /** Blocks of prompt text whose work is remembered for later prompts that begin alike. */
  prefixBlocks: z.int().min(0).max(1_000_000).default(8192),
  /** An embedding: (base + perToken x tokens) x LogNormal(0, ttftSigma), without a queue. */
  embeddingBaseMs: share.default(12),
  embeddingPerTokenMs: share.default(0.02),
  /** 0 for no limit. Past a limit the answer is 429 with Retry-After. */
  requestsPerMinute: share.default(0),
  tokensPerMinute: share.default(0),
  /** When set, requests must carry it as `Authorization: Bearer …`. */
  apiKey: z.coerce.string().min(1).optional(),
});

export type ProviderSettings = z.infer<typeof providerSchema>;
