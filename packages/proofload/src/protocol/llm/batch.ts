/**
 * A batch as a job: its requests uploaded as a file, its state polled, its answers fetched.
 */
import type { OperationRecorder } from '../../measure/operation-recorder.ts';
import { PRODUCTS } from '../http/products.ts';
import type { Http, HttpResponse } from '../http/types.ts';
import type { RunJob } from '../job/jobs.ts';
import type { PollPace } from '../job/pace.ts';
import type { Job, JobState } from '../job/types.ts';
import { isMembers } from './chunk.ts';
import { NO_TIMES, replyUsage } from './figures.ts';
import { costOf, type Price } from './prices.ts';
import type { LlmRecording } from './recording.ts';
import { inApiSpelling } from './request-body.ts';
import type { BatchAnswer, BatchRequest, BatchResult } from './types.ts';
import { readUsage } from './usage.ts';

/** What is known of a batch when it is asked for. */
export interface BatchPlan {
  readonly name: string;
  readonly model: string;
  readonly requests: readonly BatchRequest[];
  readonly every: PollPace;
  readonly timeoutMs: number;
  readonly completionWindow: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The address of a path of the API. */
  address(path: string): string;
}

const STATES: Readonly<Record<string, JobState>> = {
  validating: 'queued',
  in_progress: 'running',
  finalizing: 'running',
  completed: 'done',
  failed: 'failed',
  expired: 'failed',
  cancelling: 'failed',
  cancelled: 'failed',
};

const OK = 200;

/** What a batch is recorded with, in addition to what is recorded of it as a job. */
export interface BatchRecording {
  readonly operation: OperationRecorder;
  readonly recording: LlmRecording;
  readonly price: Price | undefined;
}

/** Runs a batch, and records its answers as products, with their tokens and what they cost. */
export async function runBatch(
  plan: BatchPlan,
  runJob: RunJob,
  { operation, recording, price }: BatchRecording,
): Promise<BatchResult> {
  const batch = new Batch(plan);
  const result = await runJob(batch.job);
  if (!result.ok) return { ...result, answers: [] };
  const answers = batch.answers(result.response?.text() ?? '');
  if (answers === undefined) {
    result.fail('the answers of the batch are not JSON, one in a line');
    return { ...result, ok: false, answers: [] };
  }
  const good = answers.filter(({ status }) => status === OK);
  for (const { body } of good) {
    const usage = replyUsage(readUsage(isMembers(body) ? body.usage : undefined), NO_TIMES);
    recording.recordTokens({ usage, cost: price && costOf(price, usage) });
  }
  operation.trend(PRODUCTS).record(good.length);
  return { ...result, answers };
}

/** One batch; the job is used once. */
class Batch {
  readonly job: Job;
  readonly #plan: BatchPlan;
  #refused = '';

  constructor(plan: BatchPlan) {
    this.#plan = plan;
    this.job = {
      kind: 'proofload.job',
      name: plan.name,
      submit: ({ http }) => this.#submit(http),
      id: (answer) => answer.json<{ id: string }>().id,
      poll: { every: plan.every, failures: 3, request: ({ http, id }) => this.#get(http, `/batches/${id}`) },
      state: (answer) => {
        const { status } = answer.json<{ status: string }>();
        return STATES[status] ?? status;
      },
      result: ({ http, id }) => this.#fetch(http, id),
      cancel: ({ http, id }) => http.post(plan.address(`/batches/${id}/cancel`), { headers: plan.headers }),
      timeoutMs: plan.timeoutMs,
      onTimeout: 'cancel',
    };
  }

  /**
   * Reads the answers, those to refused requests last.
   *
   * @returns `undefined` when they are not JSON, one in a line
   */
  answers(output: string): readonly BatchAnswer[] | undefined {
    const lines = `${output}\n${this.#refused}`.split('\n').filter((line) => line.trim() !== '');
    try {
      return lines.map((line) => answerOf(JSON.parse(line)));
    } catch {
      return undefined;
    }
  }

  async #submit(http: Http): Promise<HttpResponse> {
    const { address, requests, model, completionWindow, headers } = this.#plan;
    const endpoint = endpointOf(requests[0]);
    const lines = requests.map((request, index) => {
      const body = { ...inApiSpelling(request), model: request.model ?? model };
      return JSON.stringify({ custom_id: String(index), method: 'POST', url: endpoint, body });
    });
    const file = { filename: 'requests.jsonl', type: 'application/jsonl', content: `${lines.join('\n')}\n` };
    const upload = await http.post(address('/files'), { multipart: { purpose: 'batch', file }, headers });
    if (!upload.ok) return upload;
    const { id } = upload.json<{ id: string }>();
    const wish = { input_file_id: id, endpoint, completion_window: completionWindow };
    return http.post(address('/batches'), { json: wish, headers });
  }

  async #fetch(http: Http, id: string): Promise<HttpResponse> {
    const described = await this.#get(http, `/batches/${id}`);
    if (!described.ok) return described;
    const batch = described.json<{ output_file_id?: string | null; error_file_id?: string | null }>();
    const { output_file_id: output, error_file_id: errors } = batch;
    if (!errors) return output ? this.#get(http, `/files/${output}/content`) : described;
    const refused = await this.#get(http, `/files/${errors}/content`);
    if (!refused.ok || !output) return refused;
    this.#refused = refused.text();
    return this.#get(http, `/files/${output}/content`);
  }

  #get(http: Http, path: string): Promise<HttpResponse> {
    return http.get(this.#plan.address(path), { headers: this.#plan.headers });
  }
}

function endpointOf(request: BatchRequest | undefined): string {
  if (request !== undefined && 'messages' in request) return '/v1/chat/completions';
  return request !== undefined && 'prompt' in request ? '/v1/completions' : '/v1/embeddings';
}

function answerOf(line: unknown): BatchAnswer {
  const { custom_id: id, response } = isMembers(line) ? line : {};
  const { status_code: status, body } = isMembers(response) ? response : {};
  return { index: Number(id), status: typeof status === 'number' ? status : 0, body };
}
