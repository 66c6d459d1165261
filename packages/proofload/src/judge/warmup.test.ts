import { describe, expect, it } from 'vitest';
import { buildRun } from '../record/build.ts';
import { measure, request, sliceSeconds } from '../record/measured.fixture.ts';
import { sampleHeader } from '../record/sample.fixture.ts';
import type { RecordedLoad } from '../record/schema/header.ts';
import { normalSample, type RandomSource, seededRandom } from '../stats/index.ts';
import { SeriesEvidence } from './evidence.ts';
import { detectWarmup } from './warmup.ts';

/** How many times as slow as 50 ms the requests of a second are. */
type Factor = (second: number) => number;

function detect(seconds: number, factor: Factor, random: RandomSource = seededRandom(1), load?: RecordedLoad) {
  const slices = sliceSeconds(seconds, (recorder, second, nowMs) => {
    // A second as a whole is off by 10 %, as it is where requests share their luck.
    const shared = 1 + 0.1 * normalSample(random);
    for (let i = 0; i < 3; i += 1) request(recorder, 'GET /', nowMs, Math.max(1, 50 * shared * factor(second)));
  });
  const measurements = measure(slices);
  const steady = { model: 'closed', startUsers: 1, stages: [{ durationMs: seconds * 1000, users: 1 }] } as const;
  const header = { ...sampleHeader, load: load ?? steady };
  const run = buildRun(header, measurements, { end: 'completed', durationMs: seconds * 1000 });
  return detectWarmup(run, new SeriesEvidence(measurements));
}

describe('the warm-up of a run', () => {
  it('is where the first seconds differ from the rest, whichever way', () => {
    for (const factor of [2, 0.5]) {
      const { detectedMs, settled } = detect(120, (second) => (second < 20 ? factor : 1));
      expect(detectedMs).toBeGreaterThanOrEqual(20_000);
      expect(detectedMs).toBeLessThanOrEqual(30_000);
      expect(settled).toBe(true);
    }
  });

  it('is hardly ever seen where there is none', () => {
    const random = seededRandom(2);
    const runs = Array.from({ length: 200 }, () => detect(60, () => 1, random));
    expect(runs.filter(({ detectedMs }) => detectedMs !== 0).length).toBeLessThanOrEqual(6);
    expect(runs.filter(({ settled }) => !settled).length).toBeLessThanOrEqual(6);
  });

  it('is not over in a run that gets slower and slower', () => {
    expect(detect(300, (second) => 1 + second / 300)).toMatchObject({ settled: false });
    expect(detect(120, (second) => (second < 70 ? 3 : 1))).toMatchObject({ settled: false });
  });

  it('cannot be told of a run shorter than fifty seconds', () => {
    expect(detect(49, (second) => (second < 10 ? 3 : 1))).toEqual({ detectedMs: null, settled: null });
  });

  it('is looked for where the load stays the same', () => {
    const stages = [
      { durationMs: 60_000, users: 10 },
      { durationMs: 60_000, users: 10 },
    ];
    const ramp = { model: 'closed', startUsers: 0, stages } as const;
    const slowRamp: Factor = (second) => (second < 60 ? 3 : 1);
    expect(detect(120, slowRamp, seededRandom(1), ramp)).toEqual({ detectedMs: 0, settled: true });
    const rampOnly = { ...ramp, stages: stages.slice(0, 1) };
    expect(detect(60, slowRamp, seededRandom(1), rampOnly)).toEqual({ detectedMs: null, settled: null });
  });
});
