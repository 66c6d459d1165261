/** Small helpers to write SVG: elements, numbers with few digits, colours. */

/** A number with at most two decimals. */
export function num(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** @example element('circle', { r: 2, fill: 'red' }) // '<circle r="2" fill="red"/>' */
export function element(name: string, attributes: Readonly<Record<string, string | number>>, inner = ''): string {
  const list = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? num(value) : value}"`,
  );
  return inner === '' ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${inner}</${name}>`;
}

/** Hue in degrees, saturation and lightness in percent; written in hexadecimal, which every renderer reads. */
export function hsl(hue: number, saturation: number, lightness: number): string {
  const light = lightness / 100;
  const spread = (saturation / 100) * Math.min(light, 1 - light);
  // The formula of CSS Color 4, section 7.1.
  const channel = (offset: number): string => {
    const k = (offset + hue / 30 + 12) % 12;
    const value = light - spread * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

/** A drawing whose own coordinates run from 0 to `width` and `height`, shown `size` pixels wide. */
export function drawing(width: number, height: number, size: number, inner: string): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: size,
      height: (size * height) / width,
      viewBox: `0 0 ${width} ${height}`,
    },
    inner,
  );
}
