/**
 * Tells an address that a biography is over: a POST with the job's state, tried up to four times. With a secret the body
 * is signed: `x-webhook-signature: sha256=<HMAC of the body in hex>`.
 */
import { createHmac } from 'node:crypto';
import type { Scheduler } from '../clock/scheduler.ts';

export interface Webhook {
  readonly url: string;
  readonly secret?: string | undefined;
}

/** Waits before the second and later attempts. */
const RETRY_MS = [200, 1000, 5000] as const;
const TIMEOUT_MS = 10_000;

export function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

async function attempt({ url, secret }: Webhook, body: string, signal: AbortSignal): Promise<boolean> {
  const headers = {
    'content-type': 'application/json',
    ...(secret !== undefined && { 'x-webhook-signature': signatureOf(body, secret) }),
  };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Resolves with whether it was delivered; gives up when the signal is aborted. */
export async function deliver(
  webhook: Webhook,
  payload: unknown,
  scheduler: Scheduler,
  signal: AbortSignal,
): Promise<boolean> {
  const body = JSON.stringify(payload);
  for (const pauseMs of [0, ...RETRY_MS]) {
    if (pauseMs > 0) await scheduler.sleep(pauseMs, signal).catch(() => {});
    if (signal.aborted) return false;
    if (await attempt(webhook, body, signal)) return true;
  }
  return false;
}
