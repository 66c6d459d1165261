/** A real service for the tests of a file: started before them on a free port, stopped after them. */
import { afterAll, beforeAll } from 'vitest';
import { type RunningService, type ServiceOptions, startService } from './index.ts';

export interface TestService {
  readonly url: string;
  /** Errors that no endpoint meant to answer with; a test that expects none holds this to be empty. */
  readonly errors: readonly Error[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Sends JSON and reads JSON. */
  json<T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T>;
}

/** @example const service = useService({ groundTruth: true }); */
export function useService(options: ServiceOptions = {}): TestService {
  let running: RunningService | undefined;
  const errors: Error[] = [];
  beforeAll(async () => {
    running = await startService({ onError: (error) => errors.push(error), ...options });
  });
  afterAll(() => running?.close());

  const send: TestService['send'] = (method, path, body, headers = {}) =>
    fetch(`${running?.url}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    get url() {
      return running?.url ?? '';
    },
    errors,
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    json: async <T>(...request: Parameters<typeof send>) => (await (await send(...request)).json()) as T,
  };
}
