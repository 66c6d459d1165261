/** The verdict on a run, from the results of its requirements and comparisons and from its validity. */

import type {
  BaselineUsed,
  ComparisonResult,
  RequirementResult,
  ValidityNote,
  Verdict,
  VerdictStatus,
} from '../record/schema/verdict.ts';
import { dimensionOfCompared, formatFigure } from './figure.ts';
import { thingOf } from './keys.ts';

/** What a verdict is made of. */
export interface Findings {
  readonly requirements: readonly RequirementResult[];
  readonly comparisons: readonly ComparisonResult[];
  readonly validity: readonly ValidityNote[];
  readonly baseline?: BaselineUsed;
}

const READY_SCORE = 0.9;

/** A requirement or a comparison that decides the exit code. */
interface Gate {
  readonly status: 'passed' | 'failed' | 'inconclusive';
  readonly sentence: string;
}

/**
 * The verdict: `invalid` when the run cannot be believed, else `failed` when a gate failed, else `inconclusive` when one
 * could not be judged, else `passed`. A requirement of severity `warn` and a comparison that is only reported change
 * nothing.
 */
export function conclude(findings: Findings): Verdict {
  const { requirements, comparisons, validity, baseline } = findings;
  const gates = [
    ...requirements.filter(({ severity }) => severity === 'fail').map(gateOfRequirement),
    ...comparisons.filter(({ gate }) => gate).map(gateOfComparison),
  ];
  const passed = gates.filter(({ status }) => status === 'passed').length;
  const invalid = validity.filter(({ level }) => level === 'invalid');
  const score = gates.length === 0 ? null : passed / gates.length;
  return {
    status: invalid.length > 0 ? 'invalid' : worstOf(gates),
    score,
    gates: { passed, total: gates.length },
    ...(score === null ? {} : { ready: invalid.length === 0 && isReady(score, findings) }),
    requirements,
    comparisons,
    validity,
    reasons: [
      ...invalid.map(({ message }) => message),
      ...['failed', 'inconclusive'].flatMap((status) => sentences(gates, status)),
    ],
    ...(baseline === undefined ? {} : { baseline }),
  };
}

/** Above nine gates in ten, with nothing broken that no number of other gates makes good. */
function isReady(score: number, { requirements, comparisons }: Findings): boolean {
  const critical = comparisons.some(({ status, severity }) => status === 'regressed' && severity === 'critical');
  const overLimit = requirements.some(({ key, status }) => thingOf(key)?.kind === 'resource' && status === 'failed');
  return score > READY_SCORE && !critical && !overLimit;
}

function worstOf(gates: readonly Gate[]): VerdictStatus {
  if (gates.some(({ status }) => status === 'failed')) return 'failed';
  return gates.some(({ status }) => status === 'inconclusive') ? 'inconclusive' : 'passed';
}

function sentences(gates: readonly Gate[], wanted: string): readonly string[] {
  return gates.filter(({ status }) => status === wanted).map(({ sentence }) => sentence);
}

function gateOfRequirement({ key, metric, bound, actual, dimension, status, reason }: RequirementResult): Gate {
  const measured = actual === null ? 'has no value' : `is ${formatFigure(actual, dimension)}`;
  const outcome = { passed: `meets ${bound}`, failed: `breaks ${bound}`, inconclusive: `does not decide ${bound} yet` }[
    status
  ];
  // A reason that stands alone says all there is: nothing was measured.
  if (actual === null && reason !== '') return { status, sentence: reason };
  return { status, sentence: `${key}: ${metric} ${measured} and ${outcome}. ${reason}`.trimEnd() };
}

/** A regression fails its gate; one too small for the severity that was asked for is no gate. */
function gateOfComparison({ operation, metric, before, after, severity, status, reason }: ComparisonResult): Gate {
  const from = formatFigure(before, dimensionOfCompared(metric));
  const to = formatFigure(after, dimensionOfCompared(metric));
  const outcome = status === 'regressed' ? `regressed (${severity})` : status;
  const sentence = `${operation}: ${metric} went from ${from} to ${to}: ${outcome}. ${reason}`.trimEnd();
  const failed = status === 'regressed';
  return { status: failed ? 'failed' : status === 'inconclusive' ? 'inconclusive' : 'passed', sentence };
}
