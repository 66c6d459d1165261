/**
 * One batch, from its start until its last item is done.
 */
import type { Recorder } from '../../measure/recorder.ts';
import { HttpError } from '../http/errors.ts';
import { CallResponse } from '../http/response.ts';
import { MeasuredCall } from '../measured-call.ts';

/** How a batch ended. */
export interface BatchOutcome {
  readonly ok: boolean;
  /** The first thing that a call threw. */
  readonly thrown: { readonly reason: unknown } | undefined;
}

export class BatchCall extends MeasuredCall {
  #shown: string | undefined;

  /** Makes all calls at once and waits for all of them, whatever becomes of each. */
  async run(calls: readonly (() => unknown)[], recorder: Recorder, now: () => number): Promise<BatchOutcome> {
    const settled = await Promise.allSettled(calls.map(async (call) => call()));
    const endMs = now();
    const thrown = settled.find((result) => result.status === 'rejected');
    if (thrown?.reason instanceof HttpError && thrown.reason.code === 'stopped') {
      this.countCensored(endMs);
      return { ok: false, thrown };
    }
    this.countAnswer(recorder, endMs);
    const failures = settled.flatMap((result) => failureOf(result) ?? []);
    const [first] = failures;
    if (first === undefined) return { ok: true, thrown };
    this.#shown = first;
    const message =
      calls.length === 1 ? first : `${failures.length} of ${calls.length} calls failed, the first: ${first}`;
    this.failLater({ type: 'batch', message });
    return { ok: false, thrown };
  }

  protected shownStatus(): undefined {
    return undefined;
  }

  protected shownAnswer(): string | undefined {
    return this.#shown;
  }
}

function failureOf(result: PromiseSettledResult<unknown>): string | undefined {
  if (result.status === 'rejected') {
    return result.reason instanceof Error ? result.reason.message : String(result.reason);
  }
  return result.value instanceof CallResponse ? result.value.verdict?.message : undefined;
}
