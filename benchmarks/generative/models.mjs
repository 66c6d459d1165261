/** Times of streamed answers, reported beside those that the provider made happen, and how late the client itself was. */
import { proofload } from '../proofload.mjs';
import { table } from '../table.mjs';
import { operationOf, withService } from './service.mjs';

const STREAMS = 200;
const PERCENTILES = ['p50', 'p95', 'p99'];
const TOLERANCE = 0.02;
const TOLERANCE_MS = 1;

/** @param {number} seconds */
export async function models(seconds) {
  const settings = ['provider.servers=400', 'provider.max=2000', 'provider.maxChunkTokens=1'];
  const { record, series } = await withService(
    settings.flatMap((word) => ['--set', word]),
    async ({ url, truth }) => {
      const run = ['run', '-u', `${STREAMS}`, '-r', '100', '-t', `${seconds}s`, '--no-health-check'];
      const { record } = await proofload(run, { suite: suiteFor(url) });
      return { record, series: (await truth()).series };
    },
  );
  const chat = operationOf(record, 'chat');
  const rows = ['ttft', 'itl', 'e2e'].flatMap((name) =>
    PERCENTILES.map((percentile) => {
      const [told, reported] = [series[`provider.${name}`][percentile], chat.trends[name][percentile]];
      const off = reported - told;
      const isWithin = Math.abs(off) <= Math.max(TOLERANCE_MS, TOLERANCE * told);
      return [
        name,
        percentile,
        told.toFixed(2),
        reported.toFixed(2),
        off.toFixed(2),
        `${((off / told) * 100).toFixed(1)} %`,
        isWithin ? 'yes' : 'no',
      ];
    }),
  );
  const { p50, p99 } = chat.trends.clientDelay;
  const { verdict } = record;
  return [
    `### Models: ${STREAMS} streams at once, ms`,
    table(['figure', 'percentile', 'truth', 'reported', 'off by', '', 'within 2 % or 1 ms'], rows),
    `${chat.count} answers (the provider counts ${series['provider.e2e'].count}), ${chat.trends.chunkGap.count} gaps; the client's own delay, in the record as clientDelay: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms. Verdict: ${verdict.status}.`,
  ].join('\n\n');
}

const suiteFor = (url) => `
import { defineSuite, none, user } from 'proofload';
const reader = user('Reader', {
  wait: none(),
  tasks: {
    ask: ({ llm }) => llm.chat(
      { messages: [{ role: 'user', content: llm.prompt(200) }], maxTokens: 100, ignore_eos: true },
      { name: 'chat' },
    ),
  },
});
export default defineSuite({ name: 'models', target: '${url}', users: [reader], llm: { model: 'reference-chat' } });
`;
