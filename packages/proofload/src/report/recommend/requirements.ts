/** Recommended bounds as the `requirements` of a suite, to paste. */
import type { Recommendations } from '../../judge/recommend.ts';
import { boundOf } from './figures.ts';

/** A member of `defineSuite({ … })`. */
export function requirementsCode({ operations }: Recommendations): string {
  const lines = operations.map(({ name, figures }) => {
    const bounds = figures.map((figure) => `${figure.metric}: ${quoted(boundOf(figure))}`);
    return `  ${quoted(name)}: { ${bounds.join(', ')} },`;
  });
  return `requirements: {\n${lines.join('\n')}\n},\n`;
}

function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
