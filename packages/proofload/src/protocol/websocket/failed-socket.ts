/**
 * A session that was not opened: whoever uses it gets the reason thrown.
 */
import { rejectInNextTurn } from '../stopped.ts';
import { WebSocketError } from './errors.ts';
import type { SessionFault } from './fault.ts';
import type { Socket, SocketMessage } from './types.ts';

export class FailedSocket implements Socket {
  readonly open = false;
  readonly status: number;
  readonly protocol = '';
  readonly messagesIn = 0;
  readonly messagesOut = 0;
  readonly error: WebSocketError;

  /** @param status - of the server's answer; 0 when there was none */
  constructor(status: number, { code, message, cause }: SessionFault, isCounted: boolean) {
    this.status = status;
    this.error = new WebSocketError(code, message, isCounted, cause);
  }

  send(): void {
    throw this.error;
  }

  receive(): Promise<never> {
    return rejectInNextTurn(this.error);
  }

  request(): Promise<never> {
    return rejectInNextTurn(this.error);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  // biome-ignore lint/correctness/useYield: there is nothing to yield
  async *[Symbol.asyncIterator](): AsyncGenerator<SocketMessage, void> {
    await rejectInNextTurn(this.error);
  }
}
