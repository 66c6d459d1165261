/**
 * JUnit's XML, which CI systems show as tests: a suite for the scenario, a case for each requirement and comparison, and
 * one for whether the measurement can be believed at all.
 */
import type { RunRecord } from '../record/schema.ts';
import { formatCount, NO_VALUE } from '../units/number.ts';
import { escapeMarkup } from './text/xml.ts';
import type { ChangeView } from './view/comparison.ts';
import type { GateView } from './view/gates.ts';
import { type ReportView, viewOf } from './view.ts';

const ON_FAILURES = /^(?:errors|success)$/;
const MOST_FAILURES = 5;

/** How a case came out; those that decide nothing are passed, with what they say as their output. */
interface Case {
  readonly name: string;
  /** The operation: CI systems group by it. */
  readonly className: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  /** In a line. */
  readonly message: string;
  /** All that is known. */
  readonly detail: string;
}

/**
 * The run as JUnit XML. An undecided gate is skipped, or with `--strict` a failure; times are in seconds.
 *
 * @example
 * await writeFile('junit.xml', junitReport(run));
 */
export function junitReport(run: RunRecord): string {
  const view = viewOf(run);
  const cases = [
    validityCase(view),
    ...view.gates.map((gate) => gateCase(gate, run.strict, failuresOf(gate, view))),
    ...(view.comparison?.changes ?? [])
      .filter(({ decides }) => decides)
      .map((change) => changeCase(change, run.strict)),
  ];
  const name = [run.suite.name, run.scenario].filter((part) => part !== null).join(' · ');
  const counts = attributes({
    tests: cases.length,
    failures: cases.filter(({ outcome }) => outcome === 'failure').length,
    errors: cases.filter(({ outcome }) => outcome === 'error').length,
    skipped: cases.filter(({ outcome }) => outcome === 'skipped').length,
    time: (run.durationMs / 1000).toFixed(3),
  });
  const started = attributes({ timestamp: run.startedAt.replace(/Z$/, ''), hostname: run.environment.host });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'Proofload' })}${counts}>`,
    `  <testsuite${attributes({ name })}${counts}${started}>`,
    '    <properties>',
    ...propertiesOf(view).map(([key, value]) => `      <property${attributes({ name: key, value })}/>`),
    '    </properties>',
    ...cases.map((item) => caseElement(item, run.durationMs)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function propertiesOf({ headline, environment }: ReportView): readonly (readonly [name: string, value: string])[] {
  return [['verdict', headline.status], ...environment.map(({ label, text }) => [label.toLowerCase(), text] as const)];
}

function validityCase({ headline, notes }: ReportView): Case {
  const doubts = headline.doubts.map(({ text, next }) => `${text} ${next}`);
  const warnings = notes.filter(({ mark }) => mark === 'warning').map(({ text, next }) => `${text} ${next}`);
  return {
    name: 'the measurement is valid',
    className: '*',
    outcome: doubts.length > 0 ? 'error' : 'passed',
    message: doubts[0] ?? '',
    detail: [...doubts, ...warnings].join('\n'),
  };
}

/** What failed where a requirement on failures is broken, most often first: of its operation, or of all. */
function failuresOf({ key, metric, mark }: GateView, { failures, operations }: ReportView): readonly string[] {
  if (mark !== 'failed' || !ON_FAILURES.test(metric)) return [];
  const isOperation = operations.rows.some(({ name }) => name === key);
  return failures
    .filter(({ operation, kind }) => (isOperation ? operation === key : kind !== 'task'))
    .slice(0, MOST_FAILURES)
    .map(({ count, message, operation }) => `${formatCount(count)}× ${message} (${operation})`);
}

function gateCase(
  { key, metric, bound, actual, interval, mark, detail, samples, marginal, decides }: GateView,
  strict: boolean,
  failures: readonly string[],
): Case {
  const found = `${actual}${interval && ` ${interval}`} of ${samples}${marginal ? ', marginal' : ''}`;
  return {
    name: `${key} ${metric} ${bound}`,
    className: key,
    outcome: decides ? outcomeOf(mark, strict) : 'passed',
    message: `${metric} ${actual === NO_VALUE ? 'was not measured' : `is ${actual}`}, required is ${bound}`,
    detail: [found, detail, ...failures].filter((line) => line !== '').join('\n'),
  };
}

function changeCase(change: ChangeView, strict: boolean): Case {
  const { operation, metric, before, after, interval, probability, outcome, mark, detail } = change;
  const found = `${before} → ${after}, ${change.change} ${interval}, ${probability}`;
  return {
    name: `${operation} ${metric} against the baseline`,
    className: operation,
    outcome: outcomeOf(mark, strict),
    message: `${metric} ${outcome}: ${before} → ${after} (${change.change})`,
    detail: [found, detail].filter((line) => line !== '').join('\n'),
  };
}

function outcomeOf(mark: GateView['mark'], strict: boolean): Case['outcome'] {
  if (mark === 'failed') return 'failure';
  if (mark === 'inconclusive') return strict ? 'failure' : 'skipped';
  return 'passed';
}

function caseElement({ name, className, outcome, message, detail }: Case, durationMs: number): string {
  const open = `    <testcase${attributes({ name, classname: className, time: (durationMs / 1000).toFixed(3) })}`;
  const text = escapeMarkup(detail);
  if (outcome === 'passed') return text === '' ? `${open}/>` : `${open}><system-out>${text}</system-out></testcase>`;
  const type = outcome === 'failure' ? { type: 'requirement' } : outcome === 'error' ? { type: 'invalid' } : {};
  return `${open}><${outcome}${attributes({ message, ...type })}>${text}</${outcome}></testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeMarkup(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}
