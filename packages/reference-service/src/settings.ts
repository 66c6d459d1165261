/** The constants of everything simulated, with their defaults, and how words of the command line set them. */
import { z } from 'zod';
import { biographiesSchema } from './biographies/settings.ts';
import { cacheSchema } from './cache/caches.ts';
import { imagesSchema } from './images/model.ts';
import { providerSchema } from './provider/settings.ts';

const modelSchema = z.strictObject({
  provider: providerSchema.prefault({}),
  images: imagesSchema.prefault({}),
  cache: cacheSchema.prefault({}),
  biographies: biographiesSchema.prefault({}),
});

/** Every constant with its value. */
export type ModelSettings = z.infer<typeof modelSchema>;

/** Constants that differ from their defaults. */
export type ModelChanges = z.input<typeof modelSchema>;

/** A constant that does not exist or cannot have this value. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
  readonly code = 'setting';
}

/** @throws SettingError that names every wrong constant. */
export function resolveModels(changes: unknown): ModelSettings {
  const result = modelSchema.safeParse(changes);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`);
  throw new SettingError(`These settings cannot be used: ${problems.join('; ')}.`);
}

/** A number or truth value where the text is one, else the text itself. */
function parseValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/**
 * Changes from words such as `provider.servers=2000`.
 *
 * @throws SettingError for words that set nothing.
 */
export function parseSettingWords(words: readonly string[]): ModelChanges {
  const changes: Record<string, Record<string, unknown>> = {};
  for (const word of words) {
    const match = /^(\w+)\.(\w+)=(.*)$/.exec(word);
    if (match === null)
      throw new SettingError(`'${word}' sets nothing. Write PART.NAME=VALUE, such as provider.servers=2000.`);
    const [, part = '', name = '', text = ''] = match;
    changes[part] = { ...changes[part], [name]: parseValue(text) };
  }
  resolveModels(changes);
  return changes as ModelChanges;
}
