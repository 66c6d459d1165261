/** The bookshop's stock: a thousand books made from a seed, the same in every shop of that seed. */
import { integerBetween, pick, type Random, randomOf } from '../random/random.ts';
import { ADJECTIVES, FIRST_NAMES, LAST_NAMES, NOUNS, paragraph, sentence } from '../random/words.ts';

export const GENRES = [
  'adventure',
  'biography',
  'crime',
  'fantasy',
  'history',
  'poetry',
  'romance',
  'science',
] as const;

export const CATALOGUE_SIZE = 1000;

export interface NewBook {
  readonly title: string;
  readonly author: string;
  readonly genre: (typeof GENRES)[number];
  readonly year: number;
  /** In euros. */
  readonly price: number;
  readonly stock: number;
  readonly summary: string;
  readonly text: string;
}

function title(random: Random): string {
  const noun = pick(random, NOUNS);
  return pick(random, [
    `The ${pick(random, ADJECTIVES)} ${noun}`,
    `${pick(random, ADJECTIVES)} ${noun}s`,
    `The ${noun} and the ${pick(random, NOUNS)}`,
    `A ${noun} for ${pick(random, FIRST_NAMES)}`,
  ]);
}

export function* catalogue(seed: number): Generator<NewBook> {
  const random = randomOf(seed, 'catalogue');
  for (let number = 0; number < CATALOGUE_SIZE; number++) {
    yield {
      title: title(random),
      author: `${pick(random, FIRST_NAMES)} ${pick(random, LAST_NAMES)}`,
      genre: pick(random, GENRES),
      year: integerBetween(random, 1850, 2026),
      price: integerBetween(random, 500, 4500) / 100,
      stock: integerBetween(random, 10, 500),
      summary: sentence(random),
      text: Array.from({ length: integerBetween(random, 3, 8) }, () => paragraph(random)).join('\n\n'),
    };
  }
}
