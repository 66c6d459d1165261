/** One question over HTTP beside the load: a health check, a look at the target's metrics. It is measured nowhere. */
import { performance } from 'node:perf_hooks';
import type { TargetPlan } from '../plan/types.ts';
import { encodeHead, Http1Client, type RawResponse } from '../protocol/http1/client.ts';

/** A path of the target, or an address of its own. */
export function addressOf(target: TargetPlan, path: string): URL {
  return new URL(path, target.url.endsWith('/') ? target.url : `${target.url}/`);
}

/**
 * Gets what is at an address, on a connection of its own.
 *
 * @throws ExchangeError when there is no answer in time
 */
export async function ask(url: URL, target: TargetPlan, timeoutMs: number): Promise<RawResponse> {
  const isTarget = url.origin === new URL(target.url).origin;
  const tls = isTarget ? (target.tls ?? {}) : {};
  const client = new Http1Client({ origin: url, now: () => performance.now(), tls });
  try {
    const head = encodeHead('GET', `${url.pathname}${url.search}`, url.host, [['accept', '*/*']], undefined);
    return await client.exchange({ method: 'GET', head, body: undefined }, { timeoutMs });
  } finally {
    client.close();
  }
}
