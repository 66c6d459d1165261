import { describe, expect, it } from 'vitest';
import { junitReport } from './junit.ts';
import { crowdedRun, emptyRun, failedRun, requirement } from './sample.fixture.ts';

const TAG = /<(\/?)([a-z-]+)((?:\s+[a-z]+="[^"<>]*")*)(\/?)>/g;

/** Checks that a text is well-formed XML of elements and text; gives the names of its elements. */
function elementsOf(xml: string): string[] {
  const body = xml.replace(/^<\?xml [^?]*\?>\n/, '');
  const open: string[] = [];
  const names: string[] = [];
  const rest = body.replace(TAG, (_, closing: string, name: string, __: string, empty: string) => {
    if (closing === '/') expect(open.pop()).toBe(name);
    else {
      names.push(name);
      if (empty === '') open.push(name);
    }
    return '';
  });
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#\d+;)/);
  return names;
}

describe("JUnit's XML", () => {
  it('has a case for each requirement and comparison, and one for the measurement', () => {
    const xml = junitReport(failedRun());
    expect(xml).toContain('<testsuite name="checkout" tests="8" failures="2" errors="0" skipped="1" time="120.000"');
    expect(elementsOf(xml).filter((name) => name === 'testcase')).toHaveLength(8);
    expect(xml).toContain('<failure message="p95 is 412ms, required is &lt; 300ms" type="requirement">');
    expect(xml).toContain('<failure message="p95 regressed (major): 301 → 412ms (+37%)" type="requirement">');
  });

  it('says of what was never seen that it was not measured', () => {
    const { verdict } = failedRun();
    const never = requirement({ key: 'GET /gone', actual: null, interval: null, samples: 0, status: 'failed' });
    const xml = junitReport(failedRun({ verdict: { ...verdict, requirements: [never] } }));
    expect(xml).toContain('<failure message="p95 was not measured, required is');
  });

  it('tells what failed where a requirement on failures is broken', () => {
    const run = failedRun();
    const errors = requirement({ key: '*', metric: 'errors', status: 'failed', actual: 0.5, dimension: 'ratio' });
    const xml = junitReport(failedRun({ verdict: { ...run.verdict, requirements: [errors] } }));
    const [worst] = run.operations.flatMap(({ name, errors: all }) => all.map((error) => ({ ...error, name })));
    expect(xml).toContain(`${worst?.count}× ${worst?.message} (${worst?.name})`);
  });

  it('skips what is undecided; with --strict it fails', () => {
    expect(junitReport(failedRun())).toContain('skipped="1"');
    expect(junitReport(failedRun({ strict: true }))).toContain('failures="3" errors="0" skipped="0"');
  });

  it('has an error where the run is invalid', () => {
    const xml = junitReport(emptyRun());
    expect(xml).toContain('errors="1"');
    expect(xml).toContain('<error message="Nothing was measured. Check that the tasks make requests." type="invalid">');
  });

  it('is well-formed, whatever names there are', () => {
    for (const run of [failedRun(), emptyRun(), crowdedRun(20)]) elementsOf(junitReport(run));
  });
});
