/**
 * What a request under way has whatever the version of HTTP: what was asked for, its limit, the times and sizes noted on
 * the way, and its place in the list of deadlines.
 */
import type { RunningExchange } from './body-stream.ts';
import type { DeadlineList, Timed } from './deadlines.ts';
import { type ExchangeError, exchangeError, type Fault } from './errors.ts';
import type { ExchangeLimits, ExchangeReceiver, RawRequest } from './exchange.ts';
import type { ExchangeTimes } from './response.ts';
import type { SignalWatch } from './signal-watch.ts';

/** Who ends a request from this side. */
export interface RunningOwner<Exchange> {
  now(): number;
  onExpiry(exchange: Exchange, nowMs: number): void;
  onCancel(exchange: Exchange): void;
  onRenewal(exchange: Exchange, timeoutMs: number): void;
}

const DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;

export abstract class Running implements Timed, ExchangeTimes, RunningExchange {
  readonly request: RawRequest;
  readonly receiver: ExchangeReceiver;
  timeoutMs: number;
  readonly maxBodyBytes: number;
  startMs: number;
  firstByteMs = -1;
  dnsMs = 0;
  connectMs = 0;
  tlsMs = 0;
  bytesIn = 0;
  bytesOut = 0;
  reused = false;
  retried = false;
  isSettled = false;
  watch: SignalWatch | undefined = undefined;
  deadlineMs = 0;
  deadlineList: DeadlineList | undefined = undefined;
  previousTimed: Timed | undefined = undefined;
  nextTimed: Timed | undefined = undefined;
  protected abstract readonly owner: RunningOwner<this>;

  constructor(request: RawRequest, limits: ExchangeLimits, receiver: ExchangeReceiver, nowMs: number) {
    this.request = request;
    this.receiver = receiver;
    this.timeoutMs = limits.timeoutMs;
    this.maxBodyBytes = limits.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
    this.startMs = nowMs;
  }

  /** Stops reading its answer until `resume`. */
  abstract pause(): void;
  abstract resume(): void;

  cancel(): void {
    if (!this.isSettled) this.owner.onCancel(this);
  }

  renew(timeoutMs: number): void {
    if (!this.isSettled) this.owner.onRenewal(this, timeoutMs);
  }

  expire(nowMs: number): void {
    this.owner.onExpiry(this, nowMs);
  }

  error(fault: Fault, nowMs: number): ExchangeError {
    const { startMs, bytesIn, bytesOut } = this;
    return exchangeError(fault, { startMs, endMs: nowMs, bytesIn, bytesOut });
  }
}
