import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workplace } from '../e2e/command.fixture.ts';
import { serve } from '../e2e/server.fixture.ts';

const suite = (target: string, load: string, order: string): string => `
import { csv, defineSuite, feeder, user } from 'proofload';
const books = feeder(csv('books.csv'), { order: '${order}' });
const reader = user('Reader', {
  tasks: { read: ({ http, vu }) => http.get(http.path\`/books/\${books.take(vu).id}\`, { query: { draw: vu.random() } }) },
});
export default defineSuite({ name: 'shop', target: '${target}', users: [reader], load: ${load} });
`;

const ROWS = 40;

/** Runs a suite over a file of rows, from another folder; gives the numbers of the rows that were asked for, and the draws with them. */
async function rowsAskedFor(load: string, order: string, flags: readonly string[]) {
  const rows: number[] = [];
  const draws = new Map<number, string>();
  const target = await serve(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
    if (pathname !== '/') {
      const row = Number(pathname.split('/').at(-1));
      rows.push(row);
      draws.set(row, searchParams.get('draw') as string);
    }
    response.end();
  });
  const place = await workplace();
  await place.write('books.csv', ['id', ...Array.from({ length: ROWS }, (_, row) => row)].join('\n'));
  const file = await place.write('shop.perf.ts', suite(target, load, order));
  await (await workplace()).run(['run', join(place.folder, file), ...flags]);
  return { rows: rows.toSorted((a, b) => a - b), draws };
}

const EACH_ONCE = Array.from({ length: ROWS }, (_, row) => row);

describe('data of a load', () => {
  it('is dealt each row once, in a closed load and over several workers', async () => {
    const load = `{ users: 4, iterations: ${ROWS / 4} }`;
    for (const order of ['sequential', 'shuffled']) {
      expect((await rowsAskedFor(load, order, ['--workers', '2'])).rows).toEqual(EACH_ONCE);
    }
  });

  it('is dealt each row once by iterations that users share', async () => {
    const { rows } = await rowsAskedFor(`{ users: 3, iterations: ${ROWS}, shared: true }`, 'sequential', [
      '--workers',
      '2',
    ]);
    expect(rows).toEqual(EACH_ONCE);
  });

  it('is dealt each row once in an open load, where what is drawn hangs on the arrival, not on the worker', async () => {
    const load = `{ rate: '${ROWS}/s', runTime: '1s' }`;
    const alone = await rowsAskedFor(load, 'shuffled', ['--workers', '1']);
    const shared = await rowsAskedFor(load, 'shuffled', ['--workers', '2']);
    expect(alone.rows).toEqual(EACH_ONCE);
    expect(shared.rows).toEqual(EACH_ONCE);
    expect(shared.draws).toEqual(alone.draws);
  });
});
