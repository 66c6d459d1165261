/** The sections that judge: the verdict at a glance, gates, comparison. */
import type { RunRecord } from '../../record/schema.ts';
import type { ChangeView } from '../view/comparison.ts';
import type { GateView } from '../view/gates.ts';
import { MARKS } from '../view/words.ts';
import type { ReportView } from '../view.ts';
import { foldedTable, mark, section, sentence } from './elements.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { change, gauge } from './miniature.ts';

const GATES_BYTES = 70_000;
const CHANGES_BYTES = 50_000;
const MOST_REASONS = 4;
/** So many rows are never folded up. */
const LEAST_OPEN = 12;

export function verdictBanner({ headline }: ReportView, run: RunRecord): Markup {
  const { status, word, gates, score, facts, doubts, reasons } = headline;
  const why = status === 'invalid' ? doubts.map(({ text, next }) => `${text} ${next}`) : reasons;
  const list = why.slice(0, MOST_REASONS).map((reason) => html`<li>${sentence(reason)}</li>`);
  const more = why.length > MOST_REASONS && html`<li>and more, below</li>`;
  return html`<section class="verdict ${status}" aria-labelledby="verdict-title">
<p class="badge" aria-hidden="true">${MARKS[status]}</p>
<div>
<p class="name">${run.suite.name} <span>run ${run.id}</span></p>
<h1 id="verdict-title">${word} <small>${gates}</small></h1>
${score !== '' && html`<p class="detail">${score}</p>`}
<ul class="chips">${facts.map((fact) => html`<li>${fact}</li>`)}</ul>
${list.length > 0 && html`<ul class="reasons">${list}${more}</ul>`}
</div>
</section>
`;
}

export function gatesSection({ gates }: ReportView): Markup {
  const notPassed = gates.filter(({ mark: kind }) => kind !== 'passed').length;
  const open = Math.max(LEAST_OPEN, notPassed);
  const heads = [
    { name: html`<span class="hidden">Outcome</span>` },
    { name: 'operation' },
    { name: 'requirement' },
    { name: 'actual', isNumber: true },
    { name: '95 % interval', isNumber: true },
    { name: html`<span class="hidden">Picture</span>` },
  ];
  return section('gates', 'Gates', foldedTable('Gates', heads, gates, open, GATES_BYTES, gateRow, 'cards gates'));
}

function gateRow(gate: GateView): Markup {
  const { mark: kind, key, metric, bound, actual, interval, marginal, decides, detail, samples, limit, result } = gate;
  const tags = [
    marginal &&
      html`<span class="tag" title="The interval straddles the bound: a repeat may come out otherwise.">marginal</span>`,
    !decides && html`<span class="tag">warns only</span>`,
  ];
  return html`<tr class="${kind}"><td>${mark(kind)}</td><th scope="row" class="operation">${key}${tags}${note(detail)}</th><td class="nowrap">${metric} <b>${bound}</b></td><td class="number actual" title="${samples}">${actual}</td><td class="number muted">${interval}</td><td>${gauge(result, limit)}</td></tr>`;
}

function note(detail: string): Markup {
  return detail === '' ? NOTHING : html`<p class="detail">${sentence(detail)}</p>`;
}

export function comparisonSection({ comparison }: ReportView): Markup {
  if (comparison === undefined) return NOTHING;
  const { baseline, assessment, differences, changes } = comparison;
  const changed = changes.filter(({ result }) => result.status !== 'no change').length;
  const open = Math.max(LEAST_OPEN, changed);
  const heads = [
    { name: html`<span class="hidden">Outcome</span>` },
    { name: 'operation' },
    { name: 'metric' },
    { name: 'before', isNumber: true },
    { name: 'after', isNumber: true },
    { name: 'change', isNumber: true },
    { name: '95 % interval', isNumber: true },
    { name: html`<span class="hidden">Picture</span>` },
    { name: 'outcome' },
  ];
  const sentences = [assessment, ...differences].filter((sentence) => sentence !== '');
  return section(
    'comparison',
    `Against ${baseline}`,
    html`${sentences.map((sentence) => html`<p class="lead">${sentence}</p>`)}`,
    foldedTable('Comparison', heads, changes, open, CHANGES_BYTES, changeRow, 'cards comparison'),
  );
}

function changeRow({
  mark: kind,
  operation,
  metric,
  before,
  after,
  change: by,
  interval,
  probability,
  outcome,
  decides,
  detail,
  result,
}: ChangeView): Markup {
  const reported = !decides && html`<span class="tag">only reported</span>`;
  return html`<tr class="${kind}"><td>${mark(kind)}</td><th scope="row" class="operation">${operation}${reported}${note(detail)}</th><td>${metric}</td><td class="number">${before}</td><td class="number">${after}</td><td class="number actual">${by}</td><td class="number muted">${interval}</td><td>${change(result)}</td><td class="nowrap">${outcome} <span class="muted">${probability}</span></td></tr>`;
}
