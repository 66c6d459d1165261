/**
 * The loads of the built-in scenarios, made of the usual load L: its highest level.
 *
 *     baseline, soak   L ────────────      stress      ┌─8L      spike      ┌─5L─┐
 *                                                   …──┘                    │    │
 *                                               ┌──2L                ───L───┘    └───L───
 *                                            ──L┘
 *
 * The first stage is always the usual load, by which a suite's requirements are judged.
 */
import { type Problem, problem } from '../suite/problem.ts';
import type { BuiltInScenario } from '../suite/scenarios.ts';
import { formatDuration } from '../units/duration.ts';
import type { PlannedLoad } from './load.ts';
import { peakOf } from './peak.ts';
import type { LoadPlan, SingleLoad } from './types.ts';

/** How long each lasts where nothing else is asked for, in ms. */
const LASTS_MS: Readonly<Record<BuiltInScenario, number>> = {
  baseline: 120_000,
  stress: 240_000,
  spike: 120_000,
  soak: 1_800_000,
};

const STRESS_LEVELS = [1, 2, 3, 4, 5, 6, 7, 8];
const SPIKE = { factor: 5, before: 0.25, during: 0.2 };

/** Whole seconds are what is judged, so that each stretch takes one. */
const LEAST_STRETCH_MS = 1_000;

interface Stretch {
  /** Of the usual load. */
  readonly factor: number;
  /** Of the whole time. */
  readonly share: number;
}

/**
 * Shapes a load for a scenario.
 *
 * @param askedMs - how long it is to last in all, where that was asked for from outside of the suite
 * @example
 * scenarioLoad('spike', load, 60_000).load.stages; // 15 s of L, a jump to 5 L for 12 s, a jump back and 33 s of L
 */
export function scenarioLoad(scenario: BuiltInScenario, load: LoadPlan, askedMs: number | undefined): PlannedLoad {
  const runTimeMs = askedMs ?? LASTS_MS[scenario];
  if (load.model === 'several') {
    const parts = load.parts.map((part) => {
      const shaped = scenarioLoad(scenario, part.load, runTimeMs).load as SingleLoad;
      return { ...part, startMs: 0, runTimeMs, load: shaped };
    });
    return { runTimeMs, load: { model: 'several', parts } };
  }
  const stretches = stretchesOf(scenario);
  const { users, rate } = peakOf(load);
  const most = Math.max(...stretches.map(({ factor }) => factor));
  if (load.model === 'open') {
    const stages = stagesOf(stretches, runTimeMs, (factor) => ({ rate: rate * factor }));
    return { runTimeMs, load: { ...load, startRate: rate, stages, maxUsers: load.maxUsers * most } };
  }
  const stages = stagesOf(stretches, runTimeMs, (factor) => ({ users: Math.round(users * factor) }));
  return { runTimeMs, load: { model: 'closed', startUsers: users, stages } };
}

/** What is wrong with a time that is too short for each part of a scenario to be judged. */
export function tooShortFor(scenario: BuiltInScenario, runTimeMs: number): Problem | undefined {
  const stretches = stretchesOf(scenario);
  const leastMs = LEAST_STRETCH_MS / Math.min(...stretches.map(({ share }) => share));
  if (runTimeMs >= leastMs) return undefined;
  const parts = stretches.length === 1 ? '' : `, a second for each of its ${stretches.length} parts`;
  const [asked, least] = [runTimeMs, leastMs].map((ms) => formatDuration(ms));
  return problem('--run-time', `the scenario "${scenario}" takes ${least} or more to be judged${parts}, not ${asked}`);
}

function stretchesOf(scenario: BuiltInScenario): readonly Stretch[] {
  switch (scenario) {
    case 'baseline':
    case 'soak':
      return [{ factor: 1, share: 1 }];
    case 'stress':
      return STRESS_LEVELS.map((factor) => ({ factor, share: 1 / STRESS_LEVELS.length }));
    case 'spike':
      return [
        { factor: 1, share: SPIKE.before },
        { factor: SPIKE.factor, share: SPIKE.during },
        { factor: 1, share: 1 - SPIKE.before - SPIKE.during },
      ];
  }
}

/** Each but the first stretch begins with a jump, which is a stage of 0 ms. */
function stagesOf<Level>(stretches: readonly Stretch[], runTimeMs: number, levelOf: (factor: number) => Level) {
  return stretches.flatMap(({ factor, share }, index) => {
    const level = levelOf(factor);
    const held = { durationMs: Math.round(share * runTimeMs), ...level };
    return index === 0 ? [held] : [{ durationMs: 0, ...level }, held];
  });
}
