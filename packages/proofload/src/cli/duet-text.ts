/** What a duet found, for a terminal. */
import type { DuetComparison } from '../judge/duet.ts';
import { captioned } from '../report/terminal/layout.ts';
import { textOf } from '../report/text/paint.ts';
import { layOut } from '../report/text/table.ts';
import { outcomeOf } from '../report/view/comparison.ts';
import {
  dimensionOf,
  formatChange,
  formatChangeInterval,
  formatPair,
  formatProbability,
} from '../report/view/quantity.ts';
import { counted } from '../report/view/words.ts';
import type { Duet } from '../run/duet.ts';
import { formatDuration } from '../units/duration.ts';
import { formatCount } from '../units/number.ts';

/** As in the summary of a run. */
const MOST_COLUMNS = 100;

const HEADLINES: Readonly<Record<Duet['status'], string>> = {
  passed: '✓ PASSED  B is no worse than A',
  failed: '✗ FAILED  B is worse than A',
  inconclusive: '? INCONCLUSIVE  it is not decided whether B is worse than A',
  invalid: '! INVALID  what was measured is not to be believed',
};

const MARKS: Readonly<Record<DuetComparison['status'], string>> = {
  regressed: '✗',
  improved: '✓',
  'no change': '✓',
  inconclusive: '?',
};

/**
 * @param reports - where the pages of both sides lie
 * @param columns - of the terminal
 */
export function duetText(duet: Duet, reports: readonly string[], columns: number): string {
  const { status, targets, suite, pairs, blockSeconds, requests, comparisons, validity, morePairs } = duet;
  const width = Math.min(MOST_COLUMNS, columns);
  const note = (text: string): readonly string[] => captioned('NOTE  ', text, width);
  const lasted = formatDuration(2 * pairs * blockSeconds * 1_000);
  const rows = comparisons.map(rowOf);
  const header = ['', 'DUET', 'metric', 'A', 'B', 'change', '95%', 'p', ''];
  const shapes = [{}, { shrinks: true }, {}, ...RIGHT, {}];
  const table = layOut(shapes, [header, ...rows], width - 2).map((line) => `  ${line.map(textOf).join('')}`.trimEnd());
  return `${[
    `${HEADLINES[status]} · ${suite} · ${pairs} pairs of blocks of ${blockSeconds}s · ${lasted}`,
    `A  ${targets.a}  ${formatCount(requests.a)} requests`,
    `B  ${targets.b}  ${formatCount(requests.b)} requests`,
    ...table,
    ...(morePairs === undefined
      ? []
      : [`About ${counted(morePairs, 'more pair')} would probably decide: --pairs ${pairs + morePairs}.`]),
    ...comparisons.flatMap(({ operation, metric, reason }) =>
      reason === '' ? [] : note(`${operation} ${metric}: ${reason}`),
    ),
    ...validity.flatMap(({ message, next }) => note(`${message} ${next}`)),
    ...reports.map((path) => `report  ${path}`),
  ].join('\n')}\n`;
}

const RIGHT = Array.from({ length: 5 }, () => ({ align: 'right' }) as const);

function rowOf(row: DuetComparison): readonly string[] {
  const { operation, metric, before, after, change, interval, p, status, gate } = row;
  const dimension = dimensionOf(metric);
  const [a, b] = formatPair(before, after, dimension);
  const changed = dimension === 'ratio' ? `${formatChange(change).replace('%', '')}pp` : formatChange(change);
  const mark = gate || status === 'regressed' ? MARKS[status] : ' ';
  return [mark, operation, metric, a, b, changed, formatChangeInterval(interval), formatProbability(p), outcomeOf(row)];
}
