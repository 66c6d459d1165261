/** Costs of contenders as a table, and the rounds and lengths that they are measured in. */
import { numberOption } from './proofload.mjs';
import { ratio, typical } from './slopes.mjs';
import { table } from './table.mjs';

/** `--rounds N --seconds N`: of N seconds is the long run, the short one of a third. @param {readonly string[]} args */
export function slopeOptions(args) {
  const seconds = numberOption(args, '--seconds', 6);
  return {
    rounds: numberOption(args, '--rounds', 3),
    amounts: /** @type {import('./slopes.mjs').Amounts} */ ([Math.max(1, Math.round(seconds / 3)), seconds]),
  };
}

/** How a table was measured, for the line above it. @param {ReturnType<typeof slopeOptions>} options */
export function measuredHow({ rounds, amounts: [short, long] }) {
  return `${rounds} rounds of ${short} and ${long} s, medians`;
}

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {(name: string, costs: readonly import('./slopes.mjs').Cost[]) => string} cell
 */

/**
 * @param {Map<string, import('./slopes.mjs').Cost[]>} costs
 * @param {object} options
 * @param {string} [options.unit] what is counted
 * @param {readonly Column[]} [options.columns] further ones, after the name
 * @param {string} options.beside the contender that all are held against, or a word for it
 * @param {(name: string) => string} [options.peerOf] where that is not the same one for all
 */
export function costTable(costs, { unit = 'request', columns = [], beside, peerOf = () => beside }) {
  const head = ['', ...columns.map(({ title }) => title), `${unit}s/s`, `CPU µs/${unit}`, `CPU / ${beside}`];
  const rows = [...costs].map(([name, own]) => {
    const peer = costs.get(peerOf(name));
    return [
      name,
      ...columns.map(({ cell }) => cell(name, own)),
      Math.round(typical(own, 'perSecond')).toLocaleString('en'),
      typical(own, 'cpuUs').toFixed(1),
      peer === undefined ? '' : ratio(own, peer, 'cpuUs').toFixed(2),
    ];
  });
  return table(head, rows);
}
