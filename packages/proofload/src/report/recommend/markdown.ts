/** Recommendations as a report in Markdown: what to promise, where to alert, how much load to plan for. */
import type { LoadSeen, Recommendations } from '../../judge/recommend.ts';
import { formatPercent } from '../../units/percent.ts';
import { formatRate } from '../../units/rate.ts';
import { code, list, section, table, text } from '../markdown/elements.ts';
import { dimensionOf, formatChange, formatQuantity } from '../view/quantity.ts';
import { counted } from '../view/words.ts';
import { shown } from './figures.ts';
import { requirementsCode } from './requirements.ts';

const ALL = Number.POSITIVE_INFINITY;

/** The report. */
export function recommendationsMarkdown(found: Recommendations): string {
  const { suites, runs, notes } = found;
  const parts = [
    `## Recommendations for ${text(suites.join(', ') || 'the service')}\n\nFrom ${counted(runs, 'run')}.`,
    list(notes.map(text)),
    section('Service levels and alerts', levels(found)),
    section('Capacity', capacity(found)),
    section('Trend', trend(found.loads)),
    section('Requirements', `\`\`\`ts\n${requirementsCode(found)}\`\`\``),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function levels({ operations }: Recommendations): string {
  const rows = operations.flatMap(({ name, figures }) =>
    figures.map(({ metric, usual, promise, alert, noise }) => [
      code(name),
      metric,
      text(formatQuantity(usual, dimensionOf(metric))),
      text(shown(promise, metric)),
      text(shown(alert, metric)),
      noise === undefined ? '' : text(`${formatPercent(noise.value)} (${noise.source})`),
    ]),
  );
  const head = ['Operation', 'Indicator', 'Usual', 'Promise, warn at', 'Alert at', 'Noise between runs'];
  return table(head, rows, ALL, 'llrrrr');
}

function capacity({ loads, highest, plannedRate }: Recommendations): string {
  const rows = loads.map(({ id, rate, p95, errors, concurrency }) => [
    text(id),
    formatRate(rate),
    formatQuantity(p95, 'duration'),
    formatPercent(errors),
    concurrency === undefined ? '' : concurrency.toFixed(1),
  ]);
  const measured = table(['Run', 'Throughput', 'p95', 'Errors', 'In progress'], rows, ALL, 'lrrrr');
  if (highest === undefined || plannedRate === undefined) {
    return `${measured}\n\nNo run had fewer than 1 % of errors, so that there is no load to plan for.`;
  }
  const sentences = [
    `The highest throughput with few errors is ${formatRate(highest.rate)} (run ${highest.id}).`,
    `Plan for at most ${formatRate(plannedRate)} of an installation like the one tested, which leaves 30 % for peaks and failures; for a peak of R a second take R / ${formatRate(plannedRate)} of them, rounded up.`,
    'Test beyond what is needed today, and again when traffic has grown by half.',
  ];
  return `${measured}\n\n${list(sentences.map(text))}`;
}

function trend(loads: readonly LoadSeen[]): string {
  const [first, last] = [loads[0], loads.at(-1)];
  if (first?.startedAt == null || last?.startedAt == null || loads.length < 2) return '';
  const change = (before: number | undefined, after: number | undefined) =>
    before === undefined || after === undefined ? '' : formatChange(after / before - 1);
  const [from, to] = [first.startedAt.slice(0, 10), last.startedAt.slice(0, 10)];
  return text(
    `From run ${first.id} (${from}) to run ${last.id} (${to}): p95 ${change(first.p95, last.p95)}, throughput ${change(first.rate, last.rate)}. Whether that is more than noise, proofload trend and compare tell.`,
  );
}
