/**
 * What can go wrong with a WebSocket session, as one error with a stable code.
 */
import type { ExchangeErrorCode } from '../http1/client.ts';

/**
 * Why a session or a reply is not there: the codes of HTTP's network errors, `status` (the server refused the
 * handshake), `handshake` (it answered it wrongly), `closed` (in good order, but something was still waited for),
 * `close-code` (the server closed it for a reason), `backlog` (it does not take what is sent), `unread` (the task does not take
 * what comes), `match` (the function given threw), `json`, `data` (what was to be sent is neither text nor bytes), and what is wrong with
 * an option.
 */
export type WebSocketErrorCode =
  | ExchangeErrorCode
  | 'status'
  | 'handshake'
  | 'closed'
  | 'close-code'
  | 'backlog'
  | 'unread'
  | 'match'
  | 'json'
  | 'data'
  | 'protocol-option'
  | 'close-option';

/** An error of the `ws` object, with a sentence for people. */
export class WebSocketError extends Error {
  override readonly name = 'WebSocketError';
  readonly code: WebSocketErrorCode;
  /** Whether the cause is recorded as a failure of its operation, so that it need not be counted again when thrown. */
  readonly counted: boolean;

  constructor(code: WebSocketErrorCode, message: string, counted: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.counted = counted;
  }
}
