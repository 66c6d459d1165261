/** `/api/v1/images`: portraits, tactical maps and items, one at a time as PNG or several at once as JSON. */
import { z } from 'zod';
import type { CacheState } from '../cache/cache.ts';
import { type Route, route, type ServiceContext } from '../http/route.ts';
import type { Image, Images } from './images.ts';
import { type ImageWish, itemSchema, mapSchema, portraitSchema, wishSchema } from './wishes.ts';

const subject = 'images';
const PATH = '/api/v1/images';

const batchSchema = z.strictObject({
  items: z.array(wishSchema).min(1).max(32),
  /** Puts the bytes into the answer, in base64. */
  withData: z.boolean().default(false),
});

function send(c: ServiceContext, image: Image, state: CacheState): Response {
  const headers = { etag: image.etag, 'cache-control': 'private, max-age=0, must-revalidate', 'x-cache': state };
  const known = c.req.header('if-none-match')?.split(/\s*,\s*/) ?? [];
  const isKnown = known.some((etag) => etag === '*' || etag.replace(/^W\//, '') === image.etag);
  if (c.req.method === 'GET' && isKnown) return c.body(null, 304, headers);
  return c.body(image.bytes, 200, { 'content-type': 'image/png', ...headers });
}

/** GET with a query and POST with a body, for one kind of image. */
function single<Wish>(
  kind: ImageWish['kind'],
  summary: string,
  schema: z.ZodType<Wish>,
  images: Images,
): readonly Route[] {
  const answer = async (c: ServiceContext, wish: Wish): Promise<Response> => {
    const { value, state } = await images.get({ kind, ...wish } as unknown as ImageWish);
    return send(c, value, state);
  };
  const path = `${PATH}/${kind}`;
  return [
    route({
      method: 'GET',
      path,
      subject,
      summary,
      query: schema,
      answers: { 200: 'A PNG; x-cache says whether it was made.', 304: 'You have it: If-None-Match names its ETag.' },
      handle: ({ c, query }) => answer(c, query),
    }),
    route({
      method: 'POST',
      path,
      subject,
      summary,
      body: schema,
      answers: { 200: 'A PNG; x-cache says whether it was made.' },
      handle: ({ c, body }) => answer(c, body),
    }),
  ];
}

export function imageRoutes(images: Images): readonly Route[] {
  return [
    ...single('portrait', 'A portrait', portraitSchema, images),
    ...single('tactical-map', 'A tactical map with rooms and corridors', mapSchema, images),
    ...single('item', 'An illustration of an item', itemSchema, images),
    route({
      method: 'POST',
      path: `${PATH}/batch`,
      subject,
      summary: 'Several images at once',
      body: batchSchema,
      answers: { 200: 'What became of each, in order.' },
      handle: async ({ c, body }) => {
        const made = await Promise.all(body.items.map((wish) => images.get(wish)));
        return c.json({
          images: made.map(({ value, state }) => ({
            kind: value.kind,
            etag: value.etag,
            cache: state,
            width: value.width,
            height: value.height,
            bytes: value.bytes.byteLength,
            ...(body.withData && { data: Buffer.from(value.bytes).toString('base64') }),
          })),
        });
      },
    }),
  ];
}
