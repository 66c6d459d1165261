/** What doctor found, for a terminal: the machine, and a line a finding with its remedy below. */
import { wrap } from '../report/text/width.ts';
import type { MachineFacts } from '../run/doctor/facts.ts';
import type { Finding } from '../run/doctor/findings.ts';

const MARKS: Readonly<Record<Finding['level'], string>> = { ok: '✓', warning: '!', unknown: '?' };

/** Where there is less room, remedies stand wider than the terminal. */
const LEAST_REMEDY_COLUMNS = 30;

/** The lines of a table, without an end of line after the last. Remedies are in lines that end before `columns`. */
export function doctorText(
  { processor, cores, node }: Pick<MachineFacts, 'processor' | 'cores' | 'node'>,
  findings: readonly Finding[],
  columns: number,
): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const indent = ' '.repeat(width + 4);
  const room = Math.max(LEAST_REMEDY_COLUMNS, columns - indent.length);
  const lines = findings.flatMap(({ level, what, found, remedy }) => [
    `${MARKS[level]} ${what.padEnd(width)}  ${found}`,
    ...(remedy === undefined ? [] : wrap(remedy, room).map((line) => indent + line)),
  ]);
  return [`${processor}, ${cores} cores, Node.js ${node}`, ...lines].join('\n');
}
