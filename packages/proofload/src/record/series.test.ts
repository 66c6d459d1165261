import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ResourceReading } from '../measure/resources/probe.ts';
import { ResourceLog } from '../measure/resources/series.ts';
import { buildRun } from './build.ts';
import { type Happening, measure, request, sliceSeconds } from './measured.fixture.ts';
import { readSeries } from './rebuild.ts';
import { sampleHeader } from './sample.fixture.ts';
import { SeriesWriter } from './series.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofload-series-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shop: Happening = (recorder, second, nowMs) => {
  for (let i = 0; i <= second; i += 1) request(recorder, `GET /${i}`, nowMs, 10 + second, i === 7 ? 500 : 200);
  recorder.operation('GET /0', 'http').trend('ttft').record(second);
  recorder.check('ok', 'GET /0', second % 2 === 0);
  recorder.metric('orders', 'counter').add(1);
};
const slices = sliceSeconds(12, shop);
const outcome = { end: 'completed', durationMs: 12_000 } as const;

async function write(count = slices.length): Promise<string> {
  const series = await SeriesWriter.create(folder, sampleHeader);
  for (const slice of slices.slice(0, count)) void series.append(slice);
  if (count === slices.length) await series.finish(outcome);
  else await series.close();
  return series.path;
}
async function rebuild(path: string) {
  const { header, measurements, outcome: how } = await readSeries(path);
  return buildRun(header, measurements, how);
}

describe('a series', () => {
  it('makes the same record as the run that wrote it', async () => {
    expect(await rebuild(await write())).toEqual(buildRun(sampleHeader, measure(slices), outcome));
  });

  it('has its lines in the order in which they were given, without waiting for each', async () => {
    const lines = readFileSync(await write(), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(slices.length + 2);
    expect(lines.slice(1, -1).map((line) => JSON.parse(line).second)).toEqual(slices.map(({ second }) => second));
  });

  it('has what resources said, also of a run that was killed', async () => {
    const log = new ResourceLog();
    const series = await SeriesWriter.create(folder, sampleHeader);
    for (const [second, slice] of slices.entries()) {
      const atMs = second * 1000 + 0.25;
      const readings: ResourceReading[] = [
        { metric: 'memory', unit: 'bytes', value: 5e7 + second, counter: false },
        { metric: 'cpu', unit: 'ratio', value: second === 5 ? Number.NaN : second / 3, counter: true },
      ];
      log.add('api', atMs, readings);
      void series.appendReadings({ name: 'api', atMs, readings });
      void series.append(slice);
    }
    await series.close();
    const killed = { end: 'killed', durationMs: 12_000 } as const;
    const whole = buildRun(sampleHeader, measure(slices), { ...killed, resources: log.summaries() });
    expect(whole.resources.map(({ metric, samples }) => [metric, samples])).toEqual([
      ['memory', 12],
      ['cpu', 10],
    ]);
    expect(await rebuild(series.path)).toEqual(whole);
  });

  it('of a run that was killed says so, and has all that was written', async () => {
    const run = await rebuild(await write(5));
    expect(run).toEqual(buildRun(sampleHeader, measure(slices.slice(0, 5)), { end: 'killed', durationMs: 5000 }));
  });

  it('that was cut anywhere in its last line is the run less its last second', async () => {
    const path = await write(5);
    const whole = readFileSync(path);
    const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
    const expected = buildRun(sampleHeader, measure(slices.slice(0, 4)), { end: 'killed', durationMs: 4000 });
    for (let length = lastLine; length < whole.length - 1; length += 23) {
      writeFileSync(path, whole.subarray(0, length));
      const { problems } = await readSeries(path);
      expect(problems).toEqual([]);
      expect(await rebuild(path)).toEqual(expected);
    }
  });

  it('names a line in its midst that cannot be read, counts it as lost, and goes on', async () => {
    const path = await write();
    const lines = readFileSync(path, 'utf8').split('\n');
    // The last second brings no new names that later ones would need.
    lines[12] = `${lines[12]?.slice(0, 40)}`;
    writeFileSync(path, lines.join('\n'));
    const { problems, outcome: how, measurements } = await readSeries(path);
    expect(problems).toEqual([expect.stringMatching(/^Line 13 of .*series.ndjson cannot be read/)]);
    expect(how).toEqual({ ...outcome, lost: { seconds: 1 }, resources: [] });
    expect(measurements.counted.operations).toHaveLength(11);
  });

  it('can be read with another warm-up than the one it was run with', async () => {
    const path = await write();
    const { measurements } = await readSeries(path, { warmupMs: 10_000 });
    expect(measurements.counted.operations[0]?.counts.count).toBe(2);
  });

  it('without a header is refused with the reason', async () => {
    const path = join(folder, 'series.ndjson');
    writeFileSync(path, '');
    await expect(readSeries(path)).rejects.toThrow(/is empty: the run ended before it began/);
    writeFileSync(path, '{"schema":"proofload.run/9"}\n');
    await expect(readSeries(path)).rejects.toMatchObject({ code: 'unknown-version' });
    rmSync(path);
    await expect(readSeries(path)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe.skipIf(process.platform !== 'linux')('a series on a full disk', () => {
  it('says so, with the path and what to do next', async () => {
    symlinkSync('/dev/full', join(folder, 'series.ndjson'));
    const created = SeriesWriter.create(folder, sampleHeader);
    await expect(created).rejects.toMatchObject({ name: 'StoreError', code: 'disk-full' });
    await expect(created).rejects.toThrow(/could not write the series at .*, since the disk is full. .*--out DIR/);
  });
});

it('a series whose file is gone wrong fails the same way every time', async () => {
  const series = await SeriesWriter.create(folder, sampleHeader);
  await series.close();
  const [first] = slices;
  await expect(series.append(first!)).rejects.toMatchObject({ code: 'failed' });
  const failure = series.failure;
  await expect(series.append(first!)).rejects.toBe(failure);
  await expect(series.finish(outcome)).rejects.toBe(failure);
});
