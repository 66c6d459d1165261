/** Baselines in a terminal: a list of all, and one in full. */
import { describeLoad } from '../record/baseline/differences.ts';
import type { Baseline, ComparedRun } from '../record/baseline/schema.ts';
import { formatCount } from '../units/number.ts';
import { labelled, paragraph, roomBeside } from './terminal/layout.ts';
import { type Line, type PaintOptions, paintLine, tone } from './text/paint.ts';
import { layOut } from './text/table.ts';
import { dimensionOf, formatQuantity } from './view/quantity.ts';
import { counted } from './view/words.ts';

const FIGURES = ['p50', 'p95', 'p99', 'rate', 'errors'] as const;
const COMMIT_LENGTH = 8;

/** A line for each, by name. */
export function baselineList(baselines: readonly Baseline[], options: PaintOptions): string {
  if (baselines.length === 0) return written([['There are no baselines. Make one with --save NAME.']], options);
  const heading = ['BASELINE', 'runs', 'suite', 'scenario', 'saved', 'commit', ''].map((text) => tone(text, 'heading'));
  const rows = baselines.map((baseline): Line => {
    const newest = baseline.runs.at(-1);
    return [
      tone(baseline.name, 'strong'),
      formatCount(baseline.runs.length),
      newest?.suite?.name ?? (newest === undefined ? '' : `from ${newest.source}`),
      newest?.scenario ?? '',
      baseline.savedAt.slice(0, 10),
      newest === undefined ? '' : commitOf(newest),
      baseline.pinned ? 'pinned' : '',
    ];
  });
  const columns = [
    { shrinks: true },
    { align: 'right' as const },
    { shrinks: true },
    { optional: 1 },
    {},
    { optional: 2 },
    {},
  ];
  return written(layOut(columns, [heading, ...rows], options.columns), options);
}

/** One baseline: what kind of runs it has, which, and the figures of its operations. */
export function baselineDetails(baseline: Baseline, options: PaintOptions): string {
  const { name, runs, savedAt, pinned } = baseline;
  const newest = runs.at(-1);
  const room = roomBeside(options.columns);
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['SUITE', newest?.suite?.name],
    ['SCENARIO', newest?.scenario],
    ['LOAD', newest?.load && describeLoad(newest.load)],
    ['TARGET', newest?.target],
    [
      'MACHINE',
      newest?.environment && `${newest.environment.host}, ${newest.environment.cores} × ${newest.environment.cpu}`,
    ],
  ];
  const first = `${name}  ${counted(runs.length, 'run')}, saved ${savedAt.slice(0, 10)}${pinned ? ', pinned' : ''}`;
  return written(
    [
      [tone(first, 'heading')],
      ...facts.flatMap(([label, text]) => (text ? labelled(label, paragraph(text, room)) : [])),
      ...labelled('RUNS', layOut([{}, {}, {}, {}], runs.map(runRow), room)),
      ...layOut([{ shrinks: true }, ...Array(6).fill({ align: 'right' })], operationRows(runs), options.columns),
    ],
    options,
  );
}

function runRow(run: ComparedRun): Line {
  const branch = run.environment?.git?.branch ?? '';
  return [
    run.id,
    run.startedAt?.slice(0, 16).replace('T', ' ') ?? '',
    `${commitOf(run)} ${branch}`,
    run.status ?? run.source,
  ];
}

function commitOf({ environment }: ComparedRun): string {
  return environment?.git?.commit.slice(0, COMMIT_LENGTH) ?? '';
}

/** The middle of each figure over the runs. */
function operationRows(runs: readonly ComparedRun[]): readonly Line[] {
  const names = [...new Set(runs.flatMap(({ operations }) => operations.map((operation) => operation.name)))];
  const heading = [tone('OPERATIONS', 'heading'), ...['requests', ...FIGURES].map((text) => tone(text, 'faint'))];
  const rows = names.map((name): Line => {
    const found = runs.flatMap(({ operations }) => operations.filter((operation) => operation.name === name));
    const requests = found.reduce((sum, { count }) => sum + count, 0);
    const figure = (wanted: string) =>
      formatQuantity(middle(found.flatMap(({ figures }) => figures[wanted]?.[0] ?? [])), dimensionOf(wanted));
    return [`  ${name}`, formatCount(requests), ...FIGURES.map(figure)];
  });
  return [heading, ...rows];
}

function middle(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function written(lines: readonly Line[], options: PaintOptions): string {
  return lines.map((line) => `${paintLine(line, options)}\n`).join('');
}
