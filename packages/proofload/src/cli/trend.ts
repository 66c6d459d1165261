/** `proofload trend OPERATION`: how an operation did over the runs in the store. */
import { type Trend, trendOf } from '../judge/trend.ts';
import type { IndexedRun } from '../record/run-index.ts';
import { trendText } from '../report/history.ts';
import { didYouMean } from '../units/suggest.ts';
import type { CommandFunction } from './app.ts';
import { columnsOf, takesColour } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { readOptions, storeOf } from './stored.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_DAYS = '30';
const MS_PER_DAY = 86_400_000;
const METRICS = ['min', 'mean', 'stddev', 'median', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'p999', 'max'];
const ALL_METRICS = [...METRICS, 'rate', 'errors'];

const trend: CommandFunction = async (context, flags, [operation = '*']) => {
  const { json, days = DEFAULT_DAYS, metric = 'p95', suite, branch, scenario, ...others } = flags;
  if (!ALL_METRICS.includes(metric as string)) {
    const hint = didYouMean(metric as string, ALL_METRICS);
    throw new UsageError(`--metric is one of ${ALL_METRICS.join(', ')}, not “${metric}”.${hint}`);
  }
  const store = storeOf(readOptions(others, context.host.env));
  const { runs, problems } = await store.index({ operation });
  for (const problem of problems) context.say(problem);
  const since = new Date(Date.now() - readDays(days as string) * MS_PER_DAY);
  const trendIn = (all: readonly IndexedRun[]): Trend => {
    const wanted = all.filter(
      (run) => (suite === undefined || run.suite === suite) && (branch === undefined || run.branch === branch),
    );
    const only = scenario === undefined ? {} : { scenario: scenario as string };
    return trendOf(wanted, { operation, metric: metric as string, since, ...only });
  };
  const known = trendIn(runs);
  // To say what there is instead takes all operations.
  const found = known.points.length > 0 ? known : trendIn((await store.index()).runs);
  if (found.points.length === 0 && (suite !== undefined || branch !== undefined)) {
    context.say(whatThereIs((await store.index()).runs));
  }
  if (json) {
    context.print(JSON.stringify(inJson(found), null, 2));
  } else {
    const { stdout, env } = context.host;
    context.print(trendText(found, { colour: takesColour(stdout, env), columns: columnsOf(stdout) }));
  }
  return found.points.length === 0 ? exitCodes.usage : exitCodes.passed;
};

export default trend;

/** For those who asked for a suite or a branch of which there is nothing. */
function whatThereIs(runs: readonly IndexedRun[]): string {
  const names = (of: (run: IndexedRun) => string | null) => [...new Set(runs.flatMap((run) => of(run) ?? []))];
  const [suites, branches] = [names(({ suite }) => suite), names(({ branch }) => branch)];
  const on = branches.length === 0 ? 'none of them on a branch' : `on the branches ${branches.join(', ')}`;
  return suites.length === 0 ? 'No runs are stored.' : `Stored are runs of the suites ${suites.join(', ')}, ${on}.`;
}

function readDays(text: string): number {
  const days = Number(text);
  if (text.trim() !== '' && Number.isFinite(days) && days > 0) return days;
  throw new UsageError(`--days is a number above 0, not “${text}”.`);
}

/** JSON has neither NaN nor what is undefined. */
function inJson({ drift, newest, changes, ...rest }: Trend) {
  return {
    ...rest,
    changes: changes.map((change) => ({ ...change, percent: Number.isFinite(change.percent) ? change.percent : null })),
    drift: drift === undefined ? null : { ...drift, direction: drift.direction ?? null },
    newest: newest === undefined ? null : { ...newest, direction: newest.direction ?? null },
  };
}
