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

const MODEL_CALL = /\bllm\s*\.\s*(chat|completion|embeddings|batch|conversation)\s*\(/g;
/** The variable that a job is in, which most often has the job's name. Bundling makes `job2` of a name that is taken. */
const JOB = /\bjob\d*\s*\(\s*([A-Za-z_$][\w$]*)/g;
const BATCH = new RegExp(String.raw`\bbatch\d*\s*\(\s*${TEXT}(?:[^[\]]*\bsizes\s*:\s*\[([\d\s,]*)\])?`, 'g');

/**
 * The names that can be read from a task's source: of requests with a literal path, of `name` options, `measure` and `group`,
 * of requests to models, of jobs that are in variables of their name, and of batches.
 *
 * @param model - which requests to models go to that name none
 * @example
 * operationNames(({ http }) => http.get('/books?page=1')); // ['GET /books']
 */
export function operationNames(task: TaskFunction<never>, model?: string): readonly string[] {
  const source = String(task);
  const requests = [...source.matchAll(REQUEST)].map(([, method, other, , path = '']) => {
    const named = path.replace(/\$\{[^}]*\}/g, '{}').replace(/[?#].*$/s, '');
    return `${(method ?? other ?? '').toUpperCase()} ${named}`;
  });
  const named = [...source.matchAll(NAMED)].map(([, , name = '']) => name);
  return [...new Set([...requests, ...named, ...generativeNames(source, model)])];
}

function generativeNames(source: string, model: string | undefined): readonly string[] {
  const models = [...source.matchAll(MODEL_CALL)].map(([, call = '']) => {
    const name = call === 'conversation' ? 'chat' : call;
    return model === undefined ? name : `${name} ${model}`;
  });
  const jobs = [...source.matchAll(JOB)].map(([, variable = '']) => variable);
  const batches = [...source.matchAll(BATCH)].flatMap(([, , name = '', sizes = '']) => {
    const known = sizes.split(',').map(Number).filter(Boolean);
    return known.length === 0 ? [name] : [...new Set([1, ...known])].map((size) => `${name} (${size})`);
  });
  return [...models, ...jobs, ...batches];
}

const TAGS = /\btags\s*:\s*\{([^{}]*)\}/g;
const TAG = new RegExp(String.raw`(?:^|,)\s*["']?([\w-]+)["']?\s*:\s*${TEXT.replaceAll('1', '2')}`, 'g');
const GROUP = new RegExp(String.raw`\bgroup\s*\(\s*${TEXT}`, 'g');
const METRIC = new RegExp(String.raw`\b(?:counter|gauge|rate|trend)\s*\(\s*${TEXT}`, 'g');

/**
 * What else requirements may be on that can be read from a task's source: tags of its requests, the groups that it makes,
 * and metrics of its own.
 *
 * @example
 * tracesOf(({ http, metrics }) => {
 *   metrics.counter('orders').add(1);
 *   return http.get('/books', { tags: { area: 'shop' } });
 * }); // ['tag:area=shop', 'metric:orders']
 */
export function tracesOf(task: TaskFunction<never>): readonly string[] {
  const source = String(task);
  const tags = [...source.matchAll(TAGS)].flatMap(([, written = '']) => [...written.matchAll(TAG)]);
  return [
    ...tags.map(([, name, , value]) => `tag:${name}=${value}`),
    ...[...source.matchAll(GROUP)].map(([, , name]) => `tag:group=${name}`),
    ...[...source.matchAll(METRIC)].map(([, , name]) => `metric:${name}`),
  ];
}

/** Whether a word stands in the source of any task of a user: `grpc`, as far as a suite does not hide it in functions. */
export function tasksMention({ tasks, start, stop }: User, word: string): boolean {
  const functions = Object.values(tasksOf(tasks).tasks).map((task) => (typeof task === 'function' ? task : task.run));
  return [...functions, start, stop].some((work) => new RegExp(`\\b${word}\\b`).test(String(work)));
}
