/** One question over HTTP beside the load: a health check, a look at the target's metrics. It is measured nowhere. */
import { performance } from 'node:perf_hooks';
import type { TargetPlan } from '../plan/types.ts';
import { elsewhere } from '../protocol/http/network.ts';
import { Origin } from '../protocol/http/origin.ts';
import { encodeHead, type RawResponse } from '../protocol/http1/client.ts';

/** A path of the target, or an address of its own. */
export function addressOf(target: TargetPlan, path: string): URL {
  return new URL(path, target.url.endsWith('/') ? target.url : `${target.url}/`);
}

/**
 * Gets what is at an address, on a connection of its own.
 *
 * @param signal - gives up when it is aborted
 * @throws ExchangeError when there is no answer in time
 */
export async function ask(url: URL, target: TargetPlan, timeoutMs: number, signal?: AbortSignal): Promise<RawResponse> {
  const isTarget = url.origin === new URL(target.url).origin;
  const tls = isTarget ? (target.tls ?? {}) : {};
  const network = isTarget ? target : elsewhere(target);
  const client = new Origin(url, [], () => performance.now(), tls, network).openClient();
  try {
    const head = encodeHead('GET', `${url.pathname}${url.search}`, url.host, [['accept', '*/*']], undefined);
    return await new Promise((answered, failed) => {
      client.dispatch(
        { method: 'GET', head, body: undefined },
        { timeoutMs, ...(signal === undefined ? {} : { signal }) },
        { answered, failed },
      );
    });
  } finally {
    client.close();
  }
}
