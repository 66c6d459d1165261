/**
 * Embeddings with a meaning, if a small one: words and word pairs are hashed to signed dimensions (feature hashing,
 * Weinberger et al. 2009), so texts that share words are closer than texts that do not.
 */
import { hashText } from '../random/random.ts';

/** A vector of length 1; a text without words gives the first unit vector. */
export function embed(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  words.forEach((word, index) => {
    for (const [feature, weight] of [
      [word, 1],
      [`${words[index - 1] ?? ''} ${word}`, 0.5],
    ] as const) {
      const hash = hashText(feature);
      vector[hash % dimensions]! += hash & 0x40000000 ? weight : -weight;
    }
  });
  const length = Math.hypot(...vector);
  if (length === 0) vector[0] = 1;
  return vector.map((value) => (length === 0 ? value : value / length));
}

/** Little-endian 32-bit floats in base64, as clients ask for with `encoding_format: base64`. */
export function toBase64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}
