/** How long an image takes: log-normal, and now and then a model that must be loaded first. Before the speed factor. */
import { z } from 'zod';
import { logNormal, type Random } from '../random/random.ts';

export const imagesSchema = z.strictObject({
  /** How many images are made at once; the rest wait, first come first served. */
  servers: z.int().min(1).max(10_000).default(8),
  medianMs: z.number().positive().default(2500),
  sigma: z.number().min(0).default(0.36),
  /** The share of images that meet a cold model, and how long its loading takes at least and at most. */
  coldShare: z.number().min(0).max(1).default(0.015),
  coldMinMs: z.number().min(0).default(10_000),
  coldMaxMs: z.number().min(0).default(30_000),
});

export type ImagesSettings = z.infer<typeof imagesSchema>;

export function imageMs(settings: ImagesSettings, random: Random): number {
  const warmMs = logNormal(random, Math.log(settings.medianMs), settings.sigma);
  const isCold = random.next() < settings.coldShare;
  const loadMs = settings.coldMinMs + random.next() * (settings.coldMaxMs - settings.coldMinMs);
  return isCold ? warmMs + loadMs : warmMs;
}
