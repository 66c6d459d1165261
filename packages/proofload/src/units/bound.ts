/**
 * A requirement's bound: the right-hand side of `p95: '<100ms'`, read into canonical units, written back, and applied.
 */
import { parseDuration, writeDuration } from './duration.ts';
import { UnitError } from './error.ts';
import { DECIMAL, shiftDecimal } from './number.ts';
import { parsePercent, writePercent } from './percent.ts';
import { parseRate, writeRate } from './rate.ts';
import { parseSize, writeSize } from './size.ts';

/** How a value is held against a limit. */
export type BoundOperator = '<' | '<=' | '>' | '>=';

/**
 * What a limit is a limit of, and with it the unit of its value: `duration` in milliseconds, `rate` per second,
 * `ratio` 0 to 1, `size` in bytes, `number` as it stands (a count, or the ratio where the metric is one),
 * `change` relative to the baseline (-0.3 is 30 % less).
 */
export type BoundDimension = 'duration' | 'rate' | 'ratio' | 'size' | 'number' | 'change';

/** A limit on a metric. */
export interface LimitBound {
  readonly operator: BoundOperator;
  readonly value: number;
  readonly dimension: BoundDimension;
}

/** No limit: takes back a bound that a wider rule would give. */
export interface NoBound {
  readonly operator: 'none';
}

/** A bound, told apart by its operator. */
export type Bound = LimitBound | NoBound;

const ACCEPTED =
  "Accepted are <, <=, > or >= with a value, such as '<100ms', '>50/s', '<0.1%', '>=0.85' or '<2GB'; a change such as '-30% vs baseline'; or 'none'.";

// bound    = 'none' | operator value | change
// operator = '<' | '<=' | '>' | '>='
// value    = duration | rate | percent | size | [ '-' ] decimal
// rate     = decimal '/' period                     a number alone is a number, not a rate
// percent  = decimal '%'
// size     = decimal ( 'B' | 'KB' | 'KiB' | … )
// change   = [ operator ] [ '+' | '-' ] decimal '%' 'vs' 'baseline'
//            without an operator '<=': '-30% vs baseline' asks for at least 30 % less, '+10% vs baseline' for at most 10 % more
const OPERATOR = /^(<=|>=|<|>)?\s*(.*)$/s;
const CHANGE = new RegExp(String.raw`^([+-]?)(${DECIMAL})\s*%\s+vs\.?\s+baseline$`, 'i');
const NUMBER = new RegExp(`^-?${DECIMAL}$`);

/**
 * Reads a bound.
 *
 * @throws {UnitError} `invalid-bound`
 * @example
 * parseBound('<1.5s'); // { operator: '<', value: 1500, dimension: 'duration' }
 * parseBound('none');  // { operator: 'none' }
 */
export function parseBound(text: string): Bound {
  const trimmed = text.trim();
  if (trimmed.toLowerCase() === 'none') return { operator: 'none' };
  const [, operator, operand = ''] = OPERATOR.exec(trimmed) ?? [];
  const change = CHANGE.exec(operand);
  if (change !== null) {
    const [, sign, decimal = ''] = change;
    const size = shiftDecimal(decimal, -2);
    const value = sign === '-' && size !== 0 ? -size : size;
    return { operator: (operator as BoundOperator | undefined) ?? '<=', value, dimension: 'change' };
  }
  if (operator === undefined) throw invalid(text, 'has no operator');
  if (operand === '') throw invalid(text, 'has no value');
  return { operator: operator as BoundOperator, ...parseOperand(operand, text) };
}

function parseOperand(operand: string, text: string): { readonly value: number; readonly dimension: BoundDimension } {
  try {
    if (NUMBER.test(operand)) return { value: shiftDecimal(operand, 0), dimension: 'number' };
    if (operand.endsWith('%')) return { value: parsePercent(operand), dimension: 'ratio' };
    if (operand.includes('/')) return { value: parseRate(operand), dimension: 'rate' };
    if (/b$/i.test(operand)) return { value: parseSize(operand), dimension: 'size' };
    return { value: parseDuration(operand), dimension: 'duration' };
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw invalid(text, `is not a bound, since "${operand}" is no value`);
  }
}

function invalid(text: string, problem: string): UnitError {
  return new UnitError('invalid-bound', text, problem, ACCEPTED);
}

/**
 * Writes a bound so that {@link parseBound} gives back the same.
 *
 * @example
 * formatBound({ operator: '<', value: 1500, dimension: 'duration' }); // '<1.5s'
 */
export function formatBound(bound: Bound): string {
  if (bound.operator === 'none') return 'none';
  const { operator, value, dimension } = bound;
  switch (dimension) {
    case 'duration':
      return `${operator}${writeDuration(value)}`;
    case 'rate':
      return `${operator}${writeRate(value)}`;
    case 'ratio':
      return `${operator}${writePercent(value)}`;
    case 'size':
      return `${operator}${writeSize(value)}`;
    case 'number':
      return `${operator}${value}`;
    case 'change':
      return `${operator === '<=' ? '' : operator}${value < 0 ? '' : '+'}${shiftDecimal(String(value), 2)}% vs baseline`;
  }
}

/**
 * Whether a measured value, in the bound's own unit, meets the bound. A value that is not a number (nothing was
 * measured) meets no limit. For a `change`, `actual` is the relative change: after / before - 1.
 *
 * @example
 * satisfies(parseBound('<100ms'), 99.9); // true
 */
export function satisfies(bound: Bound, actual: number): boolean {
  switch (bound.operator) {
    case 'none':
      return true;
    case '<':
      return actual < bound.value;
    case '<=':
      return actual <= bound.value;
    case '>':
      return actual > bound.value;
    case '>=':
      return actual >= bound.value;
  }
}
