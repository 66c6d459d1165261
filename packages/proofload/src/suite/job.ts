/**
 * Jobs as a suite defines them, checked as soon as they are defined.
 */
import type { Job, JobDefinition } from '../protocol/job/types.ts';
import { SuiteError } from './error.ts';
import { isRecord, type Problem, problem, show } from './problem.ts';
import { jobOf } from './unchecked.ts';
import { anyText, callable, chosen, duration, members, oneOf, problemsOf, value, wholeFromOne } from './values.ts';
import { faultOf } from './waits.ts';

function paceFault(pace: unknown) {
  const { kind, firstMs, factor, mostMs, jitter } = isRecord(pace) ? pace : {};
  const hint = "Write for example '1s', between('1s', '3s') or backoff('250ms', 1.5, '5s').";
  if (kind === 'backoff') {
    if (Number(firstMs) <= 0) return { message: 'must begin with a pause above 0', hint };
    if (!(Number(factor) >= 1)) return { message: `must grow by a factor of 1 or more, got ${show(factor)}`, hint };
    if (Number(mostMs) < Number(firstMs)) return { message: 'ends below where it begins', hint };
    const isShare = Number(jitter) >= 0 && Number(jitter) <= 1;
    return isShare ? undefined : { message: `has a jitter from 0 to 1, got ${show(jitter)}`, hint };
  }
  if (kind === 'none' || kind === 'pacing') return { message: 'must be a pause between polls', hint };
  const fault = faultOf(pace);
  if (fault !== undefined) return { ...fault, hint: fault.hint ?? hint };
  const { ms, minMs } = pace as { readonly ms?: number; readonly minMs?: number };
  return ms === 0 || minMs === 0 ? { message: 'must be longer than nothing', hint } : undefined;
}

const every = chosen((given) => (isRecord(given) ? value(paceFault) : duration({ zero: false })));

const poll = members<NonNullable<JobDefinition['poll']>>({
  every,
  request: callable,
  failures: wholeFromOne.optional(),
});

const webhook = members<NonNullable<JobDefinition['webhook']>>({
  id: callable.optional(),
  listen: anyText.optional(),
  host: anyText.optional(),
});

const definitionSchema = members<JobDefinition>({
  submit: callable,
  id: callable,
  poll: poll.optional(),
  stream: callable.optional(),
  webhook: webhook.optional(),
  state: callable,
  serverTimes: callable.optional(),
  result: callable.optional(),
  timeout: duration({ zero: false }).optional(),
  onTimeout: oneOf(['cancel', 'leave']).optional(),
  cancel: callable.optional(),
});

/**
 * Defines a kind of job: work that a service is asked for, does in its own time, and then hands over. A task runs it by
 * `await job(definition, data)` with the `job` of its context.
 *
 * @param name - the name of its operation; its requests are `<name> submit`, `<name> poll`, `<name> fetch`
 * @throws {SuiteError} `invalid-suite`, with all problems and their paths
 * @example
 * const biography = job('biography', {
 *   submit: ({ http, data }) => http.post('/biographies', { json: data }),
 *   id: (answer) => answer.json<{ id: string }>().id,
 *   poll: { every: backoff('250ms', 1.5, '5s'), request: ({ http, id }) => http.get(`/biographies/${id}/status`) },
 *   state: (answer) => answer.json<{ status: string }>().status,
 *   result: ({ http, id }) => http.get(`/biographies/${id}`),
 *   timeout: '45m',
 *   onTimeout: 'cancel',
 * });
 */
export function job<Data = unknown>(name: string, definition: JobDefinition<Data>): Job<Data> {
  const problems = problemsOfJob(name, definition);
  if (problems.length > 0) throw new SuiteError(problems, `The job ${show(name)}`);
  return jobOf(name, definition);
}

function problemsOfJob(name: unknown, definition: unknown): readonly Problem[] {
  const named = typeof name === 'string' && name.trim() !== '';
  const problems = named ? [] : [problem('name', `must be a text that is not empty, got ${show(name)}`)];
  if (!isRecord(definition)) return [...problems, problem('', `must be an object, got ${show(definition)}`)];
  problems.push(...problemsOf(definitionSchema, definition));
  const { poll: polled, stream, webhook: told, onTimeout, cancel, result } = definition;
  if (polled === undefined && stream === undefined && told === undefined) {
    const hint = 'Add poll: { every, request }, stream: ({ sse, id }) => sse.connect(…) or webhook: {}.';
    problems.push(problem('', 'has nothing that tells when it is over', hint));
  }
  if (onTimeout === 'cancel' && cancel === undefined && result === undefined) {
    const hint = 'Add cancel: ({ http, id }) => http.delete(…).';
    problems.push(problem('onTimeout', 'is "cancel", and there is no way to do so', hint));
  }
  return problems;
}
