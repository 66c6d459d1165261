/**
 * What probably caused a failure, and what to try next. A failure that only says what happened leaves its reader where
 * they were; each of these names the usual suspects in the order in which they are usually guilty.
 */
import type { RunRecord } from '../../record/schema.ts';
import type { FailureView } from './failures.ts';

/** Likely causes of one kind of failure. */
export interface CauseView {
  /** What they are the causes of: `connection refused`. */
  readonly of: string;
  /** `the service is not running, the address or the port is wrong, …` */
  readonly causes: string;
  /** The next thing to try, as a sentence. */
  readonly next: string;
}

interface Rule extends CauseView {
  readonly codes: ReadonlySet<string>;
}

const rule = (codes: string, of: string, causes: string, next: string): Rule => ({
  codes: new Set(codes.split(' ')),
  of,
  causes,
  next,
});

/** By error type, or by status where the failure is one; {target} stands for the address of the target. */
const RULES: readonly Rule[] = [
  rule(
    'refused',
    'refused connections',
    'the service is not running or has crashed, the address or the port is wrong, or a firewall is in between',
    "Open {target} with curl, and read the end of the service's log.",
  ),
  rule(
    'dns',
    'unknown host',
    "the host name is misspelled, or this machine's name server does not know it",
    'Check the target ({target}), or use an IP address.',
  ),
  rule(
    'tls',
    'failed TLS handshakes',
    'the certificate is expired, self-signed or for another host, or the port does not speak TLS',
    'Renew it, or pass its authority as tls.ca in the target; check http or https in {target}.',
  ),
  rule(
    'protocol',
    'another version of HTTP',
    'the service, or a proxy in front of it, does not speak HTTP/2 at this port',
    'Leave http2 out of the target, or turn it on in the service.',
  ),
  rule(
    'redirect',
    'redirects that lead nowhere',
    'a login that is missing sends to its page and back, or http to https and back',
    'Open {target} with curl -vL, and log in first; redirect: manual has the redirect itself as the answer.',
  ),
  rule(
    'timeout',
    'time-outs',
    'too much load, too few workers or database connections, a lock, or too short a time-out',
    "Try half the load; if answers stay as slow, read the service's log, or raise --timeout.",
  ),
  rule(
    'reset early-close aborted',
    'connections closed by the service',
    'it crashed or restarted, limits connections, closes idle ones before they are used again, or wants TLS (https)',
    "Read the service's log at the first failure; check its keep-alive time-out and its limit of open files.",
  ),
  rule(
    'malformed too-large encoding charset json',
    'answers that cannot be read',
    'something else listens on this port, a proxy is in between, or the service stopped in mid-answer',
    'Look at what came: the excerpts in the HTML report have its beginning.',
  ),
  rule(
    'ports-exhausted descriptors-exhausted',
    'a limit of this machine',
    'this machine ran out of ports or of open files, not the service',
    'Run proofload doctor, raise ulimit -n, or use fewer new connections.',
  ),
  rule(
    '401 403',
    'answers 401 and 403',
    'the token is missing, expired or lacks a right, or the test user does not exist',
    'Log in by hand as the test user, and check the header that the suite sends; refresh tokens in long runs.',
  ),
  rule(
    '404 405 410',
    'answers 404, 405 and 410',
    'the path, the method or the version of the API is wrong, or its data were never created',
    "Compare the path with the API's documentation, and check what start() creates.",
  ),
  rule(
    '400 409 411 413 415 422',
    'answers 400 to 422',
    'the body or a header is not what the service expects, or data that must be unique are sent twice',
    "Read the service's answer in the excerpts of the HTML report, and give each virtual user its own data.",
  ),
  rule(
    '429',
    'answers 429',
    'the service or a gateway before it limits requests for each address or account',
    'Raise the limit for the test, use more accounts, or lower the rate.',
  ),
  rule(
    '500 501',
    'answers 500 and 501',
    'a defect that load brings out, or its database, cache or queue is missing or wrongly configured',
    "Read the service's log at the time of the first failure.",
  ),
  rule(
    '502 503 504',
    'answers 502, 503 and 504',
    'too much load, too few workers, an exhausted connection pool, or a gateway without its back end',
    "Try half the load, and watch the service's CPU, memory and connection pool.",
  ),
  rule(
    'task',
    'errors that tasks threw',
    'a mistake in the suite, or an answer that it did not foresee',
    'Look at the line that is named, and guard what it takes from an answer.',
  ),
  rule(
    'close-code',
    'sessions closed by the service',
    'it is overloaded or restarting, refuses what was sent, or ends sessions that last too long',
    "Look the close code up, and read the service's log at the first failure.",
  ),
  rule(
    'type',
    'answers of another kind',
    'the path is wrong, a login or a proxy answers with a page of its own, or the service tells errors so',
    'Look at an answer: the excerpts in the HTML report have its beginning.',
  ),
  rule(
    'expect',
    'answers that were not expected',
    'the service answers otherwise under load, or the expectation in the suite is wrong',
    "Compare an excerpt in the HTML report with the suite's expectation.",
  ),
];

/** A cause that no failure names: latency alone broke a requirement. */
const SLOW: CauseView = {
  of: 'slow answers',
  causes: 'too much load, a cold cache, too few workers or database connections, or too small a machine',
  next: 'Look at the slowest exchanges in the HTML report; if half the load is quick, capacity is the limit.',
};

/** Likely causes of what failed, those of the most frequent failures first. */
export function causesOf(run: RunRecord, failures: readonly FailureView[]): readonly CauseView[] {
  const found = new Set<Rule>();
  for (const failure of failures) {
    const code = codeOf(failure);
    const match = RULES.find(({ codes }) => codes.has(code));
    if (match !== undefined) found.add(match);
  }
  const causes = [...found].map(({ of, causes: usual, next }) => ({
    of,
    causes: usual,
    next: next.replaceAll('{target}', run.target),
  }));
  return causes.length === 0 && tooSlow(run) ? [SLOW] : causes;
}

/** The status where the failure is one: of `status` as type the first number of the message. */
function codeOf({ type, message, kind }: FailureView): string {
  if (kind === 'task') return kind;
  if (type !== 'status' && !/^\d{3}$/.test(type)) return type;
  return /\b[1-5]\d\d\b/.exec(`${type} ${message}`)?.[0] ?? type;
}

function tooSlow({ verdict }: RunRecord): boolean {
  return verdict.requirements.some(
    ({ status, dimension, actual, severity }) =>
      status === 'failed' && dimension === 'duration' && actual !== null && severity === 'fail',
  );
}
