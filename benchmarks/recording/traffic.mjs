/** Requests as `http` records them, with latencies that are drawn before anything is measured. */
import { normalSample, seededRandom } from 'proofload/stats';

const MEDIAN_MS = 20;
const SIGMA = 0.5;
/** Of a request's service time, what passes until the first byte of the answer. */
const FIRST_BYTE_SHARE = 0.9;
const SEND_LAG_MS = 0.05;
const OK = 200;
const BYTES_IN = 820;
const BYTES_OUT = 140;
/** As long as they are kept. */
const EXCERPT = Buffer.alloc(500, '{"id":7,"title":"The River","author":"H. Lind"},');

/** Log-normal latencies in ms, in whole nanoseconds as clocks tell them. @param {number} count @param {number} seed */
export function drawLatencies(count, seed = 1) {
  const random = seededRandom(seed);
  return Float64Array.from({ length: count }, () => {
    return Math.round(MEDIAN_MS * Math.exp(SIGMA * normalSample(random)) * 1e6) / 1e6;
  });
}

/**
 * All that is recorded of a request that was answered rightly on an open connection, as in `protocol/http/call.ts`.
 *
 * @param {import('../../packages/proofload/dist/measure/recorder.js').Recorder} recorder
 * @param {import('../../packages/proofload/dist/measure/operation-recorder.js').OperationRecorder} operation
 * @param {number} endMs
 * @param {number} latencyMs
 */
export function recordRequest(recorder, operation, endMs, latencyMs) {
  const serviceMs = latencyMs - SEND_LAG_MS;
  const firstByteMs = serviceMs * FIRST_BYTE_SHARE;
  recorder.sendLag(SEND_LAG_MS);
  operation.answered(endMs, latencyMs, serviceMs, 0);
  operation.status(OK);
  operation.bytes(BYTES_IN, BYTES_OUT);
  operation.phases(0, 0, firstByteMs, serviceMs - firstByteMs);
  if (operation.slowerThanKept(latencyMs)) keep(operation, endMs, latencyMs, serviceMs);
}

function keep(operation, endMs, latencyMs, serviceMs) {
  operation.keepExemplar({
    intendedMs: endMs - latencyMs,
    sentMs: endMs - serviceMs,
    latencyMs,
    serviceMs,
    status: `${OK}`,
    user: 1,
    task: 'Reader.read',
    excerpt: EXCERPT.toString('latin1'),
  });
}
