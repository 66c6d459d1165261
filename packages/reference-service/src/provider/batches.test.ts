import { describe, expect, it } from 'vitest';
import { useService } from '../service.fixture.ts';

interface Batch {
  readonly id: string;
  readonly status: string;
  readonly output_file_id: string | null;
  readonly error_file_id: string | null;
  readonly request_counts: { readonly total: number; readonly completed: number; readonly failed: number };
  readonly completed_at: number | null;
}

const line = (id: string, body: object): string =>
  JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/chat/completions', body });
const question = { model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] };

describe('batches', () => {
  const service = useService({ speed: 50 });

  async function upload(text: string): Promise<string> {
    const form = new FormData();
    form.set('purpose', 'batch');
    form.set('file', new File([text], 'requests.jsonl'));
    const response = await fetch(`${service.url}/v1/files`, { method: 'POST', body: form });
    return ((await response.json()) as { id: string }).id;
  }
  const start = (fileId: string, endpoint = '/v1/chat/completions') =>
    service.send('POST', '/v1/batches', { input_file_id: fileId, endpoint, completion_window: '24h' });
  const content = async (
    fileId: string | null,
  ): Promise<{ custom_id: string; response: { status_code: number } }[]> => {
    const text = await (await service.get(`/v1/files/${fileId}/content`)).text();
    return text
      .trimEnd()
      .split('\n')
      .map((each) => JSON.parse(each));
  };

  it('answer every line, good ones and bad ones in files of their own', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => line(`good-${index}`, question));
    const fileId = await upload([...lines, line('bad', { model: 'm' }), ''].join('\n'));
    const begun = (await (await start(fileId)).json()) as Batch;
    expect([begun.status, begun.request_counts.total]).toEqual(['validating', 0]);
    const find = () => service.json<Batch>('GET', `/v1/batches/${begun.id}`);
    await expect.poll(async () => (await find()).status).toBe('completed');
    const done = await find();
    expect(done.request_counts).toEqual({ total: 41, completed: 40, failed: 1 });
    expect(done.completed_at).not.toBeNull();
    const good = await content(done.output_file_id);
    expect(new Set(good.map((each) => each.custom_id)).size).toBe(40);
    expect(await content(done.error_file_id)).toMatchObject([{ custom_id: 'bad', response: { status_code: 400 } }]);
  });

  it('can be cancelled', async () => {
    const fileId = await upload(line('long', { ...question, max_tokens: 2000, ignore_eos: true }));
    const { id } = (await (await start(fileId)).json()) as Batch;
    await expect.poll(async () => (await service.json<Batch>('GET', `/v1/batches/${id}`)).status).toBe('in_progress');
    expect((await service.json<Batch>('POST', `/v1/batches/${id}/cancel`)).status).toBe('cancelled');
  });

  it('refuse a file, an endpoint or a line that is none', async () => {
    expect((await start('file-none')).status).toBe(404);
    const fileId = await upload('{"custom_id":"a","body":{}}\nnot json');
    expect((await start(fileId, '/v1/images')).status).toBe(400);
    const wrong = await start(fileId);
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('Line 2')]);
    expect((await service.get('/v1/batches/batch_none')).status).toBe(404);
    expect((await service.send('POST', '/v1/files')).status).toBe(400);
  });
});
