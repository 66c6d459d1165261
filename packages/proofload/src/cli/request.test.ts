import { describe, expect, it } from 'vitest';
import { readRequest } from './request.ts';

const read = (flags: Record<string, string | readonly string[]>) => readRequest('http://127.0.0.1/x', flags);

describe('a request from flags', () => {
  it('posts a body, as JSON where it is some, unless a header says otherwise', async () => {
    expect(await read({ data: 'a=1' })).toMatchObject({ method: 'POST', body: 'a=1', headers: {} });
    expect((await read({ data: '{"a": 1}' })).headers).toEqual({ 'content-type': 'application/json' });
    expect((await read({ data: '{oops' })).headers).toEqual({});
    const own = await read({ data: '[1]', header: ['Content-Type: text/csv', 'X-A: b'] });
    expect(own.headers).toEqual({ 'content-type': 'text/csv', 'x-a': 'b' });
  });

  it('has a method that is one', async () => {
    expect((await read({ method: 'put' })).method).toBe('PUT');
    await expect(read({ method: 'BAD METHOD' })).rejects.toThrow('-X takes a method, such as POST');
  });

  it('has requirements whose bounds are some, and names the flag where one is not', async () => {
    expect((await read({ require: ['p95 <100ms', 'errors <1%'] })).requirements).toEqual([
      ['p95', '<100ms'],
      ['errors', '<1%'],
    ]);
    await expect(read({ require: ['p95 <1s', 'p95 >1ms'] })).rejects.toThrow('two bounds on p95');
    await expect(read({ require: ['p95 <-5ms'] })).rejects.toThrow(/^--require has a problem: .*must be a bound/);
  });
});
