/** What is aimed at beside what was measured, as a table. */
import { table } from './table.mjs';

/**
 * @typedef {object} Aim
 * @property {string} what
 * @property {number} measured
 * @property {number} [most] what is aimed at is this or less
 * @property {number} [least] or this or more
 * @property {string} [unit] of all three
 */

/** @param {readonly Aim[]} aims those that could not be measured (NaN) are left out @returns {string} */
export function aimTable(aims) {
  const rows = aims
    .filter(({ measured }) => !Number.isNaN(measured))
    .map(({ what, measured, most, least, unit = '' }) => {
      const isReached = most === undefined ? measured >= least : measured <= most;
      const bound = most === undefined ? `≥ ${least}` : `≤ ${most}`;
      return [what, `${bound}${unit}`, `${shown(measured)}${unit}`, isReached ? 'yes' : 'no'];
    });
  return table(['aim', '', 'measured', 'reached'], rows);
}

/** Three digits that count. */
function shown(value) {
  return value >= 100 ? value.toFixed(0) : `${Number(value.toPrecision(3))}`;
}
