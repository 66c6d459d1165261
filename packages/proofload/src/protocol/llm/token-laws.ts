/**
 * Laws by which the lengths of prompts and answers are drawn, so that load is as mixed as that of people.
 */

/** Whatever draws: a virtual user. */
export interface Draws {
  /** A number in [0, 1). */
  random(): number;
}

/** A number of tokens, whole and at least 1. */
export type TokenLaw = (user: Draws) => number;

/** The log-normal law by its parameters, or by two of its quantiles. */
export type LogNormalParameters = (
  | { readonly mu: number; readonly sigma: number }
  | { readonly median: number; readonly p95: number }
) & {
  /** No draw is below; default 1. */
  readonly least?: number;
  /** No draw is above; default none. */
  readonly most?: number;
};

/** The quantile of 0.95 of the standard normal distribution. */
const NORMAL_P95 = 1.6448536269514722;

/** Parameters of {@link logNormalTokens} for a published trace of conversations: answers, and prompts. */
export const CONVERSATION_OUTPUT: LogNormalParameters = { mu: 5.02, sigma: 0.86, most: 2048 };
export const CONVERSATION_INPUT: LogNormalParameters = { median: 1020, p95: 4083 };

/**
 * Numbers of tokens whose logarithm is normal, as those of conversations are.
 *
 * @throws {RangeError} for parameters that make no law
 * @example
 * const inputTokens = logNormalTokens(CONVERSATION_INPUT);
 * llm.prompt(inputTokens(vu));
 */
export function logNormalTokens(parameters: LogNormalParameters): TokenLaw {
  const { least = 1, most = Number.POSITIVE_INFINITY } = parameters;
  const { mu, sigma } =
    'mu' in parameters
      ? parameters
      : { mu: Math.log(parameters.median), sigma: Math.log(parameters.p95 / parameters.median) / NORMAL_P95 };
  if (!Number.isFinite(mu) || !(sigma >= 0 && sigma < Number.POSITIVE_INFINITY) || !(least >= 1 && least <= most)) {
    throw new RangeError(`logNormalTokens() cannot make a law of ${JSON.stringify(parameters)}.`);
  }
  return (user) => {
    const tokens = Math.round(Math.exp(mu + sigma * normal(user)));
    return Math.min(most, Math.max(least, tokens));
  };
}

/** Every number from one to another as likely. */
export function uniformTokens(least: number, most: number): TokenLaw {
  if (!Number.isSafeInteger(least) || !Number.isSafeInteger(most) || least < 1 || most < least) {
    throw new RangeError(`uniformTokens() takes two whole numbers from 1 on, got ${least} and ${most}.`);
  }
  return (user) => Math.min(most, least + Math.floor(user.random() * (most - least + 1)));
}

/** Standard normal. G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates", 1958. */
function normal(user: Draws): number {
  return Math.sqrt(-2 * Math.log1p(-user.random())) * Math.cos(2 * Math.PI * user.random());
}
