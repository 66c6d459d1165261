/**
 * What a run at one level of load says of it: passed when every requirement's interval is within its bound, failed when
 * one is wholly outside, else undecided, so that it should run for longer.
 */
import type { RequirementResult } from '../record/schema/verdict.ts';
import type { RunRecord } from '../record/schema.ts';

/** What became of a level. */
export interface StepOutcome {
  readonly status: 'passed' | 'failed' | 'undecided';
  /** By the point estimates alone, where the intervals do not decide. */
  readonly leaning: 'passed' | 'failed';
  /** Requirements that were broken, or that lean to it, in words: `GET /books p95 <100ms`. */
  readonly broke: readonly string[];
  /** The generator was the bottleneck, so that a failure may be its own. */
  readonly generatorLimited: boolean;
}

/** What is decided of a level, from its run. */
export function outcomeOfStep({ verdict, end, generator }: RunRecord): StepOutcome {
  const gates = verdict.requirements.filter(({ severity, dimension }) => severity === 'fail' && dimension !== 'change');
  const broken = gates.filter((gate) => isBroken(gate) && !gate.marginal);
  const leaning = gates.filter(isBroken);
  const open = gates.filter(({ status, marginal }) => status === 'inconclusive' || marginal);
  const generatorLimited = verdict.validity.some(({ level }) => level === 'invalid') || generator.droppedUnasked > 0;
  const failed = broken.length > 0 || end === 'aborted';
  return {
    status: failed ? 'failed' : open.length > 0 ? 'undecided' : 'passed',
    leaning: failed || leaning.length > 0 ? 'failed' : 'passed',
    broke: (broken.length > 0 ? broken : leaning).map(({ key, metric, bound }) => `${key} ${metric} ${bound}`),
    generatorLimited,
  };
}

/** A percentile with too few samples has a value all the same, by which it leans one way. */
function isBroken({ status }: RequirementResult): boolean {
  return status === 'failed';
}
