/** A comparison of stored runs, as a terminal and as Markdown shows it: in the words of a run's own report. */
import type { Verdict } from '../record/schema/verdict.ts';
import { text as escaped } from './markdown/elements.ts';
import { comparisonSection } from './markdown.ts';
import { comparisonLines } from './terminal/judgement.ts';
import { paragraph } from './terminal/layout.ts';
import { type Line, type PaintOptions, paintLine, tone } from './text/paint.ts';
import { comparisonOf } from './view/comparison.ts';
import { gatesText } from './view/headline.ts';
import { MARKS } from './view/words.ts';

/** A line with the verdict, then what changed; `verbose` shows all of it. */
export function comparisonSummary(verdict: Verdict, options: PaintOptions & { readonly verbose: boolean }): string {
  const { status } = verdict;
  const first: Line = [tone(`${MARKS[status]} ${status.toUpperCase()}`, status), `  ${gatesText(verdict)}`];
  const doubts = verdict.validity.flatMap(({ message, next }) => paragraph(`${message} ${next}`, options.columns - 2));
  const lines = [
    first,
    ...doubts.map((line): Line => ['  ', ...line]),
    ...comparisonLines({ comparison: comparisonOf({ verdict }) }, options),
  ];
  return lines.map((line) => `${paintLine(line, options)}\n`).join('');
}

/** For a comment on a pull request. */
export function comparisonMarkdown(verdict: Verdict): string {
  const { status, validity } = verdict;
  const parts = [
    `## ${MARKS[status]} ${status.toUpperCase()}\n\n**${escaped(gatesText(verdict))}**`,
    ...validity.map(({ message, next }) => escaped(`${message} ${next}`)),
    comparisonSection({ comparison: comparisonOf({ verdict }) }, Number.POSITIVE_INFINITY),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
