/**
 * Markdown as GitHub and GitLab show it, for comments on pull requests, step summaries and files. Everything that a
 * suite or a server named is inert: it mentions nobody, and is neither markup nor HTML.
 */
import type { RunRecord } from '../record/schema.ts';
import { formatCount } from '../units/number.ts';
import { code, list, section, table, text } from './markdown/elements.ts';
import { byteLength } from './text/budget.ts';
import { OPERATION_COLUMNS } from './view/operations.ts';
import { MARKS, type Mark } from './view/words.ts';
import { type ReportView, viewOf } from './view.ts';

/** How much may be written. */
export interface MarkdownOptions {
  /** GitHub takes 64 KB in a comment and 1,024 KB in a step summary; default: the latter. */
  readonly maxBytes?: number;
  /** An address of the whole report, linked at the end. */
  readonly reportUrl?: string | undefined;
}

/** GitHub's limits, with a little room for a marker that a caller adds. */
export const GITHUB_COMMENT_BYTES = 63 * 1024;
const STEP_SUMMARY_BYTES = 1023 * 1024;

/** Rows of each table: first all, then fewer until it fits. */
const ROW_LIMITS = [Number.POSITIVE_INFINITY, 100, 30, 10, 3, 1];

/**
 * The run as Markdown. When it is too long, tables lose their last rows (the worst stand first) and say so.
 *
 * @example
 * await appendFile(process.env.GITHUB_STEP_SUMMARY, markdownReport(run));
 */
export function markdownReport(run: RunRecord, options: MarkdownOptions = {}): string {
  const { maxBytes = STEP_SUMMARY_BYTES, reportUrl } = options;
  const view = viewOf(run);
  let shortest = '';
  for (const rows of ROW_LIMITS) {
    shortest = `${sections(view, rows, reportUrl)
      .filter((part) => part !== '')
      .join('\n\n')}\n`;
    if (byteLength(shortest) <= maxBytes) return shortest;
  }
  // Names may be of any length; then the verdict alone is what fits.
  const verdict = `${headline(view)}\n`;
  return byteLength(verdict) <= maxBytes ? verdict : `## ${MARKS[view.headline.status]} ${view.headline.word}\n`;
}

function sections(view: ReportView, rows: number, reportUrl: string | undefined): readonly string[] {
  return [
    headline(view),
    reasons(view),
    section('Gates', [gates(view, rows), text(view.headline.score)].filter((part) => part !== '').join('\n\n')),
    comparisonSection(view, rows),
    section('Operations', operations(view, rows)),
    section('Checks and metrics', measures(view, rows)),
    section('Failures', failures(view, rows)),
    section(
      'Environment',
      list(view.environment.map(({ label, text: value }) => `${label}: ${text(value)}`)),
      'folded',
    ),
    section(
      'Notes',
      list(view.notes.slice(0, rows).map(({ mark, text: what, next }) => `${prefix(mark)}${text(`${what} ${next}`)}`)),
    ),
    reportUrl === undefined ? '' : `[The whole report](<${encodeURI(reportUrl)}>)`,
  ];
}

function headline({ headline: { status, word, gates: count, facts } }: ReportView): string {
  return `## ${MARKS[status]} ${word}\n\n**${text(count)}** · ${facts.map(text).join(' · ')}`;
}

function reasons({ headline: { doubts } }: ReportView): string {
  return list(doubts.map(({ text: what, next }) => text(`${what} ${next}`)));
}

function prefix(mark: Mark): string {
  return mark === 'none' ? '' : `${MARKS[mark]} `;
}

function gates(view: ReportView, rows: number): string {
  return table(
    ['', 'Operation', 'Requirement', 'Actual', '95 % interval', ''],
    view.gates.map(({ mark, key, metric, bound, actual, interval, marginal, decides, detail }) => [
      MARKS[mark],
      code(key),
      text(`${metric} ${bound}`),
      mark === 'passed' ? text(actual) : `**${text(actual)}**`,
      text(interval),
      text([marginal ? 'marginal' : '', decides ? '' : 'warns only', detail].filter((part) => part !== '').join('; ')),
    ]),
    rows,
    'lllrrl',
  );
}

/** The comparison as a section; empty where there is none. */
export function comparisonSection({ comparison: found }: Pick<ReportView, 'comparison'>, rows: number): string {
  if (found === undefined) return '';
  const changes = table(
    ['', 'Operation', 'Metric', 'Before', 'After', 'Change', '95 % interval', 'p', ''],
    found.changes.map(({ mark, operation, metric, before, after, change, interval, probability, outcome, detail }) => [
      MARKS[mark],
      code(operation),
      text(metric),
      text(before),
      text(after),
      `**${text(change)}**`,
      text(interval),
      text(probability),
      text([outcome, detail].filter((part) => part !== '').join('; ')),
    ]),
    rows,
    'lllrrrrll',
  );
  const sentences = [...found.differences, found.assessment].filter((sentence) => sentence !== '').map(text);
  return section(`Against ${text(found.baseline)}`, [changes, ...sentences].filter((part) => part !== '').join('\n\n'));
}

function operations({ operations: { rows: all, totals } }: ReportView, rows: number): string {
  if (all.length === 0) return '';
  const row = ({ mark, name, kind, figures }: (typeof all)[number]) => [
    MARKS[mark],
    `${code(name)}${kind === undefined ? '' : ` (${text(kind)})`}`,
    ...OPERATION_COLUMNS.map((column) => text(figures[column].text)),
  ];
  const last = row(totals).map((cell) => (cell.trim() === '' ? cell : `**${cell}**`));
  return table(
    ['', 'Operation', ...OPERATION_COLUMNS],
    all.map(row),
    rows,
    `ll${'r'.repeat(OPERATION_COLUMNS.length)}`,
    last,
  );
}

function measures(
  { measures: { findings, checks, metrics, caches, resources }, work }: ReportView,
  rows: number,
): string {
  const { jobs, models, batches, products } = work;
  const measured = [...checks, ...metrics, ...jobs, ...models, ...batches, ...products, ...caches, ...resources];
  return table(
    ['', 'Name', 'Of', 'Result'],
    [...findings, ...measured].map(({ mark, name, of, text: value }) => [
      MARKS[mark],
      code(name),
      text(of),
      text(value),
    ]),
    rows,
    'llll',
  );
}

function failures({ failures: kinds, causes }: ReportView, rows: number): string {
  if (kinds.length === 0) return list(causes.map(causeText));
  const found = table(
    ['Count', 'Failure', 'Operation', 'First', 'Last'],
    kinds.map(({ count, message, operation, first, last }) => [
      formatCount(count),
      text(message),
      code(operation),
      text(first),
      text(last),
    ]),
    rows,
    'rllrr',
  );
  return [found, list(causes.slice(0, rows).map(causeText))].filter((part) => part !== '').join('\n\n');
}

function causeText({ of, causes, next }: ReportView['causes'][number]): string {
  return `**Likely causes of ${text(of)}:** ${text(causes)}. ${text(next)}`;
}
