import { describe, expect, it } from 'vitest';
import { buildRun } from '../record/build.ts';
import { measure, request, sliceSeconds } from '../record/measured.fixture.ts';
import { sampleHeader } from '../record/sample.fixture.ts';
import type { ResourceRecord } from '../record/schema/measurements.ts';
import { SeriesEvidence } from './evidence.ts';
import { judgeRequirements, requirementOf } from './requirements.ts';

const memory = (name: string, max: number): ResourceRecord => ({
  ...{ name, metric: 'memory', unit: 'bytes', last: max, min: max, mean: max, max, samples: 1, points: [[0, max]] },
});

function judged(metric: string, bound: string, resources: readonly ResourceRecord[]) {
  const measurements = measure(sliceSeconds(2, (recorder, _, nowMs) => request(recorder, 'GET /', nowMs, 10)));
  const run = { ...buildRun(sampleHeader, measurements, { end: 'completed', durationMs: 2_000 }), resources };
  const requirement = requirementOf({ key: '*', metric, bound, severity: 'fail', abort: false });
  return judgeRequirements([requirement], run, new SeriesEvidence(measurements), { strict: false })[0];
}

describe('a requirement of * on a metric of things', () => {
  it('holds where it does for each of them, and is told by the worst', () => {
    const both = [memory('api', 5e6), memory('worker', 9e6)];
    expect(judged('memory', '<10MB', both)).toMatchObject({ key: '*', status: 'passed', actual: 9e6 });
    expect(judged('memory', '<8MB', both)).toMatchObject({ key: '*', status: 'failed', actual: 9e6 });
    expect(judged('memory', '>6MB', both)).toMatchObject({ key: '*', status: 'failed', actual: 5e6 });
  });

  it('fails where there is none, and says what to do', () => {
    expect(judged('memory', '<10MB', [])).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^There is no memory, since no resource of the target is sampled\. Name one/),
    });
    expect(judged('hitRatio', '>85%', [])?.reason).toMatch(/^There is no hitRatio, since no cache is described\./);
  });
});
