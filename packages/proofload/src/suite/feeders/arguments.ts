/** What `feeder` was given, looked at before it is used: a slip would deal other rows than were meant, without a word. */
import { didYouMean } from '../../units/suggest.ts';
import { isRecord, show } from '../problem.ts';

const ORDERS = ['sequential', 'shuffled', 'random', 'user'];
const ENDS = ['repeat', 'stop'];
const OPTIONS = ['order', 'end'];

/**
 * Checks a feeder's arguments.
 *
 * @throws {TypeError} with a sentence that says what to write
 * @example
 * checkFeeder(rows, { order: 'suffled' }); // TypeError: feeder() has no order "suffled". Did you mean "shuffled"?
 */
export function checkFeeder(source: unknown, options: unknown): void {
  if (typeof source === 'string' || source instanceof URL) {
    const form = /\.(?:ndjson|jsonl)$/i.test(String(source))
      ? 'ndjson'
      : /\.json$/i.test(String(source))
        ? 'json'
        : 'csv';
    throw new TypeError(`feeder() takes rows, and ${show(String(source))} is a path. Write feeder(${form}(…)).`);
  }
  const isSource = typeof source === 'function' || Array.isArray(source) || (isRecord(source) && 'row' in source);
  if (!isSource) {
    throw new TypeError(`feeder() takes csv(), ndjson(), json(), a list or a function, got ${show(source)}.`);
  }
  if (!isRecord(options)) throw new TypeError(`feeder() takes its options as an object, got ${show(options)}.`);
  for (const name of Object.keys(options)) checkWord(name, OPTIONS, 'option');
  const { order, end } = options;
  if (order !== undefined && typeof order !== 'function') checkWord(order, ORDERS, 'order');
  if (end !== undefined) checkWord(end, ENDS, 'end');
}

function checkWord(given: unknown, known: readonly string[], what: string): void {
  if (known.includes(given as string)) return;
  const hint = didYouMean(String(given), known) || ` There are: ${known.join(', ')}.`;
  throw new TypeError(`feeder() has no ${what} ${show(given)}.${hint}`);
}
