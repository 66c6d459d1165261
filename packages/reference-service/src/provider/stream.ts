/** One streamed answer: frames as the tokens come, and the ground truth of when each was handed to the socket. */

import type { ServerResponse } from 'node:http';
import type { StreamFate } from '../faults/injector.ts';
import { EventStream } from '../http/eventStream.ts';
import type { Provider, Script } from './provider.ts';
import { type Finish, type Form, usageOf } from './wire.ts';

export interface StreamJob {
  readonly provider: Provider;
  readonly script: Script;
  readonly form: Form;
  readonly finish: Finish;
  readonly includeUsage: boolean;
  /** When the request came, in milliseconds of the scheduler's clock. */
  readonly arrivedMs: number;
  readonly fate: StreamFate;
}

const DONE = 'data: [DONE]\n\n';
const OVERLOADED =
  'data: {"error":{"message":"The model is overloaded.","type":"server_error","code":"overloaded"}}\n\n';

/** Where the tokens of a chunk belong: thoughts come before the answer, and one chunk may hold the end of the one and the start of the other. */
function framesOf({ tokens, reasoningTokens }: Script, form: Form, from: number, to: number): string {
  const edge = Math.min(Math.max(reasoningTokens, from), to);
  const thoughts = edge > from ? form.frame('reasoning', tokens.slice(from, edge).join('')) : '';
  const answer = to > edge ? form.frame('answer', tokens.slice(edge, to).join('')) : '';
  return thoughts + answer;
}

/** Starts the stream on Node's response; the caller's own response object must not be used any more. */
export function streamAnswer(response: ServerResponse, job: StreamJob): void {
  const { provider, script, form, arrivedMs, fate } = job;
  const { scheduler, truth } = provider;
  const stream = new EventStream(response);
  let opening = form.opening ?? '';
  if (provider.settings.earlyRole && opening !== '') {
    stream.write(opening);
    opening = '';
  }
  // A stream that is to go wrong does so half-way.
  const breakAt = fate === 'whole' ? Number.POSITIVE_INFINITY : Math.ceil(script.tokens.length / 2);
  let firstMs = 0;
  let lastMs = 0;
  let hasAnswered = false;

  const note = (to: number): void => {
    const now = scheduler.now();
    if (firstMs === 0) {
      firstMs = now;
      truth?.time('provider.ttft', now - arrivedMs);
    } else {
      truth?.time('provider.gap', now - lastMs);
    }
    if (!hasAnswered && to > script.reasoningTokens) {
      hasAnswered = true;
      truth?.time('provider.ttfot', now - arrivedMs);
    }
    lastMs = now;
  };

  const generation = provider.say(script, {
    chunk(from, to) {
      stream.write(opening + framesOf(script, form, from, to));
      opening = '';
      note(to);
      if (to < breakAt) return;
      generation.cancel();
      truth?.count('provider.broken');
      if (fate === 'cut') return stream.cut();
      stream.write(OVERLOADED);
      stream.end();
    },
    end() {
      const usage = job.includeUsage ? form.usage(usageOf(script)) : '';
      stream.write(opening + form.closing(job.finish) + usage + DONE);
      stream.end();
      if (script.tokens.length > 1) truth?.time('provider.itl', (lastMs - firstMs) / (script.tokens.length - 1));
      truth?.time('provider.e2e', scheduler.now() - arrivedMs);
      truth?.count('provider.completed');
    },
  });
  // Also after a good end, when there is nothing left to cancel.
  stream.onClose(() => generation.cancel());
}
