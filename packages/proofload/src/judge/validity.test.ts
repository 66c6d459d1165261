import { describe, expect, it } from 'vitest';
import { Histogram } from '../measure/histogram.ts';
import { distributionOf } from '../record/distribution.ts';
import { sampleOperation, sampleRecord } from '../record/sample.fixture.ts';
import type { GeneratorRecord } from '../record/schema/measurements.ts';
import type { MeasuredRun } from '../record/schema.ts';
import { lostWorkerNote, validate } from './validity.ts';

const settled = { detectedMs: 0, settled: true };
const codes = (run: Partial<MeasuredRun>, warmup = settled as Parameters<typeof validate>[1]) =>
  validate(sampleRecord(run), warmup).map(({ code, level }) => `${level} ${code}`);
const generator = (parts: Partial<GeneratorRecord>) => ({ generator: { ...sampleRecord().generator, ...parts } });
const lag = (p99: number) => generator({ sendLag: distributionOf(Histogram.of(new Array(100).fill(p99)))! });
const slow = { totals: sampleOperation('*', new Array(100).fill(1000)) };

describe('a run', () => {
  it('is valid when nothing speaks against it', () => {
    expect(codes({})).toEqual([]);
  });

  it('is invalid when nothing was measured, and says whether requests went unanswered', () => {
    const nothing = { operations: [], totals: { ...sampleOperation('*', []), censored: 7 } };
    expect(codes(nothing)).toEqual(['invalid nothing-measured']);
    expect(validate(sampleRecord(nothing), settled)[0]?.message).toContain('none of 7 requests was answered');
  });

  it('is invalid when requests were sent late, by more than 10 ms and more than a tenth of the p95', () => {
    expect(codes(lag(9))).toEqual([]);
    expect(codes(lag(11))).toEqual(['invalid send-lag']);
    expect(codes({ ...lag(90), ...slow })).toEqual([]);
    expect(codes({ ...lag(110), ...slow })).toEqual(['invalid send-lag']);
  });

  it('is warned of when its own machine was at a limit, and invalid when more than 1 in 1,000 requests failed so', () => {
    const some = { operations: [{ ...sampleOperation('GET /', [1]), count: 3_000 }] };
    expect(codes({ ...some, ...generator({ localErrors: { ports: 3 } }) })).toEqual(['warning local-limits']);
    const many = { ...some, ...generator({ localErrors: { ports: 3, descriptors: 300 } }) };
    expect(codes(many)).toEqual(['invalid local-limits']);
    const [note] = validate(sampleRecord(many), settled);
    expect(note?.message).toMatch(/own machine .* 3 for want of free ports, 300 for want of file descriptors \(10.1%/);
    expect(note?.next).toMatch(/sourceAddresses.*ulimit -n/);
  });

  it('is warned of when a few chunks of streams were read late, and invalid when most were', () => {
    const chat = (delaysMs: readonly number[], ttftMs: number) => {
      const of = (values: readonly number[]) => distributionOf(Histogram.of(values))!;
      const trends = { clientDelay: of(delaysMs), ttft: of(new Array(100).fill(ttftMs)) };
      return codes({ operations: [{ ...sampleOperation('chat', [500]), kind: 'llm', trends }] });
    };
    const few = (ms: number) => [...new Array(97).fill(0.1), ms, ms, ms];
    expect(chat(few(9), 50)).toEqual([]);
    expect(chat(few(11), 50)).toEqual(['warning read-lag']);
    expect(chat(few(49), 500)).toEqual([]);
    expect(chat(few(60), 500)).toEqual(['warning read-lag']);
    expect(chat(new Array(100).fill(60), 500)).toEqual(['invalid read-lag']);
  });

  it('is warned of when code of the suite threw, with the place that its message has', () => {
    const error = { type: 'TypeError', message: 'x is undefined (shop.perf.ts:5:3)', count: 3, first: '', last: '' };
    const task = { ...sampleOperation('Reader.browse', []), kind: 'task', count: 3, failed: 3, errors: [error] };
    const run = { operations: [sampleOperation('GET /', [1]), task] };
    expect(codes(run)).toEqual(['warning task-errors']);
    expect(validate(sampleRecord(run), settled)[0]?.message).toContain(
      'Reader.browse: x is undefined (shop.perf.ts:5:3)',
    );
  });

  it('is warned of tasks that broke off with a failure of what they asked for, which is no fault of the suite', () => {
    const broken = { type: 'broke-off', message: 'SseError: it was reset.', count: 1200, first: '', last: '' };
    const task = { ...sampleOperation('Reader.browse', []), kind: 'task', count: 1200, failed: 1200, errors: [broken] };
    const run = { operations: [sampleOperation('SSE /', [1]), task] };
    expect(validate(sampleRecord(run), settled)[0]?.message).toBe(
      'Tasks broke off 1,200 times because something that they asked for had failed, most often Reader.browse: SseError: it was reset. What such an iteration was still to do was not measured.',
    );
    const own = { ...broken, type: 'TypeError', message: 'TypeError: x (shop.perf.ts:5:3)', count: 2 };
    const both = { operations: [sampleOperation('SSE /', [1]), { ...task, errors: [broken, own] }] };
    expect(codes(both)).toEqual(['warning task-errors', 'warning broke-off']);
    expect(validate(sampleRecord(both), settled)[0]?.message).toMatch(
      /^Code of the suite threw 2 times, most often .*5:3/,
    );
    const stray = { ...task, name: '(unhandled)', errors: [own] };
    const unhandled = { operations: [sampleOperation('SSE /', [1]), stray] };
    expect(validate(sampleRecord(unhandled), settled)[0]?.next).toMatch(/^Await every promise/);
  });

  it('is invalid when tasks threw before they made any request, and when a worker was lost for its reason alone', () => {
    const task = { ...sampleOperation('Reader.browse', []), kind: 'task', count: 3, failed: 3 };
    expect(codes({ operations: [task], totals: sampleOperation('*', []) })[0]).toBe('invalid nothing-measured');
    const lost = { operations: [], totals: sampleOperation('*', []), ...generator({ lost: { workers: 1 } }) };
    expect(codes(lost)).toEqual(['invalid lost-workers']);
  });

  it('is warned of when there were more names than are told apart', () => {
    const run = { operations: [sampleOperation('GET /', [1]), sampleOperation('(other)', [1, 2])] };
    expect(codes(run)).toEqual(['warning many-names']);
    expect(validate(sampleRecord(run), settled)[0]?.message).toContain('2 requests are counted together as (other)');
  });

  it('is invalid when a worker was busy in more than a tenth of the seconds', () => {
    expect(codes(generator({ saturated: 0.1 }))).toEqual([]);
    expect(codes(generator({ saturated: 0.11 }))).toEqual(['invalid generator-busy']);
  });

  it("is warned of when it does not add up by Little's law", () => {
    const population = (iterationMs: number) =>
      generator({ population: { users: 50, throughput: 20, iterationMs, betweenMs: 1_000 } });
    expect(codes(population(1_500))).toEqual([]);
    expect(codes(population(1_380))).toEqual([]);
    expect(codes(population(1_300))).toEqual(['warning littles-law']);
    expect(codes(population(1_700))).toEqual(['warning littles-law']);
    const [note] = validate(sampleRecord(population(1_000)), settled);
    expect(note?.message).toContain('50 users were there on average');
    expect(note?.message).toContain('account for 40 (-20%)');
    expect(note?.next).toContain('never ended');
  });

  it('is invalid when arrivals were dropped that nobody asked to drop', () => {
    expect(codes(generator({ dropped: 5 }))).toEqual([]);
    expect(codes(generator({ droppedUnasked: 5 }))).toEqual(['invalid dropped']);
  });

  it('is invalid when a worker was lost, and says why it was', () => {
    const lost = generator({ lost: { workers: 1 }, notes: ['A note.', lostWorkerNote('it ran out of memory')] });
    expect(codes(lost)).toEqual(['invalid lost-workers']);
    expect(validate(sampleRecord(lost), settled)[0]?.message).toMatch(/^A worker was lost .*it ran out of memory\.$/);
  });

  it.each([
    ['a noisy host', generator({ steal: 0.06 }), 'noisy-machine'],
    ['other processes', generator({ otherLoad: 0.3 }), 'noisy-machine'],
    ['a thread that was not let run', generator({ denied: 0.2 }), 'noisy-machine'],
    [
      'a clock that jumped',
      generator({ clockJumps: [{ at: '2026-11-20T10:00:30.000Z', jumpMs: 5000 }] }),
      'clock-jump',
    ],
    ['lines that were lost', generator({ lost: { seconds: 2 } }), 'lost'],
    ['an early end', { end: 'killed' } as const, 'cut-short'],
    ['requests without an answer', { totals: { ...sampleOperation('*', [1, 2]), censored: 1 } }, 'censored'],
  ])('is warned of with %s', (_, run, code) => {
    expect(codes(run)).toEqual([`warning ${code}`]);
  });

  it('is warned of when it never settled, or when its warm-up was long and not cut', () => {
    expect(codes({}, { detectedMs: 0, settled: false })).toEqual(['warning unsettled']);
    expect(codes({}, { detectedMs: 20_000, settled: true })).toEqual(['warning warm-up']);
    expect(codes({ warmupMs: 20_000 }, { detectedMs: 20_000, settled: true })).toEqual([]);
  });

  it('has a next thing to try for everything that it is told', () => {
    const bad = {
      ...generator({ steal: 1, saturated: 1, droppedUnasked: 1, lost: { seconds: 1 } }),
      end: 'killed',
    } as const;
    const notes = validate(sampleRecord(bad), { detectedMs: 50_000, settled: false });
    expect(notes.length).toBeGreaterThan(5);
    for (const { message, next } of notes) {
      expect(message).toMatch(/^[A-Z0-9].*\.$/);
      expect(next).toMatch(/^[A-Z].*\.$/);
    }
  });
});
