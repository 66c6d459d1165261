/**
 * What is kept of an exchange that was among the slowest or that failed: bounded, and without credentials.
 */
import type { Exemplar } from '../../measure/exemplars.ts';
import { redactText } from '../../units/redact.ts';
import type { RawResponse } from '../http1/client.ts';
import { type Call, type Ended, hasLatency } from './call.ts';
import { headerOf } from './headers.ts';
import type { Failure } from './outcome.ts';
import type { CallResponse } from './response.ts';

const LONGEST_EXCERPT = 500;
/** Bodies beyond this are not decoded for the sake of their first line. */
const LONGEST_DECODED = 1024 * 1024;
const LONGEST_TRACE_ID = 100;

const TEXT_TYPE = /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|javascript|x-www-form-urlencoded|x-ndjson))/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells bytes from text
const NO_TEXT = /[\0-\x08\x0e-\x1f\ufffd]/;
/** W3C Trace Context: version, trace id, parent id, flags. */
const TRACE_PARENT = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/i;
const TRACE_HEADERS = ['traceparent', 'traceresponse', 'x-trace-id', 'x-request-id', 'x-correlation-id'] as const;

/** An exchange as an exemplar; times by the clock. */
export function exemplarOf(call: Call, ended: Ended, response: CallResponse, failure: Failure | undefined): Exemplar {
  const { latencyMs, serviceMs } = call.timings(ended);
  const isAnswer = 'status' in ended;
  const counts = hasLatency(ended);
  return {
    intendedMs: call.intendedMs,
    sentMs: call.hops?.startMs ?? ended.startMs,
    latencyMs: counts ? latencyMs : undefined,
    serviceMs: counts ? serviceMs : undefined,
    status: isAnswer ? String(ended.status) : undefined,
    user: call.session.caller.id,
    task: call.task,
    traceId: traceIdOf(call, response),
    error: failure && redactText(failure.message),
    excerpt: isAnswer ? excerptOf(ended, response) : redactText(ended.excerpt ?? ended.message),
  };
}

/** By what the service's own traces know the request: an id that was sent, or one that came back. */
function traceIdOf(call: Call, response: CallResponse): string | undefined {
  const { headers } = call.options;
  const sent = TRACE_HEADERS.map((name) => headerOf(headers, name));
  const received = TRACE_HEADERS.map((name) => response.headers.get(name));
  const id = [...sent, ...received].find((value) => value !== undefined && value !== '');
  return id === undefined ? undefined : (TRACE_PARENT.exec(id)?.[1] ?? id.slice(0, LONGEST_TRACE_ID));
}

/** The beginning of the body, when it is text. */
function excerptOf(raw: RawResponse, response: CallResponse): string | undefined {
  if (raw.bodyBytes === 0 || raw.bodyBytes > LONGEST_DECODED || raw.truncated) return undefined;
  const type = raw.headers.get('content-type');
  if (type !== undefined && !TEXT_TYPE.test(type)) return undefined;
  let text: string;
  try {
    text = response.text();
  } catch {
    return undefined;
  }
  // Redacted before it is cut, so that no half of a credential stays without the name by which it is known.
  const beginning = redactText(text.slice(0, 4 * LONGEST_EXCERPT)).slice(0, LONGEST_EXCERPT);
  return NO_TEXT.test(beginning) ? undefined : beginning;
}
