import { describe, expect, it } from 'vitest';
import { sampleRecord } from '../record/sample.fixture.ts';
import type { ResourceRecord } from '../record/schema/measurements.ts';
import { isLimit, requirementOf } from './requirements.ts';
import { readThing } from './things.ts';

const memory = { last: 300e6, min: 100e6, mean: 200e6, max: 400e6, samples: 60, points: [] };
const resources: readonly ResourceRecord[] = [{ name: 'api', metric: 'memory', unit: 'bytes', ...memory }];

function read(name: string, metric: string) {
  const limit = requirementOf({ key: `resource:${name}`, metric, bound: '<1GB', severity: 'fail', abort: false });
  if (!isLimit(limit)) throw new TypeError('It has a bound.');
  return readThing({ kind: 'resource', name }, limit, sampleRecord({ resources }));
}

describe('a requirement on a resource', () => {
  it.each([
    ['memory', 400e6],
    ['memory.mean', 200e6],
    ['memory.min', 100e6],
    ['memory.last', 300e6],
  ])('%s is held against %d bytes', (metric, actual) => {
    expect(read('api', metric)).toMatchObject({ actual, dimension: 'size', samples: 60 });
  });

  it('says what there is where it has no such metric, or is not there', () => {
    expect(read('api', 'memry')).toBe('The resource "api" has no memry; it has memory. Did you mean "memory"?');
    expect(read('app', 'memory')).toBe(
      'There is no resource "app"; the resources of this run are api. Did you mean "api"?',
    );
  });

  it('says why a process has no network of its own', () => {
    expect(read('api', 'networkIn')).toContain('counts traffic by network namespace');
  });
});
