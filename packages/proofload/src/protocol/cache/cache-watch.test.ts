import { describe, expect, it } from 'vitest';
import { Recorder } from '../../measure/recorder.ts';
import { SliceReader } from '../../measure/slice-reader.ts';
import { Tally } from '../../measure/tally.ts';
import { failuresOf, openUser } from '../http/session.fixture.ts';
import { httpServer, now } from '../http1/servers.fixture.ts';
import { CacheWatches } from './cache-watch.ts';
import type { CacheDefinition } from './types.ts';

const isHit: CacheDefinition['hit'] = (response) => response.headers.get('x-cache') === 'HIT';

/** Answers with the `x-cache` and the status that the query says. */
const cachingServer = () =>
  httpServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://host');
    const cache = searchParams.get('cache');
    if (cache !== null) response.setHeader('x-cache', cache);
    response.statusCode = Number(searchParams.get('status') ?? 200);
    response.end('{}');
  });

/** What a cache named `images` was seen to do after these requests, one after the other. */
async function seen(cache: CacheDefinition, requests: readonly string[]) {
  const recorder = new Recorder({ clock: { now }, startMs: now() });
  const observer = new CacheWatches({ images: cache }, recorder);
  const { http } = openUser({ baseUrl: await cachingServer(), observer });
  for (const request of requests) await http.get(request);
  const tally = new Tally(Number.POSITIVE_INFINITY);
  const reader = new SliceReader(tally);
  for (const slice of recorder.finish()) reader.add(slice);
  const operation = tally.operations.find(({ name }) => name === 'images');
  if (operation === undefined) return { counts: {}, failures: [], kind: undefined, answers: 0 };
  const trends = [...operation.counts.trends].filter(([, { count }]) => count > 0);
  return {
    kind: operation.kind,
    answers: operation.counts.count,
    counts: Object.fromEntries(trends.map(([name, { count }]) => [name, count])),
    failures: failuresOf(operation),
  };
}

describe('a cache', () => {
  it('has its answers by how they came about', async () => {
    const hit: CacheDefinition['hit'] = (response) => response.headers.get('x-cache');
    const outcomes = ['MISS', 'HIT', 'Hit', 'STALE', 'COALESCED', 'hit'];
    const { kind, answers, counts, failures } = await seen(
      { hit },
      outcomes.map((outcome) => `/?cache=${outcome}`),
    );
    expect({ kind, answers, failures }).toEqual({ kind: 'cache', answers: 6, failures: [] });
    expect(counts).toEqual({ miss: 1, hit: 3, stale: 1, coalesced: 1, hitService: 3, missService: 1 });
  });

  it('takes true as a hit and false as a miss', async () => {
    const { counts } = await seen({ hit: isHit }, ['/?cache=HIT', '/?cache=MISS', '/?cache=EXPIRED']);
    expect(counts).toMatchObject({ hit: 1, miss: 2 });
  });

  it('has no part in errors, nor in what it says it has not cached', async () => {
    const hit: CacheDefinition['hit'] = (response) =>
      response.headers.get('x-cache') === 'BYPASS' ? undefined : isHit(response);
    const { counts, failures } = await seen({ hit }, ['/?cache=HIT', '/?cache=MISS&status=503', '/?cache=BYPASS']);
    expect(counts).toEqual({ hit: 1, hitService: 1 });
    expect(failures).toEqual([]);
  });

  it('serves the operations that are named, and every answer of these', async () => {
    const requests = ['/images/1?cache=HIT', '/images/2', '/other?cache=HIT'];
    const { counts } = await seen({ hit: isHit, operations: 'GET /images*' }, requests);
    expect(counts).toMatchObject({ hit: 1, miss: 1 });
    expect((await seen({ hit: isHit, operations: ['GET /other', 'x'] }, requests)).counts).toMatchObject({ hit: 1 });
  });

  it('serves, where none are named, those in whose answers its header has come', async () => {
    const { counts, failures } = await seen({ hit: isHit }, ['/health', '/a', '/a?cache=MISS', '/a', '/health']);
    expect(counts).toMatchObject({ miss: 2 });
    expect(failures).toEqual([
      'unmarked: an answer of GET /health has no header x-cache, which hit() asks for ×2',
      'unmarked: an answer of GET /a has no header x-cache, which hit() asks for ×2',
    ]);
  });

  it('can be told by other things than headers', async () => {
    const hit: CacheDefinition['hit'] = (response) => response.json<{ cached?: boolean }>().cached === true;
    const { counts, failures } = await seen({ hit }, ['/', '/']);
    expect({ counts, failures }).toMatchObject({ counts: { miss: 2 }, failures: [] });
  });

  it('whose header never comes has no answers, and a sentence that says why', async () => {
    const { answers, failures } = await seen({ hit: isHit }, ['/a', '/a']);
    expect(answers).toBe(0);
    expect(failures).toEqual(['unmarked: an answer of GET /a has no header x-cache, which hit() asks for ×2']);
    const states = { HIT: 'hit' } as Readonly<Record<string, string>>;
    const mapped = await seen({ hit: (response) => states[response.headers.get('x-cache') ?? ''] }, ['/a']);
    expect(mapped.failures).toEqual(['unmarked: an answer of GET /a has no header x-cache, which hit() asks for ×1']);
  });

  it('that cannot be told from an answer says so', async () => {
    const broken = () => JSON.parse('{');
    const [threw] = (await seen({ hit: broken }, ['/a'])).failures;
    expect(threw).toMatch(/^hit: hit\(\) threw for an answer of GET \/a: .* ×1$/);
    const returns =
      'it returns true, false, "hit", "miss", "stale" or "coalesced", or undefined for what is not cached ×1';
    expect((await seen({ hit: () => 'TCP_HIT' }, ['/a'])).failures).toEqual([
      `hit: hit() returned "TCP_HIT"; ${returns}`,
    ]);
    expect((await seen({ hit: () => 1 as never }, ['/a'])).failures).toEqual([`hit: hit() returned 1; ${returns}`]);
  });
});
