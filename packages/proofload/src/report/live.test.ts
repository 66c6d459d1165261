import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LiveStatus, liveLine, liveLines, redraw } from './live.ts';
import { displayWidth } from './text/width.ts';

const status: LiveStatus = {
  phase: 'running',
  suite: 'checkout',
  variant: 'medium',
  elapsedMs: 62_000,
  totalMs: 120_000,
  users: 50,
  rate: 102.3,
  count: 6324,
  failed: 41,
  p95Ms: 136,
  operations: [
    { name: 'GET /books', count: 5324, failed: 0, rate: 82, p50Ms: 12, p95Ms: 88, p99Ms: 130 },
    { name: 'POST /pay', count: 1000, failed: 41, rate: 20.3, p50Ms: 98, p95Ms: 412, p99Ms: 803 },
  ],
  gates: [
    { key: 'POST /pay', metric: 'p95', bound: '<300ms', dimension: 'duration', actual: 412, status: 'failed' },
    { key: '*', metric: 'errors', bound: '<1%', dimension: 'ratio', actual: 0.0065, status: 'passed' },
    { key: '*', metric: 'p99', bound: '<1s', dimension: 'duration', actual: null, status: 'inconclusive' },
  ],
  failures: [
    { count: 3, message: 'No answer within 2s', operation: 'POST /pay' },
    { count: 41, message: '503 Service Unavailable', operation: 'POST /pay' },
  ],
  generator: { cpu: 0.41, sendLagP99Ms: 0.31, loopLagP99Ms: 1.1, dropped: 0 },
  hints: [
    { key: 'w', does: 'one user more' },
    { key: 's', does: 'one user less' },
    { key: 'Ctrl-C', does: 'stop' },
  ],
};

const anyName = fc.string({ unit: 'binary', maxLength: 80 });
const anyMs = fc.option(fc.double({ min: 0, max: 1e7, noNaN: true }), { nil: undefined });
const anyCount = fc.nat();
const anyStatus: fc.Arbitrary<LiveStatus> = fc.record({
  phase: fc.constantFrom('starting', 'warming up', 'running', 'stopping'),
  suite: anyName,
  variant: fc.option(anyName, { nil: undefined }),
  elapsedMs: fc.nat(),
  totalMs: fc.option(fc.nat(), { nil: undefined }),
  users: anyCount,
  rate: fc.double({ min: 0, max: 1e6, noNaN: true }),
  count: anyCount,
  failed: anyCount,
  p95Ms: anyMs,
  operations: fc.array(
    fc.record({
      name: anyName,
      count: anyCount,
      failed: anyCount,
      rate: fc.nat(),
      p50Ms: anyMs,
      p95Ms: anyMs,
      p99Ms: anyMs,
    }),
    { maxLength: 30 },
  ),
  work: fc.array(fc.record({ name: anyName, text: anyName })),
  gates: fc.array(
    fc.record({
      key: anyName,
      metric: fc.constantFrom('p95', 'errors'),
      bound: fc.constantFrom('<1%', '<300ms'),
      dimension: fc.constantFrom('duration', 'ratio'),
      actual: fc.option(fc.double({ noNaN: true })),
      status: fc.constantFrom('passed', 'failed', 'inconclusive'),
    }),
  ),
  failures: fc.array(fc.record({ count: anyCount, message: anyName, operation: anyName })),
  generator: fc.record({
    cpu: fc.double({ min: 0, max: 1, noNaN: true }),
    sendLagP99Ms: anyMs,
    loopLagP99Ms: anyMs,
    dropped: anyCount,
  }),
  paused: fc.boolean(),
  hints: fc.array(fc.record({ key: anyName, does: anyName })),
});

describe('the live view', () => {
  it('shows progress, gates so far, the worst operations, failures and the generator', () => {
    expect(liveLines(status, { colour: false, columns: 80 }).join('\n')).toMatchInlineSnapshot(`
      "RUNNING  checkout · medium                            1m 02s of 2m 00s, 58s left
      ███████████████████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  51%
      50 users · 102/s · 6,324 requests · 0.648% failed · p95 136ms
      GATES  1 of 3 hold, 1 broken, 1 undecided
        ✗ POST /pay  p95 < 300ms  412ms
      OPERATIONS    requests  fail%    rate     p50     p95    p99
        POST /pay      1,000   4.1%  20.3/s  98.0ms   412ms  803ms
        GET /books     5,324     0%  82.0/s  12.0ms  88.0ms  130ms
      FAILURES  41× 503 Service Unavailable POST /pay  and 1 other kind
      GENERATOR  CPU 41% · send lag p99 310µs · loop lag p99 1.10ms
      w one user more · s one user less · Ctrl-C stop"
    `);
  });

  it('leaves out whole what does not fit, since half of a figure is another one', () => {
    const generator = { cpu: 0, sendLagP99Ms: 7.46, loopLagP99Ms: 26.2, dropped: 0 };
    const lineAt = (columns: number) =>
      liveLines({ ...status, generator }, { colour: false, columns }).find((line) => line.startsWith('GENERATOR'));
    expect(lineAt(80)).toBe('GENERATOR  CPU 0% · send lag p99 7.46ms · loop lag p99 26.2ms');
    expect(lineAt(58)).toBe('GENERATOR  CPU 0% · send lag p99 7.46ms');
    expect(lineAt(30)).toBe('GENERATOR  CPU 0%');
  });

  it('warns when the generator itself is too busy', () => {
    const busy = { ...status, generator: { ...status.generator, cpu: 0.95 } };
    expect(liveLines(busy, { colour: false, columns: 80 }).join('\n')).toContain('! too busy: try --workers');
  });

  it('says so when it is paused', () => {
    expect(liveLines({ ...status, paused: true }, { colour: false, columns: 80 })[0]).toMatch(/^PAUSED {2}checkout/);
  });

  it('has a line for each model, job and cache, as far as there is room', () => {
    const work = [{ name: 'chat', text: 'ttft p95 400ms · itl p50 20.0ms' }];
    const lines = liveLines({ ...status, work }, { colour: false, columns: 80 });
    expect(lines).toContain('WORK  chat  ttft p95 400ms · itl p50 20.0ms');
  });

  it('has at most 14 lines, none wider than the terminal, and none that commands it, whatever the status', () => {
    fc.assert(
      fc.property(anyStatus, fc.integer({ min: 1, max: 140 }), (any, columns) => {
        const lines = liveLines(any, { colour: true, columns });
        expect(lines.length).toBeLessThanOrEqual(14);
        for (const line of lines) {
          const shown = stripVTControlCharacters(line);
          expect(shown).not.toMatch(/\p{Control}/u);
          expect(displayWidth(shown)).toBeLessThanOrEqual(Math.min(100, columns));
        }
      }),
    );
  });
});

describe('the line for a log', () => {
  it('has the figures that matter', () => {
    expect(liveLine(status)).toBe(
      '01:02 running · 50 users · 102/s · 6,324 requests · 0.648% failed · p95 136ms · 1 of 3 gates hold · 58s left',
    );
  });

  it('is one line, whatever the status', () => {
    fc.assert(
      fc.property(anyStatus, (any) => {
        expect(liveLine(any)).not.toMatch(/\p{Control}/u);
      }),
    );
  });
});

describe('redrawing', () => {
  /** A terminal's rows after what was written to it: enough of one for what `redraw` writes. */
  function screenAfter(...writes: readonly string[]): readonly string[] {
    const rows = [''];
    let row = 0;
    for (const part of writes.join('').split('\u001b[')) {
      const [, up, erase, text = ''] = /^(?:(\d+)A|([JK])|\?2026[hl])?(.*)$/s.exec(part) ?? [];
      if (up !== undefined) row = Math.max(0, row - Number(up));
      if (erase === 'J') rows.splice(row, rows.length, '');
      for (const [index, line] of text.split('\n').entries()) {
        if (index > 0) rows[++row] ??= '';
        const shown = line.replaceAll('\r', '');
        if (shown !== '') rows[row] = shown;
      }
    }
    return rows.slice(0, -1);
  }

  it('puts new lines in the place of old ones', () => {
    expect(screenAfter(redraw(0, ['a', 'b', 'c']), redraw(3, ['d', 'e']))).toEqual(['d', 'e']);
    expect(screenAfter(redraw(0, ['a']), redraw(1, ['b', 'c', 'd']))).toEqual(['b', 'c', 'd']);
    expect(screenAfter(redraw(0, ['a', 'b']), redraw(2, []))).toEqual([]);
  });

  it('erases what an old, longer line leaves at the end of a row', () => {
    expect(stripVTControlCharacters(redraw(1, ['a']))).toBe('\ra\n');
    expect(redraw(1, ['a'])).toContain('a\u001b[K\n');
  });
});
