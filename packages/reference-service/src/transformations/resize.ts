/** A PNG picture in another size: decoded, scaled and encoded by resvg. */
import { ApiError } from '../http/errors.ts';
import { pngSize, type RenderedPng, renderPng } from '../images/render.ts';

const LARGEST = 4096;

/** @throws ApiError 400 unless the bytes are a PNG of at most 4096 x 4096 pixels. */
export async function resizePng(bytes: Uint8Array, width: number): Promise<RenderedPng> {
  const size = pngSize(bytes);
  if (size === undefined) throw new ApiError(400, 'not_a_png', 'The picture is not a PNG file.');
  if (size.width > LARGEST || size.height > LARGEST || size.width === 0 || size.height === 0) {
    throw new ApiError(
      400,
      'picture_size',
      `The picture is ${size.width} x ${size.height}; each side must be 1 to ${LARGEST}.`,
    );
  }
  const data = Buffer.from(bytes).toString('base64');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}"><image width="${size.width}" height="${size.height}" href="data:image/png;base64,${data}"/></svg>`;
  return renderPng(svg, width);
}
