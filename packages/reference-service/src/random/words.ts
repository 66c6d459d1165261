/** Plain words and sentences from a random stream: the stuff of books, articles and simulated answers. ASCII only. */
import { integerBetween, pick, type Random } from './random.ts';

/** Words of every kind, short and long, so that a text of them has the look and the token lengths of prose. */
export const WORDS: readonly string[] = (
  'a about above after again against all always among an and another any are around as at away back be because before ' +
  'began behind below between bridge bright brought by called came castle change children city clear close cold come ' +
  'could country course day deep did door down each early earth east end enough even ever every eyes face far father ' +
  'field fire first follow for forest found from garden gave give go gold good great green had half hand harbour hard ' +
  'has have he head hear heart held her here high hill his home hour house how hundred if in into iron is it its just ' +
  'keep kind king knew know lake land large last late laugh lay leave left less let letter light like line little long ' +
  'look lost made make many map market may me mean might mind moment money moon more morning most mother mountain much ' +
  'must my name near never new next night no north not nothing now of off often old on once one only open or other our ' +
  'out over own part path people place point port power quiet rain read ready red right ring river road room round said ' +
  'sail same sand saw say sea second see seem set she ship shore should show side silence silver since six sky slow ' +
  'small snow so some song soon south spring stand star still stone storm story street strong summer sun table take tell ' +
  'ten than that the their them then there these they thing think this those thought three through time to together told ' +
  'too took tower town travel tree true turn two under until up upon us very voice walk wall want was watch water way we ' +
  'well went were west what when where which while white who why wide wild will wind window winter with within without ' +
  'wood word work world would write year yet you young'
).split(' ');

export const NOUNS: readonly string[] =
  'Lantern River Orchard Compass Winter Harbour Mirror Garden Tower Letter Storm Island Clock Bridge Archive Raven Ember Atlas Meadow Cartographer Lighthouse Violin Glacier Foundry Comet'.split(
    ' ',
  );

export const ADJECTIVES: readonly string[] =
  'Silent Golden Hidden Last Broken Distant Crimson Early Forgotten Patient Northern Hollow Restless Gentle Burning Wandering Second Paper Salt Iron'.split(
    ' ',
  );

export const FIRST_NAMES: readonly string[] =
  'Ada Brenda Chidi Dagny Emil Farah Goro Hana Ines Jonas Kamala Leif Mira Noor Olu Petra Quentin Rosa Sami Tove Uma Viktor Wanda Yusuf Zofia'.split(
    ' ',
  );

export const LAST_NAMES: readonly string[] =
  'Abara Berg Castillo Dufresne Eklund Fontaine Grau Haddad Ito Jansen Kowalski Lindqvist Moreau Novak Okafor Petrov Quist Rossi Sato Tanaka Ueda Varga Weiss Yamada Zeller'.split(
    ' ',
  );

/** A sentence of 6 to 18 words. */
export function sentence(random: Random): string {
  const words = Array.from({ length: integerBetween(random, 6, 18) }, () => pick(random, WORDS));
  const text = words.join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** A paragraph of 3 to 7 sentences. */
export function paragraph(random: Random): string {
  return Array.from({ length: integerBetween(random, 3, 7) }, () => sentence(random)).join(' ');
}
