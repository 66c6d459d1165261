/**
 * The operations that a task makes, as far as its source tells. Names of operations are known for certain only once
 * they have run; before that, `-k 'GET /books'` and requirements of tasks that are left out go by these.
 */
import { tasksOf } from './sequence.ts';
import type { TaskFunction, User } from './types.ts';

/** A quoted or template text; its second group is what stands between the quotes. */
const TEXT = String.raw`(["'\x60])((?:\\.|(?!\1)[^\\])*)\1`;

const REQUEST = new RegExp(
  String.raw`\bhttp\s*\.\s*(?:(get|post|put|patch|delete|head|options)\s*\(|request\s*\(\s*["'](\w+)["']\s*,)\s*(?:[\w$.]+\.path\s*)?${TEXT.replaceAll('1', '3')}`,
  'g',
);
const NAMED = new RegExp(String.raw`(?:\bname\s*:|\b(?:measure|group)\s*\()\s*${TEXT}`, 'g');

/**
 * The names that can be read from a task's source: of requests with a literal path, of `name` options, `measure` and `group`.
 *
 * @example
 * operationNames(({ http }) => http.get('/books?page=1')); // ['GET /books']
 */
export function operationNames(task: TaskFunction<never>): readonly string[] {
  const source = String(task);
  const requests = [...source.matchAll(REQUEST)].map(([, method, other, , path = '']) => {
    const named = path.replace(/\$\{[^}]*\}/g, '{}').replace(/[?#].*$/s, '');
    return `${(method ?? other ?? '').toUpperCase()} ${named}`;
  });
  return [...new Set([...requests, ...[...source.matchAll(NAMED)].map(([, , name = '']) => name)])];
}

/** Whether a word stands in the source of any task of a user: `grpc`, as far as a suite does not hide it in functions. */
export function tasksMention({ tasks, start, stop }: User, word: string): boolean {
  const functions = Object.values(tasksOf(tasks).tasks).map((task) => (typeof task === 'function' ? task : task.run));
  return [...functions, start, stop].some((work) => new RegExp(`\\b${word}\\b`).test(String(work)));
}
