/**
 * SVG to PNG with resvg, on the thread pool. No text is drawn and no fonts are loaded, so the same SVG gives the same
 * bytes on every machine.
 */
import { renderAsync } from '@resvg/resvg-js';

export interface RenderedPng {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** @param width of the result in pixels; the height follows from the drawing's proportions. */
export async function renderPng(svg: string, width?: number): Promise<RenderedPng> {
  const image = await renderAsync(svg, {
    font: { loadSystemFonts: false },
    ...(width !== undefined && { fitTo: { mode: 'width', value: width } }),
  });
  return { bytes: Uint8Array.from(image.asPng()), width: image.width, height: image.height };
}

/** The pixels of a PNG file, from its header. */
export function pngSize(bytes: Uint8Array): { readonly width: number; readonly height: number } | undefined {
  const isPng = bytes.length > 24 && Buffer.from(bytes.subarray(0, 8)).toString('latin1') === '\x89PNG\r\n\x1a\n';
  if (!isPng) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
