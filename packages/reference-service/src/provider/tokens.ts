/**
 * The provider's tokens: up to six letters of a word, up to three digits, or one other sign; white space belongs to
 * what follows it. Common English words are one token each, as with real tokenisers, and a text that is written token
 * by token has exactly as many when it is counted.
 */
import { pick, type Random } from '../random/random.ts';
import { WORDS } from '../random/words.ts';

const LETTERS = 6;
const DIGITS = 3;

const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code > 127;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/** Index after the token that starts at `start` (which is no white space). */
function tokenEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  const belongs = isLetter(first) ? isLetter : isDigit(first) ? isDigit : undefined;
  if (belongs === undefined) return start + 1;
  const limit = Math.min(text.length, start + (belongs === isLetter ? LETTERS : DIGITS));
  let end = start + 1;
  while (end < limit && belongs(text.charCodeAt(end))) end++;
  return end;
}

/** How many tokens a text has. */
export function countTokens(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; ) {
    if (isSpace(text.charCodeAt(index))) index++;
    else {
      count++;
      index = tokenEnd(text, index);
    }
  }
  return count;
}

/** A text cut into its tokens; white space goes with the token after it, or with the last. */
export function splitTokens(text: string): string[] {
  const tokens: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; ) {
    if (isSpace(text.charCodeAt(index))) {
      index++;
      continue;
    }
    index = tokenEnd(text, index);
    tokens.push(text.slice(start, index));
    start = index;
  }
  if (start < text.length && tokens.length > 0) tokens[tokens.length - 1] += text.slice(start);
  return tokens;
}

/** Prose of exactly this many tokens, sentences of 6 to 17 words each, in plain ASCII. */
export function writeTokens(count: number, random: Random): string[] {
  const tokens: string[] = [];
  let left = 0;
  while (tokens.length < count) {
    if (left === 0) {
      if (tokens.length > 0) tokens.push('.');
      left = 6 + Math.floor(random.next() * 12);
      if (tokens.length === count) break;
      const word = pick(random, WORDS);
      const capital = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
      tokens.push(...splitTokens(tokens.length > 0 ? ` ${capital}` : capital));
    } else {
      tokens.push(...splitTokens(` ${pick(random, WORDS)}`));
    }
    left--;
  }
  tokens.length = count;
  return tokens;
}
