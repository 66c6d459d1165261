/**
 * The provider's model as pure functions: how long things take, given the load and a random stream. All durations are
 * milliseconds before the speed factor.
 *
 *     request --> queue (c servers) --> first token --> gap --> chunk --> gap --> chunk … end
 *                 wait                  ttft                itl
 */
import { integerBetween, logNormal, type Random } from '../random/random.ts';
import type { ProviderSettings } from './settings.ts';

/** How much slower everything is with this many generations running: 1 for one, `loadFactor` for `max`. */
export function loadOf({ servers, max = servers, loadFactor }: ProviderSettings, running: number): number {
  return max === 1 ? 1 : 1 + ((loadFactor - 1) * (Math.max(running, 1) - 1)) / (max - 1);
}

/** From the start of a generation to its first token; the wait for a server comes before it. */
export function firstTokenMs(
  settings: ProviderSettings,
  uncachedTokens: number,
  running: number,
  random: Random,
): number {
  const workMs = settings.ttftBaseMs + settings.ttftPerTokenMs * uncachedTokens;
  return workMs * loadOf(settings, running) * logNormal(random, 0, settings.ttftSigma);
}

/** From one chunk to the next. */
export function chunkGapMs(settings: ProviderSettings, running: number, random: Random): number {
  return settings.gapMs * loadOf(settings, running) * logNormal(random, 0, settings.gapSigma);
}

/** How many tokens the next chunk has. */
export function chunkTokens({ minChunkTokens, maxChunkTokens }: ProviderSettings, random: Random): number {
  return integerBetween(random, minChunkTokens, Math.max(minChunkTokens, maxChunkTokens));
}

/** How long an answer would be if nothing limited it but the cap. */
export function outputLength({ outputMu, outputSigma, outputCap }: ProviderSettings, random: Random): number {
  return Math.min(outputCap, Math.max(1, Math.round(logNormal(random, outputMu, outputSigma))));
}

/** One embedding request of this many tokens. */
export function embeddingMs(settings: ProviderSettings, tokens: number, random: Random): number {
  const workMs = settings.embeddingBaseMs + settings.embeddingPerTokenMs * tokens;
  return workMs * logNormal(random, 0, settings.ttftSigma);
}
