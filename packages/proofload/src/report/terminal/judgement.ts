/** The sections of the final summary that judge: verdict, gates, comparison. */
import { formatCount } from '../../units/number.ts';
import { type Line, tone } from '../text/paint.ts';
import { layOut } from '../text/table.ts';
import { plain } from '../text/width.ts';
import type { ChangeView } from '../view/comparison.ts';
import type { GateView } from '../view/gates.ts';
import { counted, MARKS } from '../view/words.ts';
import type { ReportView } from '../view.ts';
import { alarmOf, capped, type Extent, labelled, marked, paragraph, prefixed, roomBeside } from './layout.ts';

const MOST_GATES = 14;
const MOST_CHANGES = 10;

export function headlineLines({ headline }: ReportView, { columns }: Extent): readonly Line[] {
  const { status, word, gates, facts, doubts } = headline;
  const verdict = tone(`${MARKS[status]} ${word}`, status);
  const [first = [], ...rest] = paragraph([gates, ...facts].map(plain).join(' · '), columns - word.length - 4);
  const why = doubts.flatMap(({ text, next }) => paragraph(`${text} ${next}`, columns - 2));
  return [[verdict, '  ', ...first], ...[...rest, ...why].map((line) => ['  ', ...line])];
}

export function gateLines({ gates, headline }: ReportView, { columns, verbose }: Extent): readonly Line[] {
  const most = verbose ? gates.length : MOST_GATES;
  const room = roomBeside(columns);
  return labelled('GATES', [
    ...capped(gates, most, (shown) => gateRows(shown, room), missingGates),
    ...paragraph(headline.score, room, 'faint'),
  ]);
}

function gateRows(gates: readonly GateView[], room: number): readonly Line[] {
  const columns = [
    { gap: 1 },
    { shrinks: true },
    { shrinks: true },
    { align: 'right' as const },
    { optional: 1 },
    { optional: 2 },
  ];
  const rows = gates.map(({ mark, key, metric, bound, actual, interval, marginal, decides }) => [
    marked(mark),
    key,
    `${metric} ${bound}`,
    tone(actual, alarmOf(mark)),
    interval,
    tone([...(marginal ? ['marginal'] : []), ...(decides ? [] : ['warns only'])].join(', '), 'faint'),
  ]);
  return withDetails(layOut(columns, rows, room), gates, room);
}

function missingGates(gates: readonly GateView[]): string {
  const passed = gates.filter(({ mark }) => mark === 'passed').length;
  if (passed === gates.length) return `${formatCount(passed)} more passed`;
  return `${formatCount(gates.length)} more, ${formatCount(passed)} of them passed`;
}

/** Each row with its explanation below it, where it has one. */
function withDetails(rows: readonly Line[], items: readonly { readonly detail: string }[], room: number): Line[] {
  return rows.flatMap((row, index) => [
    row,
    ...prefixed('  ', paragraph(items[index]?.detail ?? '', room - 2, 'faint')),
  ]);
}

export function comparisonLines(
  { comparison }: Pick<ReportView, 'comparison'>,
  { columns, verbose }: Extent,
): readonly Line[] {
  if (comparison === undefined) return [];
  const { baseline, assessment, differences, changes } = comparison;
  const room = columns - 2;
  const most = verbose ? changes.length : MOST_CHANGES;
  const rows = capped(
    changes,
    most,
    (shown) => changeRows(shown, room),
    (rest) => counted(rest.length, 'more comparison'),
  );
  const sentences = [...differences, assessment].flatMap((sentence) => paragraph(sentence, room, 'faint'));
  return [...paragraph(`VS ${baseline}`, columns, 'heading'), ...prefixed('  ', [...rows, ...sentences])];
}

function changeRows(changes: readonly ChangeView[], room: number): readonly Line[] {
  const columns = [
    { gap: 1 },
    { shrinks: true },
    { shrinks: true },
    { align: 'right' as const, optional: 1 },
    { align: 'right' as const },
    { optional: 2 },
    { optional: 3 },
    {},
  ];
  const rows = changes.map(
    ({ mark, operation, metric, before, after, change, interval, probability, outcome }): Line => [
      marked(mark),
      operation,
      metric,
      `${before} → ${after}`,
      tone(change, 'strong'),
      interval,
      tone(probability, 'faint'),
      tone(outcome, alarmOf(mark)),
    ],
  );
  return withDetails(layOut(columns, rows, room), changes, room);
}
