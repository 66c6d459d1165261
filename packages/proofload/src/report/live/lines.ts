/** The live view's lines: head, progress, gates, operations, failures, generator, keys. */
import { durationUnitFor, formatDuration } from '../../units/duration.ts';
import { formatCount, NO_VALUE } from '../../units/number.ts';
import { formatPercent } from '../../units/percent.ts';
import { formatRate } from '../../units/rate.ts';
import { type Line, lineWidth, type Span, type Tone, tone } from '../text/paint.ts';
import { layOut } from '../text/table.ts';
import { plain, shorten } from '../text/width.ts';
import { formatBoundText, formatQuantity, formatSpan } from '../view/quantity.ts';
import { counted, MARKS } from '../view/words.ts';
import type { LiveGate, LiveOperation, LiveStatus } from './status.ts';

const MOST_LINES = 14;
const MOST_GATES = 3;
const BUSY = 0.9;
const BUSY_LAG_MS = 10;

const PHASES: Readonly<Record<LiveStatus['phase'], string>> = {
  starting: 'STARTING',
  'warming up': 'WARMING UP',
  running: 'RUNNING',
  stopping: 'STOPPING',
};

/** The lines, at most 14: what there is no room for is left out of the operations. */
export function liveLinesOf(status: LiveStatus, columns: number): readonly Line[] {
  const head = [headLine(status, columns), ...progressLine(status, columns), amountLine(status)];
  const gates = gateLines(status.gates, columns);
  const foot = [
    ...workLines(status, columns),
    ...failureLine(status, columns),
    generatorLine(status, columns),
    ...hintLine(status),
  ];
  const room = MOST_LINES - head.length - gates.length - foot.length;
  return [...head, ...gates, ...operationLines(status.operations, room, columns), ...foot].slice(0, MOST_LINES);
}

function headLine({ phase, paused, suite, variant, elapsedMs, totalMs }: LiveStatus, columns: number): Line {
  const word = paused ? 'PAUSED' : PHASES[phase];
  const time =
    totalMs === undefined
      ? formatSpan(elapsedMs)
      : `${formatSpan(Math.min(elapsedMs, totalMs))} of ${formatSpan(totalMs)}, ${formatSpan(totalMs - elapsedMs)} left`;
  const name = [suite, variant].filter((part) => part !== undefined).map(plain);
  const room = columns - word.length - time.length - 4;
  const shown = shorten(name.join(' · '), Math.max(0, room));
  const left: Line = [tone(word, paused ? 'warning' : 'heading'), `  ${shown}`];
  return [...left, ' '.repeat(Math.max(2, columns - lineWidth(left) - time.length)), time];
}

function progressLine({ elapsedMs, totalMs }: LiveStatus, columns: number): readonly Line[] {
  if (totalMs === undefined || totalMs <= 0) return [];
  const share = Math.min(1, Math.max(0, elapsedMs / totalMs));
  const percent = `${Math.floor(share * 100)}%`.padStart(5);
  const width = Math.max(1, columns - percent.length);
  const done = Math.round(share * width);
  return [[tone('█'.repeat(done), 'passed'), tone('░'.repeat(width - done), 'faint'), percent]];
}

function amountLine({ users, rate, count, failed, p95Ms }: LiveStatus): Line {
  const failing = count === 0 ? NO_VALUE : formatPercent(failed / count);
  return [
    `${counted(users, 'user')} · ${formatRate(rate)} · ${counted(count, 'request')} · `,
    tone(`${failing} failed`, failed > 0 ? 'failed' : undefined),
    p95Ms === undefined ? '' : ` · p95 ${formatDuration(p95Ms)}`,
  ];
}

/** How many hold, and those that do not. */
function gateLines(gates: readonly LiveGate[], columns: number): readonly Line[] {
  if (gates.length === 0) return [];
  const failed = gates.filter(({ status }) => status === 'failed');
  const undecided = gates.filter(({ status }) => status === 'inconclusive');
  const parts = [
    `${formatCount(gates.length - failed.length - undecided.length)} of ${formatCount(gates.length)} hold`,
    failed.length > 0 ? `${formatCount(failed.length)} broken` : '',
    undecided.length > 0 ? `${formatCount(undecided.length)} undecided` : '',
  ];
  const rows = layOut(
    [{ gap: 1 }, { shrinks: true }, { shrinks: true }, { align: 'right' }],
    failed
      .slice(0, MOST_GATES)
      .map(({ key, metric, bound, actual, dimension }) => [
        tone(`  ${MARKS.failed}`, 'failed'),
        key,
        `${metric} ${formatBoundText(bound, metric)}`,
        tone(formatQuantity(actual, dimension), 'failed'),
      ]),
    columns,
  );
  return [[tone('GATES', 'heading'), `  ${parts.filter((part) => part !== '').join(', ')}`], ...rows];
}

const RIGHT = { align: 'right' } as const;

function operationLines(operations: readonly LiveOperation[], room: number, columns: number): readonly Line[] {
  if (operations.length === 0 || room < 2) return [];
  const worst = [...operations].sort(
    (a, b) => shareOf(b) - shareOf(a) || (b.p95Ms ?? -1) - (a.p95Ms ?? -1) || (a.name < b.name ? -1 : 1),
  );
  const shown = worst.slice(0, room - 1);
  const known = shown
    .flatMap(({ p50Ms, p95Ms, p99Ms }) => [p50Ms, p95Ms, p99Ms])
    .filter((value) => value !== undefined);
  const unit = durationUnitFor(known);
  const show = (valueMs: number | undefined) => (valueMs === undefined ? NO_VALUE : formatDuration(valueMs, unit));
  const hidden = operations.length - shown.length;
  const title = hidden > 0 ? `OPERATIONS (worst ${shown.length} of ${formatCount(operations.length)})` : 'OPERATIONS';
  const heads = ['requests', 'fail%', 'rate', 'p50', 'p95', 'p99'].map((head) => tone(head, 'faint'));
  return layOut(
    [
      { shrinks: true },
      { ...RIGHT, optional: 2 },
      RIGHT,
      { ...RIGHT, optional: 4 },
      { ...RIGHT, optional: 3 },
      RIGHT,
      RIGHT,
    ],
    [
      [tone(title, 'heading'), ...heads],
      ...shown.map((operation) => [
        `  ${operation.name}`,
        formatCount(operation.count),
        tone(operation.count === 0 ? NO_VALUE : formatPercent(shareOf(operation)), failingTone(operation.failed)),
        formatRate(operation.rate),
        show(operation.p50Ms),
        show(operation.p95Ms),
        show(operation.p99Ms),
      ]),
    ],
    columns,
  );
}

function failingTone(failed: number): Tone | undefined {
  return failed > 0 ? 'failed' : undefined;
}

function shareOf({ count, failed }: LiveOperation): number {
  return count === 0 ? 0 : failed / count;
}

const MOST_WORK = 3;

function workLines({ work = [] }: LiveStatus, columns: number): readonly Line[] {
  return work.slice(0, MOST_WORK).map(({ name, text }) => {
    const shown = shorten(plain(`${name}  ${text}`), Math.max(0, columns - 'WORK  '.length));
    return [tone('WORK', 'heading'), `  ${shown}`];
  });
}

function failureLine({ failures }: LiveStatus, columns: number): readonly Line[] {
  const [worst] = [...failures].sort((a, b) => b.count - a.count);
  if (worst === undefined) return [];
  const more = failures.length > 1 ? `  and ${counted(failures.length - 1, 'other kind')}` : '';
  const count = `${formatCount(worst.count)}× `;
  const room = Math.max(0, columns - 'FAILURES  '.length - count.length - more.length);
  const text = shorten(plain(`${worst.message} ${worst.operation}`), room);
  return [[tone('FAILURES', 'heading'), '  ', tone(count, 'failed'), text, tone(more, 'faint')]];
}

/** What does not fit is left out whole: half of a figure would be another one. */
function generatorLine({ generator }: LiveStatus, columns: number): Line {
  const { cpu, sendLagP99Ms, loopLagP99Ms, dropped } = generator;
  const lag = (ms: number | undefined) => (ms === undefined ? NO_VALUE : formatDuration(ms));
  const isLate = (sendLagP99Ms ?? 0) > BUSY_LAG_MS;
  const parts: readonly Line[] = [
    [tone('GENERATOR', 'heading'), '  ', tone(`CPU ${formatPercent(cpu)}`, cpu > BUSY ? 'warning' : undefined)],
    [' · ', tone(`send lag p99 ${lag(sendLagP99Ms)}`, isLate ? 'warning' : undefined)],
    dropped > 0 ? [tone(` · ${formatCount(dropped)} dropped`, 'warning')] : [],
    cpu > BUSY || isLate ? [tone(' ! too busy: try --workers', 'warning')] : [],
    [` · loop lag p99 ${lag(loopLagP99Ms)}`],
  ];
  const line: Span[] = [];
  for (const part of parts) if (lineWidth(line) + lineWidth(part) <= columns) line.push(...part);
  return line;
}

function hintLine({ hints = [] }: LiveStatus): readonly Line[] {
  if (hints.length === 0) return [];
  return [
    [
      tone(
        hints
          .map(({ key, does }) => `${key} ${does}`)
          .map(plain)
          .join(' · '),
        'faint',
      ),
    ],
  ];
}
