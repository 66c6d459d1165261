import { describe, expect, it } from 'vitest';
import { runRecordSchema } from '../../src/record/schema.ts';
import { workplace } from '../e2e/command.fixture.ts';
import { serve } from '../e2e/server.fixture.ts';

const suite = (target: string, load: string): string => `
import { defineSuite, user } from 'proofload';
const reader = user('Reader', { tasks: {
  read: ({ http, vu }) => http.get('/read', { query: { size: vu.row.size } }),
  list: ({ http, vu }) => http.get('/list', { query: { size: vu.row.size } }),
} });
const buyer = user('Buyer', { tasks: { buy: ({ http, vu }) => http.get('/buy', { query: { size: vu.row.size } }) } });
export default defineSuite({ name: 'shop', target: '${target}', users: [reader, buyer], load: ${load} });
`;

const TRACE = ['time,task,size', '0,read,1', '0.2,Buyer.buy,2', '0.2,list,3', '1,read,4', ''].join('\n');

async function replayed(load: string) {
  const seen: { readonly url: string; readonly atMs: number }[] = [];
  const target = await serve(({ url = '' }, response) => {
    if (url.length > 1) seen.push({ url, atMs: performance.now() });
    response.end();
  });
  const place = await workplace();
  await place.write('trace.csv', TRACE);
  const finished = await place.run([
    'run',
    await place.write('shop.perf.ts', suite(target, load)),
    ...['--workers', '2'],
  ]);
  return { seen, place, finished };
}

describe('the replay of a trace', () => {
  it('sends what the trace says, when it says so, with its data', async () => {
    const { seen, place } = await replayed(`{ replay: new URL('trace.csv', import.meta.url) }`);
    expect(seen.map(({ url }) => url).toSorted()).toEqual(
      ['/buy?size=2', '/list?size=3', '/read?size=1', '/read?size=4'].toSorted(),
    );
    const [first = 0, ...later] = seen.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
    expect((later.at(-1) ?? 0) - first).toBeGreaterThan(900);
    const { load, generator } = runRecordSchema.parse(await place.record());
    expect(load).toMatchObject({ model: 'replay', rows: 4, speed: 1, loops: 1 });
    expect(generator.sendLag?.count ?? 4).toBeGreaterThan(0);
  });

  it('goes faster, and round again', async () => {
    const { seen, place } = await replayed(`{ replay: 'trace.csv', speed: 4, loops: 3 }`);
    expect(seen).toHaveLength(12);
    expect((await place.record()).durationMs).toBeLessThan(3_000);
  });

  it('is refused where it names a task that nobody has, and beside another load', async () => {
    const place = await workplace();
    await place.write('trace.csv', 'time,task\n0,reed\n');
    const run = async (load: string) =>
      place.run(['run', await place.write('shop.perf.ts', suite('http://127.0.0.1:1', load))]);
    const unknown = await run(`{ replay: 'trace.csv' }`);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('names the task "reed", which no user has');
    expect(unknown.stderr).toContain('Reader.read');
    expect((await run(`{ replay: 'trace.csv', users: 3 }`)).stderr).toContain('does not go together with users');
    expect((await run(`{ replay: 'none.csv' }`)).stderr).toContain('is not there');
  });
});
