/** One transformation of any kind: from what was sent to what comes back. */
import { z } from 'zod';
import { markdownToHtml } from './markdown.ts';
import { reshape, reshapeSchema } from './reshape.ts';
import { resizePng } from './resize.ts';

export const markdownSchema = z.strictObject({ markdown: z.string().max(2_000_000) });
export const imageSchema = z.strictObject({ png: z.base64(), width: z.int().min(1).max(4096) });
export const jsonSchema = z.strictObject({ document: z.json(), shape: reshapeSchema });

export const transformationSchema = z.discriminatedUnion('kind', [
  markdownSchema.extend({ kind: z.literal('markdown') }),
  imageSchema.extend({ kind: z.literal('image') }),
  jsonSchema.extend({ kind: z.literal('json') }),
]);
export type Transformation = z.infer<typeof transformationSchema>;

/** @throws ApiError for a picture that cannot be read. */
export async function transform(wish: Transformation): Promise<Record<string, unknown>> {
  switch (wish.kind) {
    case 'markdown':
      return { html: markdownToHtml(wish.markdown) };
    case 'json':
      return { document: reshape(wish.document, wish.shape) };
    case 'image': {
      const { bytes, width, height } = await resizePng(Buffer.from(wish.png, 'base64'), wish.width);
      return { png: Buffer.from(bytes).toString('base64'), width, height };
    }
  }
}
