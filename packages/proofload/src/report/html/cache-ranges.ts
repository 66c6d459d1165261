/** Hits beside misses: on one axis of time, the median of each and how far its p95 and p99 are from it. */
import type { CacheRecord } from '../../record/schema/measurements.ts';
import { formatDuration, writeDuration } from '../../units/duration.ts';
import { formatCount } from '../../units/number.ts';
import { place } from './frame.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { logarithmicScale } from './scale.ts';

interface Room {
  readonly size: 'wide' | 'narrow';
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly ticks: number;
}

const ROOMS: readonly Room[] = [
  { size: 'wide', width: 960, left: 150, right: 904, ticks: 9 },
  { size: 'narrow', width: 400, left: 110, right: 384, ticks: 4 },
];
const ROW = 30;
const AXIS = 34;

/** By what the record calls it, its name, and a series of the style sheet, whose dashes differ too. */
const OUTCOMES = [
  { key: 'hit', name: 'hits', series: 'p50' },
  { key: 'staleLatency', name: 'stale', series: 'p99' },
  { key: 'coalescedLatency', name: 'coalesced', series: 'p95' },
  { key: 'miss', name: 'misses', series: 'failures' },
] as const;

/** Nothing for a cache without two sorts of answers to hold against each other. */
export function cacheRanges(cache: CacheRecord): Markup {
  const rows = OUTCOMES.flatMap(({ key, name, series }) => {
    const latency = cache[key];
    return latency === undefined ? [] : [{ name, series, latency }];
  });
  if (rows.length < 2) return NOTHING;
  const words = rows.map(
    ({ name, latency: { p50, p95, p99 } }) =>
      `${name} ${formatDuration(p50)}, p95 ${formatDuration(p95)}, p99 ${formatDuration(p99)}`,
  );
  const drawn = ROOMS.map((room) => draw(rows, room));
  return html`<figure><figcaption><h3>Hits beside misses of ${cache.name}</h3><p class="summary">From the median (the dot) over the p95 (the bar) to the p99, on a logarithmic axis: ${words.join('; ')}.</p></figcaption><div class="plot" role="img" aria-label="${words.join('; ')}">${drawn}</div></figure>`;
}

interface Row {
  readonly name: string;
  readonly series: string;
  readonly latency: NonNullable<CacheRecord['hit']>;
}

function draw(rows: readonly Row[], { size, width, left, right, ticks: wanted }: Room): Markup {
  const least = Math.min(...rows.map(({ latency }) => latency.p50));
  const most = Math.max(...rows.map(({ latency }) => latency.p99));
  const scale = logarithmicScale(least * 0.8, most * 1.25, { from: left, to: right }, wanted);
  const bottom = rows.length * ROW + 6;
  const ticks = scale.ticks.map((tick) => {
    const at = place(scale.at(tick));
    return html`<path class="grid" d="M${at} 0V${bottom}"/><text class="tick middle" x="${at}" y="${bottom + 18}">${writeDuration(tick)}</text>`;
  });
  const lines = rows.map(({ name, series, latency: { count, p50, p95, p99 } }, index) => {
    const y = index * ROW + ROW / 2 + 3;
    const [from, to] = [p50, p99].map((value) => place(scale.at(value)));
    return html`<text class="name end ${series}" x="${left - 12}" y="${y}" dy=".33em">${formatCount(count)} ${name}</text><path class="line ${series}" d="M${from} ${y}H${to}"/><rect class="dot ${series}" x="${place(scale.at(p95) - 1)}" y="${y - 6}" width="2" height="12"/><circle class="dot ${series}" cx="${from}" cy="${y}" r="5"/>`;
  });
  return html`<svg class="${size}" viewBox="0 0 ${width} ${bottom + AXIS}" aria-hidden="true">${ticks}${lines}</svg>`;
}
