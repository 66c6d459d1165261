/** Why there is nothing to judge: sentences for requirements on what was never seen. */
import type { MeasuredRun } from '../record/schema.ts';
import { didYouMean } from '../units/suggest.ts';
import type { Limit } from './decide.ts';
import { isName } from './keys.ts';
import { parseMetric } from './metric.ts';
import type { Subject } from './reading.ts';

const MOST_NAMES_TOLD = 10;

/** Why a figure of generative work is not there, by its trend. */
const WHY_NOT: Readonly<Record<string, string>> = {
  ttft: 'no streamed answer gave a token',
  ttfot: 'no streamed answer gave a token of the answer proper',
  itl: 'no streamed answer of two tokens or more came whole',
  tpot: 'no streamed answer of two tokens or more came whole',
  chunkGap: 'no streamed answer had two chunks with tokens',
  streaming: 'no streamed answer gave a token',
  e2e: 'no answer came whole',
  outputTokens: 'no answer with tokens came whole',
  inputTokens: 'no whole answer told the tokens of its prompt (usage)',
  cachedTokens: 'no whole answer told how many tokens of its prompt came from a cache (usage)',
  reasoningTokens: 'no whole answer told its tokens of reasoning (usage)',
  queue: 'no job was seen to be over',
  run: 'no job was seen to be over',
  notice: 'no job was seen to be over at a time that is known',
  fetch: 'no result of a job was asked for',
  total: 'no job that was submitted came to an end',
};

/** Why an operation, pattern or tag means nothing in this run. */
export function neverRan(key: string, { operations, warmupMs }: MeasuredRun): string {
  const names = operations.map(({ name }) => name);
  const requested = operations.filter(({ kind }) => kind !== 'task');
  const after = warmupMs > 0 ? ' after the warm-up' : '';
  const what = isName(key) ? `${key} was never requested${after}` : `No operation that ran${after} matches "${key}"`;
  if (requested.length === 0) return `No request was made${after}, so that there is nothing to hold "${key}" against.`;
  const told = requested
    .slice(0, MOST_NAMES_TOLD)
    .map(({ name }) => name)
    .join(', ');
  const more = requested.length > MOST_NAMES_TOLD ? ` and ${requested.length - MOST_NAMES_TOLD} more` : '';
  return `${what}; the operations of this run are ${told}${more}.${didYouMean(key, names)}`;
}

/** Why operations that ran have no such figure. */
export function noFigure(limit: Limit, { operations, spans }: Subject): string {
  const metric = parseMetric(limit.metric);
  if (metric.kind === 'statistic' && metric.source === 'sendLag')
    return `${limit.key}: the send lag is that of the generator, known of all operations together over the whole run; require it of *, without a window or a phase.`;
  const part = limit.windowMs !== undefined && spans !== undefined ? ' in any window of that length' : '';
  if (metric.kind === 'statistic' && metric.source !== 'latency' && metric.source !== 'service') {
    const why = WHY_NOT[metric.source] ?? `${metric.source} was not measured`;
    return `${limit.key}: there is no ${limit.metric}, since ${why}${part}.`;
  }
  const noun = operations.length === 1 ? 'request' : 'of the requests';
  const what = limit.metric === 'errors' ? 'share of errors' : limit.metric;
  return `${limit.key}: there is no ${what}, since no ${noun} was answered${part}.`;
}

/** Why a metric of the suite's own has no value. */
export function unknownMetric(metric: string, { metrics, operations }: MeasuredRun): string {
  const known = [
    ...metrics.map(({ name }) => name),
    ...new Set(operations.flatMap(({ trends }) => Object.keys(trends))),
  ];
  const list =
    known.length === 0 ? 'this run has no metrics of its own' : `the metrics of this run are ${known.join(', ')}`;
  return `The metric "${metric}" was never recorded; ${list}.${didYouMean(metric, known)}`;
}
