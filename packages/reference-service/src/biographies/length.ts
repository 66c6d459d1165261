/** Whether a text has the length that was asked for. */
import { z } from 'zod';

export const lengthSchema = z
  .strictObject({
    text: z.string().max(2_000_000),
    minWords: z.int().min(0).optional(),
    maxWords: z.int().min(0).optional(),
    targetWords: z.int().min(1).optional(),
    /** How far from the target is still good, as a share of it. */
    tolerance: z.number().min(0).max(1).default(0.1),
  })
  .refine(({ minWords = 0, maxWords = minWords }) => minWords <= maxWords, {
    error: 'minWords must not be above maxWords',
    path: ['minWords'],
  });

export interface LengthReport {
  readonly ok: boolean;
  readonly words: number;
  readonly characters: number;
  readonly sentences: number;
  readonly paragraphs: number;
  /** At 230 words a minute. */
  readonly readingMinutes: number;
  /** One sentence for each bound that is broken. */
  readonly problems: readonly string[];
}

export function validateLength(wish: z.infer<typeof lengthSchema>): LengthReport {
  const { text, minWords, maxWords, targetWords, tolerance } = wish;
  const words = text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
  const problems: string[] = [];
  if (minWords !== undefined && words < minWords) problems.push(`The text has ${words} words, fewer than ${minWords}.`);
  if (maxWords !== undefined && words > maxWords) problems.push(`The text has ${words} words, more than ${maxWords}.`);
  if (targetWords !== undefined && Math.abs(words - targetWords) > tolerance * targetWords) {
    problems.push(`The text has ${words} words, further than ${tolerance * 100} % from ${targetWords}.`);
  }
  return {
    ok: problems.length === 0,
    words,
    characters: text.length,
    sentences: text.match(/[^.!?]+[.!?]+/g)?.length ?? 0,
    paragraphs: text.split(/\n\s*\n/).filter((part) => part.trim() !== '').length,
    readingMinutes: Math.round((words / 230) * 10) / 10,
    problems,
  };
}
