/** The sections of the final summary that tell what was measured: operations, failures, time, distribution, the rest. */
import { formatDuration } from '../../units/duration.ts';
import { formatCount } from '../../units/number.ts';
import { formatRate } from '../../units/rate.ts';
import { type Line, tone } from '../text/paint.ts';
import { sparkline } from '../text/sparkline.ts';
import { layOut } from '../text/table.ts';
import { displayWidth, plain } from '../text/width.ts';
import type { FailureView } from '../view/failures.ts';
import type { MeasureView } from '../view/measures.ts';
import { OPERATION_COLUMNS, type OperationView } from '../view/operations.ts';
import { counted, MARKS } from '../view/words.ts';
import type { JobView } from '../view/work.ts';
import type { ReportView } from '../view.ts';
import { alarmOf, capped, type Extent, hanging, labelled, paragraph, prefixed, remark, roomBeside } from './layout.ts';

const MOST_OPERATIONS = 12;
const MOST_MEASURES = 6;
const MOST_FAILURES = 8;
const MOST_CAUSES = 2;
const MOST_NOTES = 8;
const SPARKLINE_COLUMNS = 60;
/** What stands beside a sparkline: its name, and its largest value. */
const BESIDE_SPARKLINE = 26;
/** A sparkline of fewer characters shows nothing. */
const LEAST_SPARKLINE = 5;

const RIGHT = { align: 'right' } as const;

export function operationLines({ operations }: ReportView, { columns, verbose }: Extent): readonly Line[] {
  const { rows, totals } = operations;
  if (rows.length === 0) return [];
  const shown = rows.slice(0, verbose ? rows.length : MOST_OPERATIONS);
  const missing = rows.length - shown.length;
  return layOut(
    [
      { shrinks: true },
      { ...RIGHT, optional: 2 },
      RIGHT,
      { ...RIGHT, optional: 4 },
      { ...RIGHT, optional: 3 },
      RIGHT,
      RIGHT,
      { ...RIGHT, optional: 5 },
    ],
    [
      [tone('OPERATIONS', 'heading'), ...OPERATION_COLUMNS.map((column) => tone(column, 'faint'))],
      ...shown.map(operationRow),
      ...(missing === 0 ? [] : [[tone(`  … and ${formatCount(missing)} more`, 'faint')]]),
      operationRow(totals),
    ],
    columns,
  );
}

function operationRow({ mark, name, kind, figures }: OperationView): Line {
  const failing = (figures['fail%'].value ?? 0) > 0 ? 'failed' : undefined;
  return [
    tone(`  ${MARKS[mark]} ${plain(name)}${kind === undefined ? '' : ` (${plain(kind)})`}`, alarmOf(mark)),
    ...OPERATION_COLUMNS.map((column) => tone(figures[column].text, column === 'fail%' ? failing : undefined)),
  ];
}

export function measureLines({ measures, work }: ReportView, { columns, verbose }: Extent): readonly Line[] {
  const room = roomBeside(columns);
  const linesOf = (some: readonly MeasureView[]) =>
    some.flatMap(({ mark, name, of, text }) => remark(mark, `${name}${of === '' ? '' : ` (${of})`}: ${text}`, room));
  const section = (label: string, all: readonly MeasureView[]) => {
    const most = verbose ? all.length : MOST_MEASURES;
    return labelled(
      label,
      capped(all, most, linesOf, (rest) => `${formatCount(rest.length)} more`),
    );
  };
  return [
    ...section('FINDINGS', measures.findings),
    ...section('CHECKS', measures.checks),
    ...section('METRICS', measures.metrics),
    ...labelled(
      'JOBS',
      work.jobs.flatMap((job) => jobLines(job, room)),
    ),
    ...section('MODELS', work.models),
    ...section('BATCHES', work.batches),
    ...section('PRODUCTS', work.products),
    ...section('CACHES', measures.caches),
    ...section('RESOURCES', measures.resources),
  ];
}

const BAR_COLUMNS = 40;

/** A job in words over its phases as a stacked bar, each phase by its first letter: `sqqqqqrrrrrrrrrrrrnf`. */
function jobLines({ mark, name, text, phases }: JobView, room: number): readonly Line[] {
  const width = Math.min(BAR_COLUMNS, room);
  let shares = 0;
  const bar = phases.map(({ name: phase, share }) => {
    const from = Math.round(shares * width);
    shares += share;
    return phase.charAt(0).repeat(Math.round(shares * width) - from);
  });
  const words = remark(mark, `${name}: ${text}`, room);
  return bar.length === 0 ? words : [...words, prefixed('  ', [[tone(bar.join(''), 'faint')]])[0] ?? []];
}

export function failureLines({ failures, causes }: ReportView, { columns, verbose }: Extent): readonly Line[] {
  const room = roomBeside(columns);
  const most = verbose ? failures.length : MOST_FAILURES;
  const why = causes
    .slice(0, verbose ? causes.length : MOST_CAUSES)
    .flatMap(({ of, causes: usual, next }) => hanging(`${of}: ${usual}. ${next}`, room));
  const kinds = capped(
    failures,
    most,
    (shown) => failureRows(shown, room),
    (rest) => counted(rest.length, 'more kind'),
  );
  return [...labelled('FAILURES', kinds), ...labelled('LIKELY', why)];
}

/** In columns, as long as a message has room there; a longer one goes on below, since the end of a sentence has the advice. */
function failureRows(failures: readonly FailureView[], room: number): readonly Line[] {
  const most = (textOf: (failure: FailureView) => string) =>
    Math.max(...failures.map((failure) => displayWidth(plain(textOf(failure)))));
  const countColumns = most(timesOf);
  const messageColumns = room - countColumns - most(({ operation }) => operation) - most(whenOf) - GAPS;
  const hasRoom = ({ message }: FailureView) => displayWidth(plain(message)) <= messageColumns;
  const rows = layOut(
    [{ ...RIGHT, gap: 1 }, { shrinks: true }, { shrinks: true }, { optional: 1 }],
    failures.filter(hasRoom).map((failure) => {
      const times = tone(timesOf(failure).padStart(countColumns), 'failed');
      return [times, failure.message, failure.operation, tone(whenOf(failure), 'faint')];
    }),
    room,
  ).values();
  return failures.flatMap((failure) => {
    if (hasRoom(failure)) return [rows.next().value ?? []];
    const times = tone(`${timesOf(failure).padStart(countColumns)} `, 'failed');
    const { operation, message } = failure;
    return prefixed(times, hanging(`${operation} ${whenOf(failure)}: ${message}`, room - countColumns - 1));
  });
}

/** Between the columns of failures, together. */
const GAPS = 5;

function timesOf({ count }: FailureView): string {
  return `${formatCount(count)}×`;
}

function whenOf({ first, last }: FailureView): string {
  return first === last ? `(at ${first})` : `(first ${first}, last ${last})`;
}

export function timeLines({ time }: ReportView, { columns }: Extent): readonly Line[] {
  const width = Math.min(SPARKLINE_COLUMNS, roomBeside(columns) - BESIDE_SPARKLINE);
  if (time.length < LEAST_SPARKLINE || width < LEAST_SPARKLINE) return [];
  const course = (name: string, values: readonly (number | null)[], show: (value: number) => string): Line => [
    name.padEnd(9),
    sparkline(values, width),
    tone(`  at most ${show(Math.max(...values.map((value) => value ?? 0)))}`, 'faint'),
  ];
  const rates = time.map(({ rate }) => rate);
  const p95s = time.map(({ p95 }) => p95);
  const failedRates = time.map(({ failureRate }) => failureRate);
  return labelled('TIME', [
    course('rate', rates, formatRate),
    course('p95', p95s, (valueMs) => formatDuration(valueMs)),
    ...(failedRates.some((rate) => rate > 0) ? [course('failed', failedRates, formatRate)] : []),
    ...workCourses(time, course),
  ]);
}

type Course = (name: string, values: readonly (number | null)[], show: (value: number) => string) => Line;

/** Tokens as they came, the time to the first, answers at once, and jobs that were open, where the run had such work. */
function workCourses(time: ReportView['time'], course: Course): readonly Line[] {
  const models = time.flatMap((row) => row.models ?? []);
  const jobs = time.flatMap(({ openJobs }) => openJobs ?? []);
  const streams = models.map((row) => row.streams);
  return [
    ...(models.length === 0
      ? []
      : [
          course(
            'tokens',
            models.map(({ tokensPerSecond }) => tokensPerSecond),
            formatRate,
          ),
        ]),
    ...(streams.some((count) => count > 0)
      ? [
          course(
            'ttft p95',
            models.map(({ ttftP95 }) => ttftP95),
            (valueMs) => formatDuration(valueMs),
          ),
          course('streams', streams, formatCount),
        ]
      : []),
    ...(jobs.some((count) => count > 0) ? [course('open', jobs, (count) => counted(count, 'job'))] : []),
  ];
}

export function distributionLines({ distribution }: ReportView, { columns, verbose }: Extent): readonly Line[] {
  const [first, last] = [distribution[0], distribution.at(-1)];
  if (!verbose || first === undefined || last === undefined) return [];
  const width = Math.min(SPARKLINE_COLUMNS, roomBeside(columns) - BESIDE_SPARKLINE);
  const counts = distribution.map(({ count }) => (count === 0 ? null : count));
  const line = `${formatDuration(first.fromMs)} ${sparkline(counts, width)} ${formatDuration(last.toMs)}`;
  return prefixed(tone('DISTRIBUTION ', 'heading'), [[line]]);
}

export function environmentLines({ environment }: ReportView, { columns, verbose }: Extent): readonly Line[] {
  if (!verbose) return [];
  const labels = Math.max(...environment.map(({ label }) => label.length)) + 2;
  const room = roomBeside(columns) - labels;
  const lines = environment.flatMap(({ label, text }) => prefixed(label.padEnd(labels), paragraph(text, room)));
  return labelled('ENVIRONMENT', lines);
}

export function noteLines({ notes }: ReportView, { columns, verbose }: Extent): readonly Line[] {
  const room = roomBeside(columns);
  const most = verbose ? notes.length : MOST_NOTES;
  const linesOf = (shown: typeof notes) =>
    shown.flatMap(({ mark, text, next }) => remark(mark, next === '' ? text : `${text} ${next}`, room));
  return labelled(
    'NOTES',
    capped(notes, most, linesOf, (rest) => counted(rest.length, 'more note')),
  );
}
