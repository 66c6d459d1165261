/** An item drawn from its parameters: a sword, a shield, a potion or a ring in a frame of its rarity. */
import { type Random, randomOf } from '../random/random.ts';
import { drawing, element, hsl, num } from './svg.ts';
import type { ItemWish } from './wishes.ts';

/** Frame colour, and how many sparks fly around it. */
const RARITIES = {
  common: { frame: '#8a8a8a', sparks: 0 },
  rare: { frame: '#3b7ddd', sparks: 10 },
  epic: { frame: '#9a4bd1', sparks: 24 },
  legendary: { frame: '#e0a030', sparks: 48 },
} as const;

const shapes: Readonly<Record<ItemWish['type'], (random: Random, colour: string) => string>> = {
  sword: (random, colour) => {
    const width = 8 + random.next() * 8;
    const guard = 24 + random.next() * 14;
    return (
      element('path', {
        d: `M64 14l${num(width)} 14v52h${num(-2 * width)}v-52Z`,
        fill: '#cfd6dd',
        stroke: '#555',
        'stroke-width': 1.5,
      }) +
      element('path', { d: 'M64 20v58', stroke: '#8b949c', 'stroke-width': 2 }) +
      element('rect', { x: 64 - guard, y: 80, width: 2 * guard, height: 7, rx: 3, fill: colour }) +
      element('rect', { x: 59, y: 87, width: 10, height: 22, fill: '#5b3a20' }) +
      element('circle', { cx: 64, cy: 113, r: 6, fill: colour })
    );
  },
  shield: (random, colour) => {
    const points = 3 + Math.floor(random.next() * 5);
    const star = Array.from({ length: 2 * points }, (_, index) => {
      const radius = index % 2 === 0 ? 26 : 11;
      const angle = (Math.PI * index) / points - Math.PI / 2;
      return `${num(64 + radius * Math.cos(angle))},${num(60 + radius * Math.sin(angle))}`;
    });
    return (
      element('path', {
        d: 'M24 22Q64 6 104 22V62Q104 100 64 118Q24 100 24 62Z',
        fill: colour,
        stroke: '#444',
        'stroke-width': 5,
      }) + element('polygon', { points: star.join(' '), fill: '#f1e3b4', stroke: '#6b5a2a', 'stroke-width': 1.5 })
    );
  },
  potion: (random, colour) => {
    const bottle = 'M56 26h16v20q30 16 26 46q-6 22 -34 22t-34 -22q-4 -30 26 -46Z';
    const level = 58 + random.next() * 26;
    const bubbles = Array.from({ length: 8 }, () =>
      element('circle', {
        cx: 46 + random.next() * 36,
        cy: level + 6 + random.next() * 24,
        r: 1 + random.next() * 3,
        fill: '#fff',
        opacity: 0.5,
      }),
    );
    return (
      element('rect', { x: 56, y: 14, width: 16, height: 12, fill: '#8a5a30' }) +
      element('defs', {}, element('clipPath', { id: 'bottle' }, element('path', { d: bottle }))) +
      element('path', { d: bottle, fill: '#dfeef5', opacity: 0.6 }) +
      element('rect', { x: 24, y: level, width: 80, height: 60, fill: colour, 'clip-path': 'url(#bottle)' }) +
      bubbles.join('')
    );
  },
  ring: (random, colour) => {
    const stone = 10 + random.next() * 8;
    return (
      element('circle', { cx: 64, cy: 76, r: 32, fill: 'none', stroke: '#d8b04a', 'stroke-width': 9 }) +
      element('circle', { cx: 64, cy: 76, r: 36, fill: 'none', stroke: '#8b6a1e', 'stroke-width': 1.5 }) +
      element('polygon', {
        points: `64,${num(44 - stone)} ${num(64 + stone)},40 64,${num(44 + stone)} ${num(64 - stone)},40`,
        fill: colour,
        stroke: '#222',
        'stroke-width': 1.5,
      })
    );
  },
};

export function drawItem({ type, rarity, seed, size }: ItemWish): string {
  const random = randomOf(seed, 'item', type, rarity);
  const { frame, sparks } = RARITIES[rarity];
  const colour = hsl(random.next() * 360, 60, 45);
  const light = Array.from({ length: sparks }, () =>
    element('circle', {
      cx: random.next() * 128,
      cy: random.next() * 128,
      r: 0.5 + random.next() * 2,
      fill: '#fff6cf',
      opacity: 0.8,
    }),
  );
  const gradient = element(
    'radialGradient',
    { id: 'ground' },
    element('stop', { offset: 0, 'stop-color': hsl(random.next() * 360, 25, 40) }) +
      element('stop', { offset: 1, 'stop-color': '#15131a' }),
  );
  const parts = [
    element('defs', {}, gradient),
    element('rect', { width: 128, height: 128, fill: 'url(#ground)' }),
    ...light,
    shapes[type](random, colour),
    element('rect', { x: 2, y: 2, width: 124, height: 124, rx: 8, fill: 'none', stroke: frame, 'stroke-width': 4 }),
  ];
  return drawing(128, 128, size, parts.join(''));
}
