import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FeederError } from './error.ts';
import { type Feeder, feeder } from './feeder.ts';
import { hotspot, uniformKeys, zipf } from './key-laws.ts';
import { createPermutation } from './permutation.ts';

/** A user on its n-th turn, with random numbers of its own that are evenly spread. */
const userOf = (turn: number, id = 1, seed = 1) => {
  let draws = turn;
  const random = () => {
    draws += 0.1;
    return (draws * 0.618_033_988_75) % 1;
  };
  return { id, turn, seed, random };
};
const take = <Row>(source: Feeder<Row>, count: number, seed = 1) =>
  Array.from({ length: count }, (_, turn) => source.take(userOf(turn, 1, seed)));
const letters = ['a', 'b', 'c', 'd', 'e'];

describe('a feeder', () => {
  it('gives its rows in their order, and again', () => {
    expect(take(feeder(letters), 7)).toEqual(['a', 'b', 'c', 'd', 'e', 'a', 'b']);
  });

  it('gives the same row however often an iteration asks', () => {
    const source = feeder(letters);
    expect([3, 3, 0, 3].map((turn) => source.take(userOf(turn)))).toEqual(['d', 'd', 'a', 'd']);
  });

  it('gives rows in the order in which they are asked for where iterations have no number', () => {
    const source = feeder(letters);
    expect([1, 2, 3].map((id) => source.take({ id, random: () => 0 }))).toEqual(['a', 'b', 'c']);
  });

  it('may end', () => {
    const source = feeder(letters, { end: 'stop' });
    expect(take(source, 5)).toEqual(letters);
    expect(() => source.take(userOf(5))).toThrow(
      new FeederError(
        'feeder-exhausted',
        'the list',
        "the list has 5 rows, and all of them have been taken: add rows, or say end: 'repeat'.",
      ),
    );
  });

  it('may give each user a row of its own', () => {
    const source = feeder(letters, { order: 'user' });
    expect([1, 2, 1, 5].map((id) => source.take(userOf(id * 7, id)))).toEqual(['a', 'b', 'a', 'e']);
    expect(() => source.take(userOf(0, 6))).toThrow(
      'the list has 5 rows, and there are more users, each of which wants one of its own: ',
    );
    expect(feeder(letters, { order: 'user', end: 'repeat' }).take(userOf(0, 6))).toBe('a');
  });

  it('may be shuffled: every row once in each pass, in another order each time, repeated by the seed', () => {
    const source = feeder(letters, { order: 'shuffled' });
    const rows = take(source, 15);
    for (const pass of [0, 5, 10]) expect(rows.slice(pass, pass + 5).toSorted()).toEqual(letters);
    expect(
      new Set([rows.slice(0, 5).join(''), rows.slice(5, 10).join(''), rows.slice(10).join('')]).size,
    ).toBeGreaterThan(1);
    expect(take(source, 15)).toEqual(rows);
    expect(take(source, 15, 2)).not.toEqual(rows);
  });

  it('may draw at random or by a law', () => {
    expect(new Set(take(feeder(letters, { order: 'random' }), 50))).toEqual(new Set(letters));
    expect(new Set(take(feeder(letters, { order: zipf(2) }), 50))).toEqual(new Set(['a', 'b']));
  });

  it('may make its rows', () => {
    const accounts = feeder((number) => ({ name: `user${number}` }), { order: 'user' });
    expect(accounts.count).toBeUndefined();
    expect(accounts.take(userOf(9, 3))).toEqual({ name: 'user2' });
    expect(
      take(
        feeder((number) => number, { order: 'shuffled' }),
        3,
      ),
    ).toEqual([0, 1, 2]);
  });

  it('gives the same rows whatever the number of workers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.constantFrom('sequential', 'shuffled'), (workers, order) => {
        const feeders = Array.from({ length: workers }, () => feeder(letters, { order }));
        const rows = Array.from({ length: 20 }, (_, turn) => feeders[turn % workers]!.take(userOf(turn)));
        expect(rows).toEqual(take(feeder(letters, { order }), 20));
      }),
    );
  });

  it('must have rows', () => {
    expect(() => feeder([])).toThrow('the list has no rows.');
  });
});

describe('a permutation', () => {
  it('gives each place once, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.maxSafeInteger(), (count, seed) => {
        const [one, other] = [createPermutation(count, seed), createPermutation(count, seed)];
        const places = Array.from({ length: count }, (_, number) => one(number));
        expect(places.toSorted((a, b) => a - b)).toEqual(places.map((_, number) => number));
        expect(places.map((_, number) => other(number))).toEqual(places);
      }),
    );
  });

  it('spreads neighbours over the whole of a large number', () => {
    const placeOf = createPermutation(20_000_000, 3);
    const places = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(placeOf);
    expect(Math.max(...places) - Math.min(...places)).toBeGreaterThan(5_000_000);
  });
});

describe('a law of keys', () => {
  /** How often each key is drawn in a fixed, even sequence of draws. */
  const shares = (law: ReturnType<typeof zipf>, count: number, draws = 200_000) => {
    let state = 1;
    // Park and Miller's generator: even enough, and the same on every machine.
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const drawn = new Array<number>(count).fill(0);
    for (let draw = 0; draw < draws; draw += 1) drawn[law({ random })]! += 1 / draws;
    return drawn;
  };

  it.each([0.5, 0.99, 1, 1.2, 3])('of Zipf gives the k-th key in proportion to 1 / k^%d', (exponent) => {
    const weights = Array.from({ length: 100 }, (_, key) => (key + 1) ** -exponent);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const drawn = shares(zipf(100, exponent), 100);
    for (const [key, weight] of weights.entries()) expect(Math.abs(drawn[key]! - weight / total)).toBeLessThan(0.005);
  });

  it('may have one key only', () => {
    for (const law of [zipf(1), uniformKeys(1), hotspot(1, 0.5, 0.5)]) expect(shares(law, 1, 100)[0]).toBeCloseTo(1);
  });

  it('may be even, or have a hot part', () => {
    for (const share of shares(uniformKeys(10), 10)) expect(share).toBeCloseTo(0.1, 2);
    const drawn = shares(hotspot(10, 0.2, 0.8), 10);
    expect(drawn[0]! + drawn[1]!).toBeCloseTo(0.8, 2);
    expect(drawn[9]).toBeCloseTo(0.025, 2);
  });

  it.each([() => zipf(0), () => zipf(1.5), () => zipf(5, 0), () => hotspot(5, 2, 1), () => uniformKeys(-1)])(
    'that makes no sense is refused',
    (make) => {
      expect(make).toThrow(RangeError);
    },
  );
});

describe('a feeder that is written wrong', () => {
  it.each([
    [['rows.csv'], 'feeder() takes rows, and "rows.csv" is a path. Write feeder(csv(…)).'],
    [['rows.jsonl'], 'feeder() takes rows, and "rows.jsonl" is a path. Write feeder(ndjson(…)).'],
    [[5], 'feeder() takes csv(), ndjson(), json(), a list or a function, got 5.'],
    [[[1], { order: 'suffled' }], 'feeder() has no order "suffled". Did you mean "shuffled"?'],
    [[[1], { order: 'unique' }], 'feeder() has no order "unique". There are: sequential, shuffled, random, user.'],
    [[[1], { end: 'halt' }], 'feeder() has no end "halt". There are: repeat, stop.'],
    [[[1], { ordr: 'random' }], 'feeder() has no option "ordr". Did you mean "order"?'],
    [[[1], 'random'], 'feeder() takes its options as an object, got "random".'],
  ])('says what to write: %j', (given, sentence) => {
    expect(() => feeder(...(given as Parameters<typeof feeder>))).toThrow(new TypeError(sentence));
  });
});
