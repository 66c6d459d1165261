import { describe, expect, it } from 'vitest';
import { httpServer } from '../http1/servers.fixture.ts';
import { PRODUCTS } from './products.ts';
import { failuresOf, openUser } from './session.fixture.ts';
import type { HttpResponse, RequestOptions } from './types.ts';

/** Answers with a body of as many bytes as the path says, the first of them as the query says. */
const bodies = () =>
  httpServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://host');
    const body = Buffer.alloc(Number(url.pathname.slice(1)), 'x');
    body.write(url.searchParams.get('first') ?? '');
    if (url.searchParams.get('type') !== 'none') response.setHeader('content-type', 'Image/PNG; charset=x');
    response.statusCode = Number(url.searchParams.get('status') ?? 200);
    response.end(body);
  });

async function failuresAfter(target: string, options: RequestOptions): Promise<readonly string[]> {
  const { http, recorded } = openUser({ baseUrl: await bodies() });
  await http.get(target, { name: 'it', ...options });
  return failuresOf(recorded().of('it'));
}

describe('an answer', () => {
  it.each<[string, RequestOptions, readonly string[]]>([
    ['/5', { type: 'image/png' }, []],
    ['/5', { type: ['text/html', 'IMAGE/*'] }, []],
    ['/5', { type: 'text/*' }, ['type: expected text/*, got image/png ×1']],
    ['/5?type=none', { type: 'image/png' }, ['type: expected image/png, got no content type ×1']],
    ['/5', { size: 5 }, []],
    ['/5', { size: 6 }, ['size: expected 6 bytes, got less ×1']],
    ['/5', { size: '<=5B' }, []],
    ['/2345', { size: '>1KB' }, []],
    ['/1234', { size: '>2KB' }, ['size: expected a size >2KB, got about 1.00KB ×1']],
    ['/0', { size: '>0' }, ['size: expected a size >0, got an empty body ×1']],
    ['/5?status=503', { size: 9 }, ['status: 503 Service Unavailable ×1']],
    ['/5?status=503', { size: 9, expect: 503 }, ['size: expected 9 bytes, got less ×1']],
  ])('to %s with %j fails with %j', async (target, options, failures) => {
    expect(await failuresAfter(target, options)).toEqual(failures);
  });

  it('cannot be asked for a size that is none', async () => {
    const { http } = openUser({ baseUrl: await bodies() });
    await expect(http.get('/5', { size: '>100ms' })).rejects.toThrow(
      'The size of a request is ">100ms"; it must be a bound such as ">1KB".',
    );
  });

  it('must have the bytes that the same key gave before, within its operation', async () => {
    const { http, recorded } = openUser({ baseUrl: await bodies() });
    const get = (target: string, identical: string | number, name = 'it') => http.get(target, { name, identical });
    await get('/9', 'a');
    await get('/9', 'a');
    await get('/9?first=y', 'b');
    await get('/9?first=y', 'a', 'other');
    await get('/9?first=y', 'a');
    await get('/9', 'a');
    const { of } = recorded();
    expect(failuresOf(of('it'))).toEqual(['identical: the bytes are not those that the same key gave before ×1']);
    expect(failuresOf(of('other'))).toEqual([]);
  });

  it('whose body was too large to keep fails where its bytes are asked for', async () => {
    const { http, recorded } = openUser({ baseUrl: await bodies(), maxBodyBytes: 4 });
    await http.get('/9', { name: 'it', identical: 1 });
    expect(failuresOf(recorded().of('it'))).toEqual([
      'too-large: The body of it has 9 bytes, of which only the first 4 were kept. ×1',
    ]);
  });
});

describe('the number of products', () => {
  const produced = async (produces: (response: HttpResponse) => number, target = '/5') => {
    const { http, recorded } = openUser({ baseUrl: await bodies() });
    for (let count = 0; count < 3; count += 1) await http.get(target, { name: 'it', produces });
    const operation = recorded().of('it');
    return { sum: operation.counts.trends.get(PRODUCTS)?.sum ?? 0, failures: failuresOf(operation) };
  };

  it('is summed up over the answers that are right', async () => {
    expect(await produced((response) => response.bytes.length)).toEqual({ sum: 15, failures: [] });
    const { sum, failures } = await produced(() => 4, '/5?status=500');
    expect({ sum, failures }).toEqual({ sum: 0, failures: ['status: 500 Internal Server Error ×3'] });
  });

  it('fails the answer when it cannot be told', async () => {
    const returned = 'it returns a number of 0 or more ×3';
    expect((await produced(() => Number.NaN)).failures).toEqual([
      `produces: the function \`produces\` returned NaN; ${returned}`,
    ]);
    expect((await produced(() => '4' as unknown as number)).failures).toEqual([
      `produces: the function \`produces\` returned string; ${returned}`,
    ]);
    const failures = (await produced((response) => response.json<number>())).failures;
    expect(failures).toEqual(['produces: The answer 200 to it (Image/PNG; charset=x) is not JSON: "xxxxx". ×3']);
  });
});
