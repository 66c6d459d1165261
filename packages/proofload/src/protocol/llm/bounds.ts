/**
 * The bounds that a single request is to meet, and whether it did: what goodput counts.
 */
import { type LimitBound, parseBound, satisfies } from '../../units/bound.ts';
import { UnitError } from '../../units/error.ts';
import { LlmError } from './errors.ts';

/** What a request can be bounded by. */
export interface RequestBounds {
  /** The time to the first token, as `'<500ms'`. */
  readonly ttft?: string;
  readonly ttfot?: string;
  readonly itl?: string;
  /** As `itl`. */
  readonly tpot?: string;
  /** The longest gap between two chunks with tokens. */
  readonly chunkGap?: string;
  readonly e2e?: string;
  readonly tokensPerSecond?: string;
}

/** The figures of one request; `undefined` where there is none. */
export type BoundedFigures = { readonly [Metric in keyof Required<RequestBounds>]: number | undefined };

/** An answer of one token has no gaps, so that none was too long. */
const MAY_BE_MISSING: ReadonlySet<string> = new Set(['itl', 'tpot', 'chunkGap']);
const METRICS = ['ttft', 'ttfot', 'itl', 'tpot', 'chunkGap', 'e2e', 'tokensPerSecond'] as const;

/** Tasks write the same few bounds again and again. */
const parsed = new Map<string, LimitBound>();
const MOST_PARSED = 1_000;

/** Bounds in a form that figures can be held against. */
export type ParsedBounds = readonly (readonly [metric: keyof RequestBounds, bound: LimitBound])[];

/**
 * Reads bounds.
 *
 * @throws {LlmError} `bound-option`
 */
export function parseBounds(bounds: RequestBounds): ParsedBounds {
  return Object.entries(bounds).map(([metric, text]) => [checkedMetric(metric), boundOf(metric, text)] as const);
}

/** Whether a request that succeeded met all of them. */
export function meets(bounds: ParsedBounds, figures: BoundedFigures): boolean {
  return bounds.every(([metric, bound]) => {
    const figure = figures[metric];
    return figure === undefined ? MAY_BE_MISSING.has(metric) : satisfies(bound, figure);
  });
}

function checkedMetric(metric: string): keyof RequestBounds {
  const known = METRICS.find((name) => name === metric);
  if (known !== undefined) return known;
  throw new LlmError('bound-option', `A request cannot be bounded by "${metric}", only by ${METRICS.join(', ')}.`);
}

function boundOf(metric: string, text: string): LimitBound {
  const key = `${metric} ${text}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const bound = readBound(metric, text);
  if (parsed.size < MOST_PARSED) parsed.set(key, bound);
  return bound;
}

function readBound(metric: string, text: string): LimitBound {
  const [dimensions, example] = metric === 'tokensPerSecond' ? [['number', 'rate'], '>20'] : [['duration'], '<500ms'];
  try {
    const bound = parseBound(text);
    if (bound.operator !== 'none' && dimensions.includes(bound.dimension)) return bound;
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
  }
  throw new LlmError('bound-option', `The bound of ${metric} is ${JSON.stringify(text)}; write it as "${example}".`);
}
