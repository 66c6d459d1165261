import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crowdedRun, emptyRun, failedRun, requirement } from './sample.fixture.ts';
import { terminalSummary } from './terminal.ts';
import { displayWidth } from './text/width.ts';

const plainOptions = { colour: false, columns: 100 };
const failed = failedRun();
const crowded = crowdedRun(60);

describe('the final summary in a terminal', () => {
  it('says what came out first, then why', () => {
    const lines = terminalSummary(failed, { ...plainOptions, reportPath: 'report.html' }).split('\n');
    expect(lines.slice(0, 10).join('\n')).toMatchInlineSnapshot(`
      "✗ FAILED  2 of 5 gates · checkout.perf.ts · medium · 2m 00s · 50 users
      GATES       ✗ POST /pay         p95 < 300ms   412ms  [398, 431]
                  ! GET /search       p99 < 200ms   241ms  [210, 270]    warns only
                  ? POST /auth/login  p99 < 500ms   188ms  [170, –]
                  ✓ *                 errors < 1%  0.399%  [0.21, 0.63]
                  ✓ GET /books        p95 < 80ms   78.2ms  [75.9, 80.4]  marginal
                    Its interval straddles the bound: a repeat may come out otherwise.
      VS main@a1b2c3 (12 runs)
        ✗ POST /pay   p95    301 → 412ms   +37%  [+29, +44]  p<0.001  regressed (major)
        ✓ GET /books  p95  88.0 → 91.0ms  +3.4%  [−2, +8]    p=0.21   no change"
    `);
    expect(lines.at(-2)).toBe('report      report.html');
  });

  it('has the path of the report in one piece, however narrow the terminal is', () => {
    const reportPath = '.proofload/runs/0001_bookshop_nocommit_20261121T073320Z/report.html';
    const lines = terminalSummary(failed, { ...plainOptions, columns: 40, reportPath }).split('\n');
    expect(lines.at(-2)).toBe(`report      ${reportPath}`);
  });

  it('has its sections in the order of every view', () => {
    const summary = terminalSummary(failed, { ...plainOptions, verbose: true });
    const labels = [...summary.matchAll(/^[A-Z]{2,}/gm)].map(([label]) => label);
    expect(labels).toEqual(
      'GATES VS OPERATIONS CHECKS METRICS CACHES RESOURCES FAILURES LIKELY TIME DISTRIBUTION ENVIRONMENT NOTES'.split(
        ' ',
      ),
    );
  });

  it('tells a failure that has no room in its column in whole below, since its end has the advice', () => {
    const at = { first: failed.startedAt, last: failed.startedAt };
    const long =
      'This machine has no file descriptor left for another connection; raise its limit (ulimit -n) or use fewer.';
    const errors = [
      { type: 'descriptors-exhausted', message: long, count: 1200, ...at },
      { type: 'reset', message: 'connection reset', count: 3, ...at },
    ];
    const operation = { ...failed.operations[0]!, name: 'GET /', errors };
    const summary = terminalSummary({ ...failed, operations: [operation] }, plainOptions);
    expect(/^FAILURES.*\n.*\n.*$/m.exec(summary)?.[0]).toMatchInlineSnapshot(`
      "FAILURES    1,200× GET / (at 00:00): This machine has no file descriptor left for another
                           connection; raise its limit (ulimit -n) or use fewer.
                      3× connection reset  GET /  (at 00:00)"
    `);
  });

  it('names likely causes of failures and the next thing to try', () => {
    const refused = {
      ...failed.operations[0]!,
      errors: [
        { type: 'refused', message: 'Connection refused', count: 9, first: failed.startedAt, last: failed.startedAt },
      ],
    };
    const summary = terminalSummary({ ...failed, operations: [refused] }, plainOptions);
    expect(summary).toContain('refused connections: the service is not running or has crashed');
    expect(summary.replace(/\s+/g, ' ')).toContain('Open http://127.0.0.1:8000 with curl');
  });

  it('says of an undecided gate how much more it needs', () => {
    const reason = '120 samples are too few to judge p99: it takes 299. At this rate that is a run of about 50.0s.';
    const verdict = {
      ...failed.verdict,
      status: 'inconclusive' as const,
      gates: { passed: 0, total: 1 },
      comparisons: [],
      requirements: [requirement({ metric: 'p99', status: 'inconclusive', samples: 120, needed: 299, reason })],
    };
    const summary = terminalSummary({ ...failed, verdict }, plainOptions);
    expect(summary).toContain('? INCONCLUSIVE  1 of 1 gate undecided');
    expect(summary.replace(/\s+/g, ' ')).toContain(reason);
  });

  it('says at once why a run is invalid', () => {
    const [first, second] = terminalSummary(emptyRun(), plainOptions).split('\n');
    expect(first).toBe('! INVALID  no gates · nothing · 0ms · 10 users');
    expect(second).toBe('  Nothing was measured. Check that the tasks make requests.');
  });

  it('is as readable without colour, and without anything but ASCII', () => {
    const coloured = terminalSummary(failed, { ...plainOptions, colour: true });
    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(terminalSummary(failed, plainOptions));
    expect(terminalSummary(crowded, { ...plainOptions, ascii: true })).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('never lets a name command the terminal', () => {
    const summary = terminalSummary(crowded, { ...plainOptions, verbose: true });
    expect(summary.replaceAll('\n', '')).not.toMatch(/\p{Control}/u);
  });

  it('is never wider than the terminal, nor than 100 columns', () => {
    const runs = fc.constantFrom(failed, crowded, emptyRun());
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 160 }), fc.boolean(), (run, columns, verbose) => {
        for (const line of terminalSummary(run, { colour: true, columns, verbose }).split('\n')) {
          expect(displayWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(Math.min(100, columns));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps to the worst where there are many operations, and says how many are missing', () => {
    const summary = terminalSummary(crowded, plainOptions);
    expect(summary.split('\n').length).toBeLessThan(80);
    expect(summary).toContain('… and 48 more');
  });
});
