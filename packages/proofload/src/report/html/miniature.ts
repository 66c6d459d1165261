/** Small drawings beside figures: they repeat what the figures say, for the eye. */
import type { ComparisonResult, RequirementResult } from '../../record/schema/verdict.ts';
import type { Bin } from '../view/distribution.ts';
import { place } from './frame.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { logarithmicScale } from './scale.ts';

const WIDTH = 120;
const HEIGHT = 18;
const MIDDLE = HEIGHT / 2;
const PADDING = 5;
const ROOM = WIDTH - 2 * PADDING;

function miniature(className: string, content: Markup): Markup {
  return html`<svg class="miniature ${className}" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">${content}</svg>`;
}

const LIMIT = /^(<=|>=|<|>)/;

/**
 * What was measured beside its bound:
 *
 *     ▒▒▒▒▒▒▒▒▒▒▒▒│      ├──●──┤        the allowed side is shaded
 *
 * @param limit - the bound's value in the unit of `actual`; undefined where it has none
 */
export function gauge({ actual, interval, bound }: RequirementResult, limit: number | undefined): Markup {
  const operator = LIMIT.exec(bound)?.[1];
  if (actual === null || limit === undefined || operator === undefined) return NOTHING;
  const [low, high] = [interval?.[0] ?? actual, interval?.[1] ?? actual];
  const largest = Math.max(limit, actual, high) * 1.15;
  if (!(largest > 0) || Math.min(limit, actual, low) < 0 || !Number.isFinite(largest)) return NOTHING;
  const at = (value: number) => PADDING + (value / largest) * ROOM;
  const allowed = operator.startsWith('<') ? [PADDING, at(limit)] : [at(limit), WIDTH - PADDING];
  const [from, to] = allowed as [number, number];
  return miniature(
    'gauge',
    html`<rect class="allowed" x="${place(from)}" y="${place(MIDDLE - 3)}" width="${place(to - from)}" height="6"/><path class="bound" d="M${place(at(limit))} 1V${HEIGHT - 1}"/><path class="span" d="M${place(at(low))} ${MIDDLE}H${place(at(high))}"/><circle class="point" cx="${place(at(actual))}" cy="${MIDDLE}" r="3.2"/>`,
  );
}

/** Changes beyond this are drawn at the edge. */
const LARGEST_CHANGE = 0.6;
/** From here on a change is minor. */
const MINOR = 0.1;

/** A change with its interval around no change; the band is what is too small to matter. */
export function change({ change: actual, interval }: ComparisonResult): Markup {
  const at = (value: number) => {
    const share = Math.min(1, Math.max(-1, value / LARGEST_CHANGE));
    return PADDING + ((share + 1) / 2) * ROOM;
  };
  const [low, high] = [interval[0] ?? -LARGEST_CHANGE, interval[1] ?? LARGEST_CHANGE];
  return miniature(
    'change',
    html`<rect class="allowed" x="${place(at(-MINOR))}" y="${place(MIDDLE - 6)}" width="${place(at(MINOR) - at(-MINOR))}" height="12"/><path class="bound" d="M${place(at(0))} 1V${HEIGHT - 1}"/><path class="span" d="M${place(at(low))} ${MIDDLE}H${place(at(high))}"/><circle class="point" cx="${place(at(actual))}" cy="${MIDDLE}" r="3.2"/>`,
  );
}

/** The shape of a distribution on an axis that all rows share. */
export function shape(bins: readonly Bin[], smallestMs: number, largestMs: number): Markup {
  if (bins.length === 0 || !(largestMs > smallestMs) || !(smallestMs > 0)) return NOTHING;
  const x = logarithmicScale(smallestMs, largestMs, { from: 0, to: WIDTH }, 0);
  const tallest = Math.max(...bins.map(({ count }) => count));
  const outline = bins.map(({ toMs, count }) => {
    const height = count === 0 ? 0 : Math.max(1, Math.round((count / tallest) * (HEIGHT - 1)));
    return `V${HEIGHT - height}H${Math.round(x.at(toMs))}`;
  });
  const start = `M${Math.round(x.at(bins[0]!.fromMs))} ${HEIGHT}`;
  return miniature('shape', html`<path d="${start}${outline.join('')}V${HEIGHT}z"/>`);
}
