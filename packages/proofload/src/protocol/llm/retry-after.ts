/**
 * How long a server that met its rate limit asks to be left alone.
 */
import type { HeaderBlock } from '../http1/client.ts';

/**
 * Reads `retry-after-ms` (OpenAI's, in milliseconds) and `retry-after` (RFC 9110, section 10.2.3: seconds, or a date).
 *
 * @param epochMs - milliseconds since 1970 by our clock
 * @returns milliseconds, or `undefined` when it does not say
 */
export function retryAfterMs(headers: Pick<HeaderBlock, 'get'>, epochMs: number): number | undefined {
  const exact = amount(headers.get('retry-after-ms'));
  if (exact !== undefined) return exact;
  const text = headers.get('retry-after');
  const seconds = amount(text);
  if (seconds !== undefined) return seconds * 1000;
  const dateMs = Date.parse(text ?? '');
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - epochMs);
}

function amount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}
