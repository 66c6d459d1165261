/** What doctor found, for a terminal: the machine, and a line a finding with its remedy below. */
import type { MachineFacts } from '../run/doctor/facts.ts';
import type { Finding } from '../run/doctor/findings.ts';

const MARKS: Readonly<Record<Finding['level'], string>> = { ok: '✓', warning: '!', unknown: '?' };

/** The lines of a table, without an end of line after the last. */
export function doctorText(
  { processor, cores, node }: Pick<MachineFacts, 'processor' | 'cores' | 'node'>,
  findings: readonly Finding[],
): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const lines = findings.flatMap(({ level, what, found, remedy }) => [
    `${MARKS[level]} ${what.padEnd(width)}  ${found}`,
    ...(remedy === undefined ? [] : [`  ${' '.repeat(width)}  ${remedy}`]),
  ]);
  return [`${processor}, ${cores} cores, Node.js ${node}`, ...lines].join('\n');
}
