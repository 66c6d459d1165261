/** Requirements on a change: `p95: '+10% vs baseline'`, `memory: '-30% vs baseline'`. */
import type { ComparedRun } from '../record/baseline/schema.ts';
import type { RequirementResult } from '../record/schema/verdict.ts';
import { compareGroups, samplesNeeded } from '../stats/index.ts';
import { errorsMetric, positive } from './compared-metrics.ts';
import { cannotJudge, decide, failUnmeasured, type Limit, type Reading } from './decide.ts';
import { DEFAULT_FAIL_ON, figureName } from './fail-on.ts';
import { isName, thingOf } from './keys.ts';
import { parseMetric } from './metric.ts';
import { type OperationPair, pairOperations } from './pairs.ts';

/** The runs of both sides. */
export interface Sides {
  readonly before: readonly ComparedRun[];
  /** The run that is judged last, perhaps with others of its kind. */
  readonly after: readonly ComparedRun[];
}

/** Judges a limit on a change; without a baseline it cannot be. */
export function judgeChange(limit: Limit, sides: Sides | undefined, strict: boolean): RequirementResult {
  if (sides === undefined) {
    return cannotJudge(
      limit,
      `${limit.key}: ${limit.metric} is to be held against a baseline, and none was given; add --baseline REF.`,
    );
  }
  const thing = thingOf(limit.key);
  if (thing?.kind === 'resource') return judgeResource(limit, thing.name, sides, strict);
  if (!isName(limit.key) && limit.key !== '*') {
    return cannotJudge(
      limit,
      `${limit.key}: a change is judged of one operation or of *, since a baseline keeps no other sums.`,
    );
  }
  const pair = pairOperations(sides.before, sides.after).find(({ name }) => name === limit.key);
  if (pair === undefined)
    return failUnmeasured(limit, `${limit.key} was not measured on both sides, so that its change is not known.`);
  const reading = readChange(limit, pair, sides);
  if (reading === undefined)
    return failUnmeasured(limit, `${limit.key}: ${limit.metric} is not known on both sides.`, [limit.key]);
  return decide(limit, reading, strict);
}

function readChange(limit: Limit, pair: OperationPair, { after }: Sides): Reading | undefined {
  const figure = figureName(limit.metric);
  const known = [...pair.before, ...pair.after].every(({ figures }) => (figures[figure]?.[0] ?? 0) > 0);
  if (figure !== 'errors' && !known) return undefined;
  const parsed = parseMetric(limit.metric);
  const p = parsed.kind === 'statistic' && parsed.statistic.kind === 'percentile' ? parsed.statistic.p : undefined;
  const kind = p !== undefined && p >= 0.9 ? 'tail' : 'central';
  const [metric] =
    figure === 'errors'
      ? errorsMetric(pair, DEFAULT_FAIL_ON)
      : [positive(pair, figure, { kind, gates: true }, { history: [] })];
  const [found] = metric === undefined ? [] : compareGroups([metric.metric]);
  if (found === undefined) return undefined;
  // Of errors a comparison tells points; here a change is relative to what was before, as with everything else.
  const relative = (change: number) => (figure === 'errors' ? change / found.before : change);
  const [lower, upper] = found.interval.map((end) => (Number.isFinite(end) ? relative(end) : null));
  return {
    actual: relative(found.change),
    interval: [lower ?? null, upper ?? null],
    samples: Math.min(...pair.after.map(({ count }) => count)),
    needed: p === undefined ? 1 : samplesNeeded(p),
    dimension: 'change',
    operations: [pair.name],
    measuredMs: after.at(-1)?.durationMs ?? 0,
  };
}

/** Resources have no interval: their largest values are held against each other. */
function judgeResource(limit: Limit, name: string, { before, after }: Sides, strict: boolean): RequirementResult {
  const [, metric = limit.metric, part = 'max'] = /^(.+)\.(mean|max)$/.exec(limit.metric) ?? [];
  const middle = (runs: readonly ComparedRun[]) => {
    const found = runs.flatMap(({ resources }) =>
      resources.filter((each) => each.name === name && each.metric === metric),
    );
    return found.reduce((sum, resource) => sum + resource[part as 'mean' | 'max'], 0) / found.length;
  };
  const actual = middle(after) / middle(before) - 1;
  if (!Number.isFinite(actual)) {
    return failUnmeasured(
      limit,
      `${limit.key}: ${limit.metric} was not sampled on both sides, so that its change is not known.`,
    );
  }
  const samples = after.length;
  const measuredMs = after.at(-1)?.durationMs ?? 0;
  return decide(
    limit,
    { actual, interval: null, samples, needed: 1, dimension: 'change', operations: [], measuredMs },
    strict,
  );
}
