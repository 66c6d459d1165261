/** A portrait drawn from its parameters: a head with the marks of its ancestry, hair, eyes and a mood. */
import { integerBetween, type Random, randomOf } from '../random/random.ts';
import { drawing, element, hsl, num } from './svg.ts';
import type { PortraitWish } from './wishes.ts';

/** Skin hue and lightness, and how broad the head is. */
const ANCESTRIES = {
  human: { hue: 25, saturation: 45, lightness: [35, 78], breadth: 62, ear: 8 },
  elf: { hue: 35, saturation: 35, lightness: [65, 85], breadth: 54, ear: 30 },
  dwarf: { hue: 18, saturation: 50, lightness: [50, 70], breadth: 74, ear: 10 },
  orc: { hue: 95, saturation: 35, lightness: [35, 50], breadth: 72, ear: 20 },
} as const;

/** How far the corners of the mouth are below its middle. */
const MOUTHS = { calm: 0, happy: -9, grim: 8 } as const;

const CENTRE = 128;

/** Fine strokes that make the ground look painted. */
function brushwork(random: Random, hue: number): string {
  const strokes = Array.from({ length: 160 }, () => {
    const x = random.next() * 256;
    const y = random.next() * 256;
    const length = 8 + random.next() * 26;
    const path = `M${num(x)} ${num(y)}q${num(length / 2)} ${num(-length / 3)} ${num(length)} ${num(random.next() * 6)}`;
    const stroke = hsl(hue + random.next() * 30, 30, 20 + random.next() * 25);
    return element('path', { d: path, stroke, 'stroke-width': 1 + random.next() * 3, fill: 'none', opacity: 0.35 });
  });
  return strokes.join('');
}

function pair(draw: (side: -1 | 1) => string): string {
  return draw(-1) + draw(1);
}

function eyes(random: Random, y: number): string {
  const iris = hsl(random.next() * 360, 55, 40);
  const apart = 22 + random.next() * 6;
  return pair((side) => {
    const cx = CENTRE + side * apart;
    return (
      element('ellipse', { cx, cy: y, rx: 10, ry: 6, fill: '#f6f2ea' }) +
      element('circle', { cx, cy: y, r: 5, fill: iris }) +
      element('circle', { cx, cy: y, r: 2.2, fill: '#111' }) +
      element('path', {
        d: `M${num(cx - 12)} ${num(y - 11)}q12 -6 24 0`,
        stroke: '#2a1c14',
        'stroke-width': 3,
        fill: 'none',
      })
    );
  });
}

function hair(random: Random, breadth: number): string {
  const fill = hsl(random.next() * 50, 20 + random.next() * 50, 12 + random.next() * 40);
  const length = 60 + random.next() * 90;
  const left = CENTRE - breadth - 4;
  const right = CENTRE + breadth + 4;
  const locks = Array.from({ length: 9 }, (_, index) => {
    const x = left + ((right - left) * index) / 8;
    return `L${num(x)} ${num(78 + random.next() * 16)}`;
  });
  return element('path', {
    d: `M${num(left)} ${num(60 + length)}Q${num(left - 8)} 40 ${CENTRE} 34Q${num(right + 8)} 40 ${num(right)} ${num(60 + length)}L${num(right - 10)} 100${locks.reverse().join('')}L${num(left + 10)} 100Z`,
    fill,
  });
}

export function drawPortrait({ ancestry, mood, seed, size }: PortraitWish): string {
  const random = randomOf(seed, 'portrait', ancestry, mood);
  const { hue, saturation, lightness, breadth, ear } = ANCESTRIES[ancestry];
  const skin = hsl(hue, saturation, integerBetween(random, lightness[0], lightness[1]));
  const ground = random.next() * 360;
  const cloth = hsl(random.next() * 360, 40, 30);
  const corner = MOUTHS[mood];
  const ears = pair((side) => {
    const x = CENTRE + side * (breadth - 2);
    return element('path', {
      d: `M${num(x)} 100L${num(x + side * ear)} ${num(118 - ear * 0.8)}L${num(x)} 144Z`,
      fill: skin,
    });
  });
  const tusks =
    ancestry === 'orc'
      ? pair((side) =>
          element('path', { d: `M${CENTRE + side * 14} 186l${side * 4} -14l${side * 4} 14Z`, fill: '#f3ead2' }),
        )
      : '';
  const beard =
    ancestry === 'dwarf'
      ? element('path', {
          d: `M${CENTRE - 60} 160Q${CENTRE} 290 ${CENTRE + 60} 160Q${CENTRE} 196 ${CENTRE - 60} 160Z`,
          fill: hsl(20, 55, 30),
        })
      : '';
  const parts = [
    element('rect', { width: 256, height: 256, fill: hsl(ground, 25, 18) }),
    brushwork(random, ground),
    element('path', { d: `M20 256Q30 206 96 200L${CENTRE} 216L160 200Q226 206 236 256Z`, fill: cloth }),
    element('rect', { x: CENTRE - 22, y: 170, width: 44, height: 44, fill: skin }),
    ears,
    element('ellipse', { cx: CENTRE, cy: 126, rx: breadth, ry: 74, fill: skin }),
    hair(random, breadth),
    eyes(random, 120),
    element('path', { d: `M${CENTRE} 122l-7 26h12`, stroke: '#0005', 'stroke-width': 2.5, fill: 'none' }),
    element('path', {
      d: `M${CENTRE - 22} ${172 + corner}Q${CENTRE} ${172 - corner} ${CENTRE + 22} ${172 + corner}`,
      stroke: '#7a3030',
      'stroke-width': 4,
      fill: 'none',
    }),
    beard,
    tusks,
  ];
  return drawing(256, 256, size, parts.join(''));
}
