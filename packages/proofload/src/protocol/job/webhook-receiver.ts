/**
 * A port of the worker's own at which a service tells that jobs are over. Whoever does not know the secret in the path is
 * refused, and counted.
 *
 *     http://127.0.0.1:43521/<secret>/<job's name>      the job's id is in what is sent
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OperationRecorder } from '../../measure/operation-recorder.ts';
import type { ResponseHeaders } from '../http/types.ts';
import { ToldAnswer } from './answer.ts';
import { thrownMessage } from './fault.ts';
import type { Job, JobAnswer } from './types.ts';

/** Takes what the service tells of one job. */
export type WebhookListener = (answer: JobAnswer, receivedMs: number) => void;

interface Delivery {
  readonly answer: JobAnswer;
  readonly receivedMs: number;
}

/** Why a webhook was not taken. */
interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

export interface WebhookReceiverOptions {
  /** The address to listen on. */
  readonly listen: string;
  readonly now: () => number;
  /** Where refused webhooks are counted; asked for when there is one. */
  readonly refusals: () => OperationRecorder;
}

const MOST_BYTES = 1024 * 1024;
/** A webhook may overtake the answer to the submission; so many wait for theirs. */
const MOST_EARLY = 10_000;

const UNKNOWN_JOB = 'a webhook named a job that this run did not submit';

export class WebhookReceiver {
  readonly #options: WebhookReceiverOptions;
  readonly #server: Server;
  readonly #secret = randomBytes(18).toString('base64url');
  readonly #jobs = new Map<string, Job<never>>();
  readonly #listeners = new Map<string, WebhookListener>();
  readonly #ended = new Set<string>();
  readonly #early = new Map<string, Delivery[]>();

  private constructor(options: WebhookReceiverOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#receive(request, response).catch(() => response.destroy());
    });
  }

  /**
   * Opens a receiver on a free port.
   *
   * @throws Error of Node.js when the address is none of this machine's
   */
  static async open(options: WebhookReceiverOptions): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(options);
    const server = receiver.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, options.listen, resolve);
    });
    server.unref();
    return receiver;
  }

  /** Where the service is to tell of the jobs of this kind. */
  address(job: Job<never>): string {
    this.#jobs.set(job.name, job);
    const { port } = this.#server.address() as AddressInfo;
    const host = job.webhook?.host ?? this.#options.listen;
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}/${this.#secret}/${encodeURIComponent(job.name)}`;
  }

  /** Hands over what comes for a job, what came already included, until the returned function is called. */
  follow(job: Job<never>, id: string, listener: WebhookListener): () => void {
    const key = keyOf(job, id);
    this.#listeners.set(key, listener);
    const early = this.#early.get(key) ?? [];
    this.#early.delete(key);
    for (const { answer, receivedMs } of early) listener(answer, receivedMs);
    return () => {
      this.#listeners.delete(key);
      this.#ended.add(key);
    };
  }

  /** Stops listening; what nobody ever waited for is counted. */
  async close(): Promise<void> {
    for (const deliveries of this.#early.values()) {
      for (const _ of deliveries) this.#count({ status: 404, type: 'unknown-job', message: UNKNOWN_JOB });
    }
    this.#early.clear();
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = this.#refusal(request) ?? (await this.#take(request));
    if (refusal !== undefined) this.#count(refusal);
    response.writeHead(refusal?.status ?? 204, { connection: refusal === undefined ? 'keep-alive' : 'close' });
    response.end(refusal === undefined ? undefined : `${refusal.message}\n`);
  }

  #refusal({ url = '', method = '' }: IncomingMessage): Refusal | undefined {
    const [, secret = '', name = ''] = url.split(/[/?]/);
    if (!this.#isSecret(secret)) {
      const message = 'a webhook came without the secret of this run in its path, and was refused with 403';
      return { status: 403, type: 'secret', message };
    }
    if (!this.#jobs.has(decode(name))) {
      return {
        status: 404,
        type: 'unknown-job',
        message: 'a webhook came to the path of no job, and was refused with 404',
      };
    }
    if (method === 'POST' || method === 'PUT') return undefined;
    return {
      status: 405,
      type: 'method',
      message: `a webhook came as ${method}, and was refused with 405; it is sent by POST`,
    };
  }

  #isSecret(given: string): boolean {
    const [ours, theirs] = [Buffer.from(this.#secret), Buffer.from(given)];
    return ours.length === theirs.length && timingSafeEqual(ours, theirs);
  }

  async #take(request: IncomingMessage): Promise<Refusal | undefined> {
    const body = await bodyOf(request);
    const receivedMs = this.#options.now();
    if (body === undefined) {
      return { status: 413, type: 'too-large', message: 'a webhook of more than 1 MB was refused with 413' };
    }
    const job = this.#jobs.get(decode(request.url?.split(/[/?]/)[2] ?? ''))!;
    const answer = new ToldAnswer(body, undefined, headersOf(request));
    let id: unknown;
    try {
      id = (job.webhook?.id ?? job.id)(answer);
    } catch (thrown) {
      return { status: 400, type: 'id', message: `a webhook's id could not be read: ${thrownMessage(thrown)}` };
    }
    if (typeof id !== 'string' && typeof id !== 'number') {
      return { status: 400, type: 'id', message: 'a webhook had no id of a job in it, and was refused with 400' };
    }
    return this.#deliver(keyOf(job, String(id)), { answer, receivedMs });
  }

  #deliver(key: string, delivery: Delivery): Refusal | undefined {
    const listener = this.#listeners.get(key);
    if (listener !== undefined) {
      listener(delivery.answer, delivery.receivedMs);
      return undefined;
    }
    if (this.#ended.has(key)) return undefined;
    if (this.#early.size >= MOST_EARLY) return { status: 404, type: 'unknown-job', message: UNKNOWN_JOB };
    const early = this.#early.get(key);
    if (early === undefined) this.#early.set(key, [delivery]);
    else early.push(delivery);
    return undefined;
  }

  #count({ type, message }: Refusal): void {
    const nowMs = this.#options.now();
    const operation = this.#options.refusals();
    operation.unanswered(nowMs);
    operation.failed(type, message, nowMs);
  }
}

function keyOf(job: Job<never>, id: string): string {
  return `${job.name}\n${id}`;
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The whole body as text; `undefined` when it is too large to be one. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Read to its end, since what is left unread would cost the connection on which the refusal is to go back.
    if (bytes <= MOST_BYTES) chunks.push(chunk);
  }
  return bytes > MOST_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}

function headersOf({ headers, headersDistinct }: IncomingMessage): ResponseHeaders {
  return {
    get: (name) => headersDistinct[name.toLowerCase()]?.join(', '),
    getAll: (name) => headersDistinct[name.toLowerCase()] ?? [],
    has: (name) => name.toLowerCase() in headers,
  };
}
