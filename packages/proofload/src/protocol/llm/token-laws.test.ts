import { describe, expect, it } from 'vitest';
import { sharedDraws } from './prompts.ts';
import {
  CONVERSATION_INPUT,
  CONVERSATION_OUTPUT,
  logNormalTokens,
  type TokenLaw,
  uniformTokens,
} from './token-laws.ts';

function drawn(law: TokenLaw, count = 20_000): readonly number[] {
  const user = sharedDraws(7);
  return Array.from({ length: count }, () => law(user)).sort((a, b) => a - b);
}
const quantile = (values: readonly number[], q: number) => values[Math.floor(q * values.length)] ?? Number.NaN;

describe('lengths in tokens', () => {
  it('follow the quantiles that are given', () => {
    const inputs = drawn(logNormalTokens(CONVERSATION_INPUT));
    expect(quantile(inputs, 0.5) / 1_020).toBeCloseTo(1, 1);
    expect(quantile(inputs, 0.95) / 4_083).toBeCloseTo(1, 1);
  });

  it('follow the parameters that are given, and stay within their limits', () => {
    const outputs = drawn(logNormalTokens(CONVERSATION_OUTPUT));
    expect(quantile(outputs, 0.5) / Math.exp(5.02)).toBeCloseTo(1, 1);
    expect([outputs.at(-1), Number.isInteger(outputs[0])]).toEqual([2_048, true]);
    expect(drawn(logNormalTokens({ mu: 0, sigma: 3, least: 5, most: 9 })).every((n) => n >= 5 && n <= 9)).toBe(true);
  });

  it('may be anywhere between two numbers', () => {
    const values = drawn(uniformTokens(3, 5));
    expect([...new Set(values)]).toEqual([3, 4, 5]);
  });

  it('must make a law', () => {
    expect(() => logNormalTokens({ median: 0, p95: 10 })).toThrow('logNormalTokens() cannot make a law of');
    expect(() => logNormalTokens({ mu: 1, sigma: -1 })).toThrow(RangeError);
    expect(() => uniformTokens(5, 3)).toThrow('uniformTokens() takes two whole numbers from 1 on, got 5 and 3.');
  });
});
