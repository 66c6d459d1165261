/** The first line of every view: what came out, of what, and how much of it. */

import type { Verdict } from '../../record/schema/verdict.ts';
import type { RunRecord } from '../../record/schema.ts';
import { formatDuration } from '../../units/duration.ts';
import { describeAmount } from './load.ts';
import { type NoteView, noteOf } from './notes.ts';
import { scoreOf } from './score.ts';
import { counted } from './words.ts';

/** The verdict at a glance. */
export interface HeadlineView {
  readonly status: Verdict['status'];
  /** `PASSED`, `FAILED`, `INCONCLUSIVE`, `INVALID`. */
  readonly word: string;
  /** `2 of 5 gates`; how many passed, failed or are undecided, as the word before it says. */
  readonly gates: string;
  /** `score 100% (6/6): ready for production`; empty where there are no gates. */
  readonly score: string;
  /** The suite's file, scenario and profile, time, amount of load, and how the run ended if not by itself. */
  readonly facts: readonly string[];
  /** Sentences of the verdict, the weightiest first. */
  readonly reasons: readonly string[];
  /** What makes the run invalid. */
  readonly doubts: readonly NoteView[];
}

const ENDS: Readonly<Record<RunRecord['end'], string | undefined>> = {
  completed: undefined,
  interrupted: 'interrupted',
  killed: 'killed before its end',
  aborted: 'ended early',
};

export function headlineOf(run: RunRecord): HeadlineView {
  const { verdict, suite, scenario, profile, durationMs, load, end } = run;
  const facts = [
    subjectOf(suite),
    scenario ?? undefined,
    profile ?? undefined,
    formatDuration(durationMs),
    describeAmount(load),
    ENDS[end],
  ];
  return {
    status: verdict.status,
    word: verdict.status.toUpperCase(),
    gates: gatesText(verdict),
    score: scoreOf(verdict),
    facts: facts.filter((fact) => fact !== undefined),
    reasons: verdict.reasons,
    doubts: verdict.validity.filter(({ level }) => level === 'invalid').map(noteOf),
  };
}

/** The suite's file without its folders; of one URL, `hit` and its path. */
function subjectOf({ file, name }: RunRecord['suite']): string {
  const [, address] = /^hit (\S+)$/.exec(file) ?? [];
  if (address !== undefined && URL.canParse(address)) return `hit ${new URL(address).pathname}`;
  return file.split(/[\\/]/).at(-1) || name;
}

/** `2 of 5 gates`, of what the status tells. */
export function gatesText({ status, gates, requirements, comparisons }: Verdict): string {
  if (gates.total === 0) return 'no gates';
  const failed =
    requirements.filter((result) => result.severity === 'fail' && result.status === 'failed').length +
    comparisons.filter((result) => result.gate && result.status === 'regressed').length;
  const of = `of ${counted(gates.total, 'gate')}`;
  switch (status) {
    case 'passed':
      return `${gates.passed} ${of}`;
    case 'failed':
      return `${failed} ${of}`;
    case 'inconclusive':
      return `${Math.max(0, gates.total - gates.passed - failed)} ${of} undecided`;
    case 'invalid':
      return `no verdict on ${counted(gates.total, 'gate')}`;
  }
}
