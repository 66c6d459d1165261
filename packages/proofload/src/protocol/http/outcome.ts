/**
 * Whether a response is right, and if not why, in the words in which the summary shows it.
 */
import { STATUS_CODES } from 'node:http';
import { writeDuration } from '../../units/duration.ts';
import type { ExchangeErrorCode } from '../http1/client.ts';
import type { HttpResponse, RequestOptions } from './types.ts';

/** A failure as it is counted: by its type and message. */
export interface Failure {
  /** `status`, `expect`, `fail`, `redirect`, `type`, `size`, `identical`, `produces`, or the code of a network error. */
  readonly type: string;
  readonly message: string;
}

/**
 * What the options expect, held against a response.
 *
 * @returns `undefined` when it is right
 * @example
 * outcome(undefined, response); // { type: 'status', message: '503 Service Unavailable' }
 * outcome([200, 304], response); // { type: 'expect', message: 'expected 200 or 304, got 503' }
 */
export function outcome(expect: RequestOptions['expect'], response: HttpResponse): Failure | undefined {
  const { status } = response;
  if (expect === undefined) return status < 400 ? undefined : { type: 'status', message: statusLine(response) };
  if (typeof expect === 'function') return judged(expect, response);
  const accepted = typeof expect === 'number' ? [expect] : expect;
  if (!Array.isArray(accepted)) {
    const given = accepted === null ? 'null' : typeof accepted === 'string' ? 'a text' : `of type ${typeof accepted}`;
    return { type: 'expect', message: `\`expect\` is ${given}; it must be a status, a list of them or a function` };
  }
  if (accepted.includes(status)) return undefined;
  return { type: 'expect', message: `expected ${accepted.join(' or ')}, got ${status}` };
}

function statusLine({ status, statusText }: HttpResponse): string {
  return `${status} ${statusText || (STATUS_CODES[status] ?? '')}`.trimEnd();
}

/** What a function that is given as `expect` finds wrong with an answer of any protocol. */
export function judged<Answer>(expect: (answer: Answer) => unknown, answer: Answer): Failure | undefined {
  let why: unknown;
  try {
    why = expect(answer);
  } catch (thrown) {
    return { type: 'expect', message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
  if (why === undefined || why === true) return undefined;
  if (typeof why === 'string') return { type: 'expect', message: why === '' ? 'not as expected' : why };
  if (why === false) return { type: 'expect', message: 'not as expected' };
  const kind = why instanceof Promise ? 'a promise, but must answer at once' : `${why === null ? 'null' : typeof why}`;
  return { type: 'expect', message: `the function \`expect\` returned ${kind}; it returns why the response is wrong` };
}

/** How far the exchange had got, where the client's sentence ends with that; numbers would make each message another. */
function progressIn(sentence: string): string {
  return /: [^:\d]+(?=\.$)/.exec(sentence)?.[0] ?? '';
}

/** Why there was no answer, in few words; where those would say too little, the client's own sentence. */
export function networkFailure(code: ExchangeErrorCode, sentence: string, timeoutMs: number): Failure {
  switch (code) {
    case 'timeout':
      return { type: code, message: `timed out after ${writeDuration(timeoutMs)}${progressIn(sentence)}` };
    case 'refused':
      return { type: code, message: 'connection refused' };
    case 'reset':
      return { type: code, message: 'connection reset' };
    default:
      return { type: code, message: sentence };
  }
}
