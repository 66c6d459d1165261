/**
 * Prompts of a wanted number of tokens.
 *
 * They are made of short English words that are one token each, with the space before it, in the vocabularies of the
 * usual models (GPT, Llama, Qwen, Mistral), and end each sentence with a full stop, which is one more. So a prompt of n
 * words and stops has n tokens, to a few in a hundred; `calibrate` finds out what a server really counts, with what its
 * template puts around a message.
 */
import type { Draws } from './token-laws.ts';
import type { TokenRule } from './types.ts';

/** As a prompt is counted without knowing better. */
export const PLAIN_RULE: TokenRule = { fixed: 0, perWord: 1 };

const WORDS: readonly string[] = (
  'the of and to in is that it was for on are as with his they at be this from have or by one had not but what all were ' +
  'when we there can an your which their said if do will each about how up out them then she many some so these would ' +
  'other into has more her two like him see time could no make than first been its who now people my made over did down ' +
  'only way find use may water long little very after words called just where most know get through back much go good ' +
  'new write our me man too any day same right look think also around another came come work three must because does ' +
  'part even place well such here take why help put years away again off went old number great tell men say small every ' +
  'found still name should home big give air line set own under read last never us left end along while might next sound ' +
  'below saw both few those always show large often asked house world going want school until form food keep land side'
)
  .split(' ')
  .filter((word) => word.length <= 6);

/** A sentence is this long, its stop included. */
const SENTENCE = 12;

/** How many words and stops a text has, each of which is one token by the plain rule. */
export function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)?.length ?? 0;
}

/**
 * A text of about so many tokens.
 *
 * @param prefix - what it begins with; its words count too
 * @example
 * writePrompt(1_000, vu, PLAIN_RULE); // 1,000 words and stops
 */
export function writePrompt(tokens: number, user: Draws, rule: TokenRule, prefix = ''): string {
  const words = Math.round((tokens - rule.fixed) / rule.perWord) - countWords(prefix);
  let text = prefix;
  for (let index = 1; index <= words; index += 1) {
    if (index % SENTENCE === 0) text += '.';
    else text += text === '' ? pick(user) : ` ${pick(user)}`;
  }
  return text;
}

/** A source of numbers that are the same for the same number, whoever asks. */
export function sharedDraws(number: number): Draws {
  let state = Math.imul(number + 1, 0x9e3779b9) | 0;
  // Mulberry32 by Tommy Ettinger, in the public domain.
  return {
    random: () => {
      state = (state + 0x6d2b79f5) | 0;
      let bits = Math.imul(state ^ (state >>> 15), 1 | state);
      bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
      return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

/**
 * The rule by which a server counts, from two prompts and the tokens that it found in them.
 *
 * @example
 * ruleFrom([50, 58], [450, 470]); // { fixed: 6.5, perWord: 1.03 }
 */
export function ruleFrom(
  [fewWords, fewTokens]: readonly [words: number, tokens: number],
  [manyWords, manyTokens]: readonly [words: number, tokens: number],
): TokenRule {
  const perWord = (manyTokens - fewTokens) / (manyWords - fewWords);
  return perWord > 0 ? { fixed: fewTokens - fewWords * perWord, perWord } : PLAIN_RULE;
}

function pick(user: Draws): string {
  return WORDS[Math.min(WORDS.length - 1, Math.floor(user.random() * WORDS.length))]!;
}
