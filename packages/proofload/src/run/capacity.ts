/**
 * Searches for the capacity of a target: runs one level of load after another, each a run of its own in the store, and
 * sums up what they say.
 */
import { type Capacity, type CapacityStep, type CapacityUnit, stepOf, summariseCapacity } from '../judge/capacity.ts';
import { CapacitySearch, type SearchPurpose, type SearchStep } from '../judge/capacity-search.ts';
import { outcomeOfStep } from '../judge/capacity-step.ts';
import type { RunRecord } from '../record/schema.ts';
import type { RandomSource } from '../stats/index.ts';

/** How a search is made. */
export interface CapacityOptions {
  readonly unit: CapacityUnit;
  readonly start: number;
  readonly most: number;
  readonly precision: number;
  /** How long a level is run at first; one that this does not decide is run again for twice as long, up to three times. */
  readonly stepMs: number;
  /** Between levels; before a retest three times as long. */
  readonly restMs: number;
  readonly random: RandomSource;
  /** Runs a level. */
  readonly run: (level: number, runTimeMs: number) => Promise<RunRecord>;
  readonly rest: (ms: number) => Promise<void>;
  readonly onStep: (step: CapacityStep) => void;
  /** Ends the search after the level that is run. */
  readonly interrupt: AbortSignal;
}

/** A rate below this, in arrivals a second, is not looked for. */
const LEAST_RATE = 0.1;
const MOST_LOOKS = 3;
const RETEST_REST = 3;

/** Searches until the bracket is precise and confirmed, the highest level passes, or it is interrupted. */
export async function searchCapacity(options: CapacityOptions): Promise<Capacity> {
  const { unit, start, most, precision, interrupt, rest, restMs } = options;
  const whole = unit === 'users';
  const search = new CapacitySearch({ start, most, precision, whole, least: whole ? 1 : LEAST_RATE });
  const steps: CapacityStep[] = [];
  let limitedByGenerator = false;
  for (let next = search.next(); next !== undefined && !interrupt.aborted; next = search.next()) {
    if (steps.length > 0) await rest(next.purpose === 'retest' ? restMs * RETEST_REST : restMs);
    const { step, generatorLimited } = await tryLevel(next, options);
    if (step === undefined) break;
    steps.push(step);
    options.onStep(step);
    limitedByGenerator ||= generatorLimited && step.status === 'failed';
    search.tell(step.status === 'passed');
  }
  const notes = notesOf(search, { limitedByGenerator, interrupted: interrupt.aborted, most, unit });
  return summariseCapacity(search.result, steps, { unit, precision, random: options.random, notes });
}

interface Tried {
  /** Undefined when the run was interrupted. */
  readonly step: CapacityStep | undefined;
  readonly generatorLimited: boolean;
}

/** Runs a level, for longer where it is not decided or the generator may be to blame for its failure. */
async function tryLevel({ level, purpose }: SearchStep, options: CapacityOptions): Promise<Tried> {
  let runTimeMs = options.stepMs;
  for (let look = 1; ; look += 1) {
    const run = await options.run(level, runTimeMs);
    if (run.end === 'interrupted') return { step: undefined, generatorLimited: false };
    const { status, leaning, broke, generatorLimited } = outcomeOfStep(run);
    const isSure = status === 'passed' || (status === 'failed' && !generatorLimited);
    if (isSure || look === MOST_LOOKS) {
      const decided = { status: status === 'undecided' ? leaning : status, marginal: status === 'undecided' };
      const step = stepOf(run, { level, purpose: purpose satisfies SearchPurpose, broke, runTimeMs, ...decided });
      return { step, generatorLimited };
    }
    if (status === 'undecided') runTimeMs *= 2;
    await options.rest(options.restMs);
  }
}

function notesOf(
  search: CapacitySearch,
  seen: {
    readonly limitedByGenerator: boolean;
    readonly interrupted: boolean;
    readonly most: number;
    readonly unit: CapacityUnit;
  },
): readonly string[] {
  const { passing, failing, confirmed } = search.result;
  const notes: string[] = [];
  if (seen.interrupted) notes.push('The search was interrupted; what is told is what was known by then.');
  else if (passing === undefined)
    notes.push('No level passed, not even the least that was tried; see which requirement broke.');
  else if (failing === undefined) {
    notes.push(`Even the highest level that was allowed passed; --max raises it above ${seen.most}.`);
  } else if (!confirmed) {
    notes.push(
      'Levels that passed at first failed later or the other way round: the target, or what else runs on its machine, varies. A longer --step may help.',
    );
  }
  if (seen.limitedByGenerator) {
    notes.push(
      'At some levels the load generator was the bottleneck: the true capacity may be higher. Use more workers or another machine.',
    );
  }
  return notes;
}
