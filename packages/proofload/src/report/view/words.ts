/** The words and marks that every view uses for the same thing. */
import type { Verdict } from '../../record/schema/verdict.ts';

/** How something came out: a mark is never a colour alone. */
export type Mark = Verdict['status'] | 'warning' | 'none';

/** One character for each, so that they stand in a column. */
export const MARKS: Readonly<Record<Mark, string>> = {
  passed: '✓',
  failed: '✗',
  inconclusive: '?',
  invalid: '!',
  warning: '!',
  none: ' ',
};

/** What a mark means, for those who do not see it. */
export const MARK_WORDS: Readonly<Record<Mark, string>> = {
  passed: 'passed',
  failed: 'failed',
  inconclusive: 'inconclusive',
  invalid: 'invalid',
  warning: 'warning',
  none: '',
};

/**
 * A number of things.
 *
 * @example
 * counted(1, 'gate'); // '1 gate'
 * counted(5, 'gate'); // '5 gates'
 */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}
