/**
 * Whether the head of an answer is that of a stream of events, and if not why.
 */
import { STATUS_CODES } from 'node:http';
import type { ResponseHead } from '../http1/client.ts';

/** Why an answer is no stream. */
export interface HeadFault {
  readonly code: 'status' | 'type' | 'encoding';
  /** In few words, as failures are counted. */
  readonly brief: string;
}

const OK = 200;
const STREAM_TYPE = 'text/event-stream';

/** What is wrong with the status of an answer from which something with content is wanted. */
export function statusFault({ status }: Pick<ResponseHead, 'status'>): HeadFault | undefined {
  if (status === OK) return undefined;
  return { code: 'status', brief: `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd() };
}

/** What is wrong with the head of a stream; `undefined` when it is one. */
export function headFault(head: Pick<ResponseHead, 'status' | 'headers'>): HeadFault | undefined {
  const wrongStatus = statusFault(head);
  if (wrongStatus !== undefined) return wrongStatus;
  const type = head.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== STREAM_TYPE) {
    return {
      code: 'type',
      brief: `expected ${STREAM_TYPE}, got ${type === undefined || type === '' ? 'no content type' : type}`,
    };
  }
  const encoding = head.headers.get('content-encoding')?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return undefined;
  return { code: 'encoding', brief: `the stream is compressed (${encoding}), although that was not asked for` };
}
