/** What can be drawn, and by which parameters. Numbers may come as text, so that the same schema reads a query. */
import { z } from 'zod';

const seed = z.coerce.number().int().min(0).max(2_147_483_647).default(1);
/** Pixels of the longer side. */
const size = z.coerce.number().int().min(32).max(1024).default(512);

export const portraitSchema = z.strictObject({
  ancestry: z.enum(['human', 'elf', 'dwarf', 'orc']).default('human'),
  mood: z.enum(['calm', 'happy', 'grim']).default('calm'),
  seed,
  size,
});

export const mapSchema = z.strictObject({
  theme: z.enum(['dungeon', 'castle', 'cavern']).default('dungeon'),
  /** Squares of the grid. */
  columns: z.coerce.number().int().min(16).max(128).default(48),
  rows: z.coerce.number().int().min(16).max(128).default(36),
  /** The most rooms. */
  rooms: z.coerce.number().int().min(2).max(64).default(12),
  seed,
  size,
});

export const itemSchema = z.strictObject({
  type: z.enum(['sword', 'shield', 'potion', 'ring']).default('sword'),
  rarity: z.enum(['common', 'rare', 'epic', 'legendary']).default('common'),
  seed,
  size,
});

export const wishSchema = z.discriminatedUnion('kind', [
  portraitSchema.extend({ kind: z.literal('portrait') }),
  mapSchema.extend({ kind: z.literal('tactical-map') }),
  itemSchema.extend({ kind: z.literal('item') }),
]);

export type PortraitWish = z.infer<typeof portraitSchema>;
export type MapWish = z.infer<typeof mapSchema>;
export type ItemWish = z.infer<typeof itemSchema>;
export type ImageWish = z.infer<typeof wishSchema>;
