import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { httpServer, listen, rawServer } from '../http1/servers.fixture.ts';
import { failuresOf, openUser } from './session.fixture.ts';
import type { RequestOptions } from './types.ts';

/** Answers with the status that the path asks for. */
const statuses = () =>
  httpServer((request, response) => {
    response.statusCode = Number(request.url?.slice(1));
    response.end('{"title":"x"}');
  });

async function failuresAfter(target: string, options?: RequestOptions): Promise<readonly string[]> {
  const { http, recorded } = openUser({ baseUrl: await statuses() });
  await http.get(target, { name: 'it', ...options });
  const operation = recorded().of('it');
  expect(operation.counts.count).toBe(1);
  expect(operation.counts.latency.count).toBe(1);
  const failures = failuresOf(operation);
  expect(operation.counts.failed).toBe(failures.length);
  return failures;
}

describe('a response', () => {
  it.each<[string, RequestOptions['expect'], readonly string[]]>([
    ['/200', undefined, []],
    ['/304', undefined, []],
    ['/404', undefined, ['status: 404 Not Found ×1']],
    ['/503', undefined, ['status: 503 Service Unavailable ×1']],
    ['/599', undefined, ['status: 599 unknown ×1']],
    ['/200', 200, []],
    ['/404', 404, []],
    ['/503', 200, ['expect: expected 200, got 503 ×1']],
    ['/304', [200, 304], []],
    ['/500', [200, 304], ['expect: expected 200 or 304, got 500 ×1']],
    [
      '/200',
      (response) => (response.json<{ id?: number }>().id === undefined ? 'no id' : undefined),
      ['expect: no id ×1'],
    ],
    ['/503', () => undefined, []],
    ['/503', () => true, []],
    ['/503', () => {}, []],
    ['/200', () => false, ['expect: not as expected ×1']],
    ['/200', () => '', ['expect: not as expected ×1']],
    [
      '/200',
      () => {
        throw new Error('broken');
      },
      ['expect: broken ×1'],
    ],
    [
      '/200',
      () => 5 as unknown as string,
      ['expect: the function `expect` returned number; it returns why the response is wrong ×1'],
    ],
  ])('%s with expect %s fails with %j', async (target, expectation, failures) => {
    expect(await failuresAfter(target, { expect: expectation })).toEqual(failures);
  });

  it('says so when an expectation is none', async () => {
    const wrong = '`expect` is a text; it must be a status, a list of them or a function';
    expect(await failuresAfter('/200', { expect: 'ok' as never })).toEqual([`expect: ${wrong} ×1`]);
  });

  it('says so when an expectation would answer later', async () => {
    const expectation = async () => 'late';
    const failures = await failuresAfter('/200', { expect: expectation as unknown as () => string });
    expect(failures[0]).toContain('returned a promise, but must answer at once');
  });

  it('that fails does not throw', async () => {
    const { http } = openUser({ baseUrl: await statuses() });
    const response = await http.get('/503');
    expect([response.status, response.ok, response.text()]).toEqual([503, false, '{"title":"x"}']);
  });
});

describe('pass()', () => {
  it('takes back the failure of a status until the iteration ends', async () => {
    const { http, caller, recorded } = openUser({ baseUrl: await statuses() });
    const options = { name: 'it' };
    (await http.get('/404', options)).pass();
    const kept = await http.get('/404', options);
    caller.endIteration();
    kept.pass();
    const { counts } = recorded().of('it');
    expect([counts.count, counts.failed]).toEqual([2, 1]);
  });
});

describe('fail()', () => {
  it('counts once, at once, in place of any other reason', async () => {
    const { http, recorded } = openUser({ baseUrl: await statuses() });
    const options = { name: 'it' };
    const right = await http.get('/200', options);
    right.fail('wrong title');
    right.fail('and wrong author');
    right.pass();
    (await http.get('/503', options)).fail('down');
    const operation = recorded().of('it');
    expect(operation.counts.failed).toBe(2);
    expect(failuresOf(operation)).toEqual(['fail: wrong title ×1', 'fail: down ×1']);
  });

  it('counts nothing when the failure was counted already', async () => {
    const { http, caller, recorded } = openUser({ baseUrl: await statuses() });
    const response = await http.get('/503', { name: 'it' });
    caller.endIteration();
    response.fail('too late');
    expect(failuresOf(recorded().of('it'))).toEqual(['status: 503 Service Unavailable ×1']);
  });
});

describe('no answer', () => {
  /** An address at which nothing listens. */
  async function deadAddress(): Promise<URL> {
    const server = createServer();
    const url = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    return url;
  }

  it('is a response of status 0 with the error, which asking for the body throws', async () => {
    const { http, caller, recorded } = openUser({ baseUrl: await deadAddress() });
    const response = await http.get('/x', { expect: () => undefined });
    expect([response.status, response.statusText, response.ok]).toEqual([0, '', false]);
    expect(response.error).toMatchObject({ name: 'HttpError', code: 'refused' });
    expect(response.headers.get('x')).toBeUndefined();
    expect(response.headers.has('x')).toBe(false);
    expect(response.headers.getAll('x')).toEqual([]);
    for (const ask of [() => response.text(), () => response.json(), () => response.bytes]) {
      expect(ask).toThrow('refused the connection');
    }
    expect(caller.lastOperation).toBe('GET /x');
    const { of, sendLags } = recorded();
    const { counts } = of('GET /x');
    expect([counts.count, counts.failed, counts.latency.count, counts.statuses.size]).toEqual([1, 1, 0, 0]);
    expect(failuresOf(of('GET /x'))).toEqual(['refused: connection refused ×1']);
    expect(sendLags).toBe(1);
  });

  it('may be passed too', async () => {
    const { http, recorded } = openUser({ baseUrl: await deadAddress() });
    (await http.get('/x')).pass();
    const { counts } = recorded().of('GET /x');
    expect([counts.count, counts.failed]).toEqual([1, 0]);
  });

  it('within the limit counts in the latency, at the limit', async () => {
    const silent = await rawServer(() => {});
    const { http, recorded } = openUser({ baseUrl: silent });
    const response = await http.get('/x', { timeout: '50ms' });
    expect(response.error?.code).toBe('timeout');
    expect(response.timings.serviceMs).toBeCloseTo(50, 6);
    const operation = recorded().of('GET /x');
    const { counts } = operation;
    expect([counts.count, counts.failed, counts.latency.count]).toEqual([1, 1, 1]);
    expect(counts.service.max).toBeCloseTo(50, 6);
    expect(failuresOf(operation)).toEqual(['timeout: timed out after 50ms: nothing of the answer had come ×1']);
  });

  it('since the connection was cut says so', async () => {
    const { http, recorded } = openUser({ baseUrl: await rawServer((socket) => socket.destroy()) });
    await http.get('/x');
    await http.get('/x');
    expect(failuresOf(recorded().of('GET /x'))[0]).toMatch(/^(reset|early-close): /);
  });

  it('since the signal was aborted is a failure', async () => {
    const { http, recorded } = openUser({ baseUrl: await rawServer(() => {}) });
    const abort = new AbortController();
    const answer = http.get('/x', { signal: abort.signal });
    abort.abort();
    expect((await answer).error?.code).toBe('aborted');
    const { counts } = recorded().of('GET /x');
    expect([counts.count, counts.failed, counts.censored]).toEqual([1, 1, 0]);
  });

  it('since the session was closed is censored, and rejects', async () => {
    const { http, caller, recorded } = openUser({ baseUrl: await rawServer(() => {}) });
    const answer = http.get('/x');
    caller.stopped = true;
    http.close();
    await expect(answer).rejects.toMatchObject({ code: 'stopped' });
    await expect(http.get('/x')).rejects.toMatchObject({ code: 'stopped' });
    const { counts } = recorded().of('GET /x');
    expect([counts.count, counts.failed, counts.censored]).toEqual([0, 0, 1]);
  });

  it('since the signal was aborted by the end of the run is censored too', async () => {
    const { http, caller, recorded } = openUser({ baseUrl: await rawServer(() => {}) });
    const abort = new AbortController();
    const answer = http.get('/x', { signal: abort.signal });
    caller.stopped = true;
    abort.abort();
    await expect(answer).rejects.toMatchObject({ code: 'stopped' });
    const { counts } = recorded().of('GET /x');
    expect([counts.count, counts.failed, counts.censored]).toEqual([0, 0, 1]);
  });

  it('leaves the loop turning for a task that asks again and again after the end', async () => {
    const { http } = openUser({ baseUrl: await statuses() });
    http.close();
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    while (!turned) await http.get('/200').catch(() => undefined);
    expect(turned).toBe(true);
  });
});
