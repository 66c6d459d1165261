/**
 * What answers cost, by a table of prices in the suite.
 */
import { LlmError } from './errors.ts';
import type { Usage } from './usage.ts';

/** Prices of one model, for a million tokens each, in any currency. */
export interface Price {
  readonly input: number;
  /** Of tokens from the server's cache; default: as `input`. */
  readonly cached?: number;
  /** Default 0, as for embeddings. */
  readonly output?: number;
}

/** Prices by model; a `*` at the end of a name stands for any ending. */
export type Prices = Readonly<Record<string, Price>>;

const TOKENS = 1_000_000;

/** Finds the price of a model: its own, else that of the longest beginning with a `*`. */
export function priceOf(prices: Prices, model: string): Price | undefined {
  if (Object.hasOwn(prices, model)) return prices[model];
  const fitting = Object.keys(prices).filter((name) => name.endsWith('*') && model.startsWith(name.slice(0, -1)));
  const [longest] = fitting.sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : prices[longest];
}

/**
 * The cost of one answer.
 *
 * @returns `undefined` where the server told too little to know
 * @example
 * costOf({ input: 3, cached: 0.3, output: 15 }, { inputTokens: 1000, cachedTokens: 800, outputTokens: 100, … }); // 0.00234
 */
export function costOf({ input, cached = input, output = 0 }: Price, usage: Usage): number | undefined {
  const { inputTokens, outputTokens = 0, cachedTokens = 0 } = usage;
  if (inputTokens === undefined) return undefined;
  return ((inputTokens - cachedTokens) * input + cachedTokens * cached + outputTokens * output) / TOKENS;
}

/** @throws {LlmError} `price-option` */
export function checkPrices(prices: Prices): void {
  for (const [model, price] of Object.entries(prices)) {
    const { input, cached, output } = price;
    const wrong = [input, cached ?? 0, output ?? 0].find((value) => typeof value !== 'number' || !(value >= 0));
    if (wrong === undefined) continue;
    const message = `The price of the model "${model}" is ${JSON.stringify(price)}; it must have numbers of 0 or more for a million tokens each: { input: 3, cached: 0.3, output: 15 }.`;
    throw new LlmError('price-option', message);
  }
}
