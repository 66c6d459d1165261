/** A small service that does jobs, with whatever may be wrong with it, for the tests beside. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { httpServer } from '../http1/servers.fixture.ts';

interface JobServiceOptions {
  /** What the status of a job says, by how often it was asked before; the last is repeated. */
  readonly states?: readonly unknown[];
  /** Instead of the answers that it would give. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse, body: string) => boolean;
}

export interface JobService {
  readonly url: URL;
  /** Method and path of every request, in order. */
  readonly seen: readonly string[];
}

export async function jobService({ states = ['done'], answer }: JobServiceOptions = {}): Promise<JobService> {
  const seen: string[] = [];
  const asked = new Map<string, number>();
  let submitted = 0;
  const url = await httpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '' } = request;
    seen.push(`${method} ${path}`);
    if (answer?.(request, response, Buffer.concat(chunks).toString()) === true) return;
    response.setHeader('content-type', 'application/json');
    if (method === 'POST') {
      submitted += 1;
      response.statusCode = 202;
      response.end(JSON.stringify({ id: `j${submitted}` }));
      return;
    }
    if (method === 'GET' && path.endsWith('/status')) {
      const turn = asked.get(path) ?? 0;
      asked.set(path, turn + 1);
      response.end(JSON.stringify({ status: states[Math.min(turn, states.length - 1)] }));
      return;
    }
    response.end(JSON.stringify({ text: 'Once.' }));
  });
  return { url, seen };
}
