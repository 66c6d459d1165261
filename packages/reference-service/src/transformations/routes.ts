/** `/api/v1/transform`: real work on what is sent, one at a time or many at once. */
import { z } from 'zod';
import { ApiError } from '../http/errors.ts';
import { type Route, route } from '../http/route.ts';
import { imageSchema, jsonSchema, markdownSchema, transform, transformationSchema } from './transform.ts';

const subject = 'transformations';

const batchSchema = z.strictObject({ items: z.array(transformationSchema).min(1).max(200) });

export function transformationRoutes(): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/v1/transform/markdown',
      subject,
      summary: 'Markdown to HTML',
      body: markdownSchema,
      answers: { 200: 'The HTML.' },
      handle: async ({ c, body }) => c.json(await transform({ kind: 'markdown', ...body })),
    }),
    route({
      method: 'POST',
      path: '/api/v1/transform/image',
      subject,
      summary: 'A PNG picture (base64) in another width',
      body: imageSchema,
      answers: { 200: 'The picture and its size.' },
      handle: async ({ c, body }) => c.json(await transform({ kind: 'image', ...body })),
    }),
    route({
      method: 'POST',
      path: '/api/v1/transform/json',
      subject,
      summary: 'JSON in another shape: take, keep, rename, sort, group',
      body: jsonSchema,
      answers: { 200: 'The new document.' },
      handle: async ({ c, body }) => c.json(await transform({ kind: 'json', ...body })),
    }),
    route({
      method: 'POST',
      path: '/api/v1/transform/batch',
      subject,
      summary: 'Many transformations at once; one that fails does not stop the others',
      body: batchSchema,
      answers: { 200: 'A result or an error for each, in order.' },
      handle: async ({ c, body }) => {
        const results = await Promise.all(
          body.items.map(async (item) => {
            try {
              return { kind: item.kind, ...(await transform(item)) };
            } catch (error) {
              if (error instanceof ApiError) return { kind: item.kind, ...error.body() };
              throw error;
            }
          }),
        );
        return c.json({ results, failed: results.filter((result) => 'error' in result).length });
      },
    }),
  ];
}
