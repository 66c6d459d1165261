import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../record/schema.ts';
import { htmlReport } from './html.ts';
import { comparison, crowdedRun, emptyRun, failedRun, requirement, seeded } from './sample.fixture.ts';
import { byteLength } from './text/budget.ts';

const LARGEST_PAGE = 500_000;

/** What may stand in a page; an attribute that is not here (`onload`, `style`) would be one that was put in. */
const ATTRIBUTES = new Set(
  'aria-hidden aria-label aria-labelledby autocomplete charset class content cx cy d data-column data-from data-step data-table data-to data-value data-x dy for height href http-equiv id lang name r rel role scope spellcheck tabindex title type viewBox width x y'.split(
    ' ',
  ),
);
const ELEMENTS = new Set(
  'a b body button caption circle code dd details div dl dt figcaption figure footer h1 h2 h3 head header html input label li link main meta nav output p path rect script section small span style summary svg table tbody td text tfoot th thead title tr ul'.split(
    ' ',
  ),
);

const TAG = /<(\/?)([a-zA-Z0-9]+)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*\/?>/g;

/** Checks that a page is made of known elements and attributes alone. */
function expectOnlyItsOwnMarkup(page: string): void {
  const body = page
    .replace('<!doctype html>', '')
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<script>[\s\S]*?<\/script>/, '');
  const unknown = new Set<string>();
  const rest = body.replace(TAG, (_, __, name: string, attributes: string) => {
    if (!ELEMENTS.has(name)) unknown.add(name);
    for (const [, attribute = ''] of attributes.matchAll(/\s([a-zA-Z-]+)(?:="[^"]*")?/g)) {
      if (!ATTRIBUTES.has(attribute)) unknown.add(attribute);
    }
    return '';
  });
  expect([...unknown]).toEqual([]);
  expect(rest).not.toMatch(/[<>]/);
}

const failed = failedRun();

/** A run in which every text is the given one. */
function runNamed(text: string): RunRecord {
  const run = failed;
  const operation = run.operations[4]!;
  const error = { type: text, message: text, count: 1, first: run.startedAt, last: run.startedAt };
  const exemplar = { intendedMs: 0, status: text, task: text, traceId: text, error: text, excerpt: text };
  return {
    ...run,
    suite: { name: text, file: text, hash: text },
    target: text,
    scenario: text,
    profile: text,
    objectives: [text],
    leftOut: { [text]: text },
    plan: { [text]: { value: text, source: text, from: text } },
    environment: { ...run.environment, host: text, cpu: text, ci: { name: text, build: text, url: text } },
    operations: [
      {
        ...operation,
        name: text,
        kind: text,
        tags: { [text]: text },
        errors: [error],
        exemplars: { slowest: [exemplar], failed: [exemplar] },
      },
    ],
    checks: [{ name: text, operation: text, passed: 1, failed: 1 }],
    verdict: {
      ...run.verdict,
      requirements: [
        requirement({ key: text, metric: text, bound: text, phase: text, status: 'failed', reason: text }),
      ],
      comparisons: [comparison({ operation: text, metric: text, reason: text })],
      validity: [{ code: 'x', level: 'warning', message: text, next: text }],
      reasons: [text],
      baseline: { reference: text, runs: [text], commit: text, branch: text, differences: [text], assessment: text },
    },
  };
}

describe('the page of a run', () => {
  const page = htmlReport(failed);

  it('has its sections in the order of every view', () => {
    const ids = [...page.matchAll(/<section (?:id|class)="([a-z ]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual(
      'verdict failed,gates,comparison,operations,work,measures,failures,time,distribution,environment,notes'.split(
        ',',
      ),
    );
  });

  it('lets nothing run or load but its own style and script', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    for (const element of ['style', 'script']) {
      const text = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(page)?.[1] ?? '';
      expect(policy).toContain(`${element}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    }
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it('is made of its own markup alone, whatever names and messages there are', () => {
    expectOnlyItsOwnMarkup(page);
    const hostile = fc.string({ unit: 'binary' });
    const pieces = fc.constantFrom(
      '<script>alert(1)</script>',
      '"',
      "'",
      '<',
      '>',
      '&',
      '" onload="x',
      '</table>',
      '-->',
      '\u0000',
      '\ud800',
      'é本',
    );
    const texts = fc.oneof(
      hostile,
      fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const named = htmlReport(runNamed(text));
        expectOnlyItsOwnMarkup(named);
        expect(named).not.toMatch(/\p{Surrogate}/u);
        expect(named.includes('\0')).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it('stays under 500 KB, and says what had no room', () => {
    const random = seeded(9);
    const noisy = Array.from({ length: 600 }, (_, second) => {
      const [rate = 0, p50 = 0, p95 = 0, p99 = 0] = [1, 1, 2, 3].map((times) => 1000 * times * random());
      const models = { tokensPerSecond: rate, streams: 5, ttftP50: p50, ttftP95: p95 };
      const row = { startMs: 1000 * second, durationMs: 1000, users: 500, count: 990, failed: 12 };
      return { ...row, rate, p50, p95, p99, models, openJobs: Math.round(rate) };
    });
    const long = { ...crowdedRun(1000), timeline: noisy };
    for (const run of [crowdedRun(1000), long, runNamed('x'.repeat(20_000))]) {
      const large = htmlReport(run);
      expect(byteLength(large)).toBeLessThan(LARGEST_PAGE);
      expect(large).toContain('more, which are in the run’s record.');
    }
  });

  it('can be made of a run in which nothing was measured', () => {
    const empty = htmlReport(emptyRun());
    expectOnlyItsOwnMarkup(empty);
    expect(empty).toContain('<h1 id="verdict-title">INVALID <small>no gates</small></h1>');
    expect(empty).toContain('Nothing was recorded second by second');
    expect(empty).toContain('there is no distribution');
  });

  it('has every figure of its charts in a table', () => {
    const { timeline } = failed;
    const table = /<table [^>]*id="time-data"[^>]*>([\s\S]*?)<\/table>/.exec(page)?.[1] ?? '';
    expect(table.match(/<tr><th scope="row">/g)).toHaveLength(timeline.length);
  });

  it('tells where a row of figures stands only where that is not at an even step, as of a second that was cut short', () => {
    const table = (timeline: typeof failed.timeline) =>
      /<table [^>]*id="time-data" data-step="([^"]*)">([\s\S]*?)<\/table>/.exec(htmlReport({ ...failed, timeline }));
    const cut = failed.timeline.map((row, index) => (index === 119 ? { ...row, durationMs: 600 } : row));
    const [, step, rows] = table(cut) ?? [];
    expect(Number(step)).toBeCloseTo(1000 / 119_600, 6);
    expect(rows?.match(/ data-x="[^"]*"/g)).toEqual([' data-x="0.9975"']);
    expect(table(failed.timeline)?.[2]).not.toContain('data-x');
  });

  it('says of what its percentiles are where a row is several seconds of a long run', () => {
    expect(page).toContain('Percentiles of each second');
    const timeline = failed.timeline.map((row, index) => ({ ...row, startMs: 6000 * index, durationMs: 6000 }));
    expect(htmlReport({ ...failed, timeline })).toContain('Percentiles of each 6 seconds');
  });

  it('never breaks a flag between its dashes and its name', () => {
    const run = runNamed('x');
    const note = { code: 'x', level: 'warning', message: 'Slow.', next: 'Use --workers 2.' } as const;
    const noted = htmlReport({ ...run, verdict: { ...run.verdict, validity: [note] } });
    expect(noted).toContain('Use <span class="nowrap">--workers</span> 2.');
  });

  it('draws no axis with anything but numbers', () => {
    const still = {
      startMs: 0,
      durationMs: 1000,
      users: 0,
      count: 0,
      failed: 0,
      rate: 0,
      p50: null,
      p95: null,
      p99: null,
    };
    const odd = [
      { ...still, durationMs: 0 },
      { ...still, startMs: 1000, count: 1, rate: 1, p50: 5, p95: 5, p99: 5 },
      { ...still, startMs: 2000 },
    ];
    for (const timeline of [odd, [still], [odd[1]!]]) {
      expect(htmlReport({ ...failed, timeline })).not.toMatch(/NaN|Infinity/);
    }
  });
});
